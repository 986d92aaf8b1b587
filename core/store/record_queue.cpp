#include "core/store/record_queue.h"

#include <iterator>
#include <utility>

namespace scalescope {
namespace {

constexpr std::size_t many = 8192;  // a batch worth writing before its time

}  // namespace

void RecordQueue::push(Record record) {
  std::size_t count = 0;
  {
    const std::lock_guard lock(mutex_);
    records_.push_back(std::move(record));
    count = records_.size();
  }
  if (count == 1 || count == many) changed_.notify_one();
}

bool RecordQueue::push(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (ended_) return false;
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

void RecordQueue::end() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_one();
}

bool RecordQueue::urgent() const { return !jobs_.empty() || ended_; }

RecordQueue::Taken RecordQueue::take(std::vector<Record>& records, std::chrono::milliseconds gather,
                                     std::optional<Time> retryAt) {
  std::unique_lock lock(mutex_);
  if (retryAt) {
    changed_.wait_until(lock, *retryAt, [this] { return urgent(); });
  } else {
    changed_.wait(lock, [this] { return !records_.empty() || urgent(); });
    changed_.wait_for(lock, gather, [this] { return records_.size() >= many || urgent(); });
  }
  if (records.empty()) {
    records.swap(records_);  // the two buffers change places and keep their memory
  } else {
    records.insert(records.end(), std::make_move_iterator(records_.begin()),
                   std::make_move_iterator(records_.end()));
    records_.clear();
  }
  return {std::exchange(jobs_, {}), ended_};
}

}  // namespace scalescope
