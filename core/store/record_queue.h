#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "core/train/records.h"

namespace scalescope {

/// What waits for the writer's thread: records, and jobs to do after the records that came before
/// them.
class RecordQueue {
 public:
  using Job = std::function<void()>;
  using Time = std::chrono::steady_clock::time_point;

  void push(Record record);  ///< allocates only when more records wait than ever before
  bool push(Job job);        ///< false after end()
  void end();

  struct Taken {
    std::vector<Job> jobs;
    bool ended = false;
  };
  /// Waits until the first record is `gather` old, or many wait, or there is a job or the end. With
  /// `retryAt`, waits until then instead, whatever records come. Appends the records to `records`.
  Taken take(std::vector<Record>& records, std::chrono::milliseconds gather,
             std::optional<Time> retryAt);

 private:
  bool urgent() const;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Record> records_;
  std::vector<Job> jobs_;
  bool ended_ = false;
};

}  // namespace scalescope
