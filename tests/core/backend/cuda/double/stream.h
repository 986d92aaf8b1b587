#pragma once

#include <cuda_runtime_api.h>

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

// Streams, events and graphs without their handles.
namespace scalescope::cuda_double {

class Stream;

/// One recording of an event; what waits for it is not concerned by later recordings.
class Record {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Record(const std::shared_ptr<Stream>& stream) : stream_(stream) {}
  bool done() const { return done_; }
  Time time() const { return time_; }  ///< of when it was done
  void finish();
  void wait();  ///< lets its stream run up to here

 private:
  std::weak_ptr<Stream> stream_;
  bool done_ = false;
  Time time_;
};

struct Work {
  std::shared_ptr<Record> after;  ///< what is waited for first, if anything
  std::function<void()> run;
  std::shared_ptr<Record> marks;  ///< what is done with this
};

using WorkList = std::vector<std::function<void()>>;

/// A graph in the making.
struct Capture {
  /// Whether a call that may wait for the device is forbidden to this thread.
  bool forbidsWaiting() const {
    const bool ours = thread == std::this_thread::get_id();
    return mode == cudaStreamCaptureModeGlobal || (ours && mode != cudaStreamCaptureModeRelaxed);
  }

  cudaStreamCaptureMode mode = cudaStreamCaptureModeGlobal;
  std::thread::id thread = std::this_thread::get_id();
  bool valid = true;
  WorkList nodes;
};

class Stream {
 public:
  void put(Work work) { queue_.push_back(std::move(work)); }
  bool runNext();  ///< false: nothing was queued
  void drop();     ///< forgets what is queued
  std::size_t queued() const { return queue_.size(); }

  std::shared_ptr<Capture> capture;  ///< null: work is queued

 private:
  std::deque<Work> queue_;
  int drops_ = 0;
};

struct Event {
  bool timed = true;
  std::shared_ptr<Record> latest;     ///< null: not recorded yet
  std::shared_ptr<Capture> captured;  ///< not null: the latest recording is part of this
};

struct Graph {
  WorkList nodes;
};

struct GraphExec {
  std::shared_ptr<const WorkList> nodes;
  std::shared_ptr<Record> launched;  ///< the latest launch: the next one waits for it
};

}  // namespace scalescope::cuda_double
