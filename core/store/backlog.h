#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace scalescope {

/// How many bytes of records wait for a store, and whether writing them fails. Any thread.
class Backlog {
 public:
  explicit Backlog(std::size_t most) : most_(most) {}

  void add(std::size_t bytes) { bytes_ += bytes; }
  void remove(std::size_t bytes) {
    bytes_ -= bytes;
    setFailing(false);
  }
  void setFailing(bool failing) {
    {
      const std::lock_guard lock(mutex_);
      failing_ = failing;
    }
    changed_.notify_all();
  }
  bool failing() const { return failing_; }
  /// Once no more than the bound wait; false if more do and writing fails.
  bool awaitRoom() {
    if (bytes_ <= most_) return true;
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return bytes_ <= most_ || failing_; });
    return bytes_ <= most_;
  }

 private:
  const std::size_t most_;
  std::atomic<std::size_t> bytes_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> failing_ = false;
};

}  // namespace scalescope
