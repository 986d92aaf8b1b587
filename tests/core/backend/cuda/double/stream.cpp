#include "core/backend/cuda/double/stream.h"

#include <utility>

namespace scalescope::cuda_double {

void Record::finish() {
  done_ = true;
  time_ = std::chrono::steady_clock::now();
}

void Record::wait() {
  const std::shared_ptr<Stream> stream = stream_.lock();
  while (!done_ && stream && stream->runNext()) {
  }
}

bool Stream::runNext() {
  if (queue_.empty()) return false;
  const Work work = std::move(queue_.front());
  queue_.pop_front();
  const int drops = drops_;
  if (work.after) work.after->wait();
  // The device may have broken while the other stream ran.
  if (work.run && drops == drops_) work.run();
  if (work.marks) work.marks->finish();
  return true;
}

void Stream::drop() {
  ++drops_;
  // Nobody shall wait for what will never run.
  for (const Work& work : std::exchange(queue_, {})) {
    if (work.marks) work.marks->finish();
  }
}

}  // namespace scalescope::cuda_double
