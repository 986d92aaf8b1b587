#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

#include "core/train/records.h"

namespace scalescope {

/// Records on their way from the thread that trains to the window: one producer, one consumer, no
/// lock, nothing ever dropped. A queue of fixed chunks; a chunk that was emptied is handed back, so
/// a steady flow allocates nothing.
class RecordPipe {
 public:
  static constexpr std::size_t chunkSize = 1024;

  RecordPipe();
  ~RecordPipe();
  RecordPipe(const RecordPipe&) = delete;
  RecordPipe& operator=(const RecordPipe&) = delete;

  void push(Record record);  ///< producer
  /// Consumer: appends at most `most` records to `out`, oldest first; returns how many.
  std::size_t drain(std::vector<Record>& out, std::size_t most);
  std::size_t waiting() const;  ///< any thread; may be out of date at once

 private:
  struct Chunk;

  Chunk* tail_;  // producer's
  std::size_t tailUsed_ = 0;
  Chunk* head_;  // consumer's
  std::size_t headUsed_ = 0;
  std::atomic<Chunk*> spare_{nullptr};
  std::atomic<std::size_t> pushed_{0};
  std::atomic<std::size_t> drained_{0};
};

}  // namespace scalescope
