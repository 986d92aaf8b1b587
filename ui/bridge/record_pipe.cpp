#include "ui/bridge/record_pipe.h"

#include <utility>

namespace scalescope {

struct RecordPipe::Chunk {
  std::array<Record, chunkSize> records;
  std::atomic<std::size_t> ready{0};
  std::atomic<Chunk*> next{nullptr};
};

RecordPipe::RecordPipe() : tail_(new Chunk), head_(tail_) {}

RecordPipe::~RecordPipe() {
  for (Chunk* chunk = head_; chunk;) {
    Chunk* next = chunk->next.load();
    delete chunk;
    chunk = next;
  }
  delete spare_.load();
}

void RecordPipe::push(Record record) {
  if (tailUsed_ == chunkSize) {
    Chunk* chunk = spare_.exchange(nullptr, std::memory_order_acquire);
    if (!chunk) chunk = new Chunk;
    tail_->next.store(chunk, std::memory_order_release);
    tail_ = chunk;
    tailUsed_ = 0;
  }
  tail_->records[tailUsed_++] = std::move(record);
  tail_->ready.store(tailUsed_, std::memory_order_release);
  pushed_.fetch_add(1, std::memory_order_relaxed);
}

std::size_t RecordPipe::drain(std::vector<Record>& out, std::size_t most) {
  std::size_t taken = 0;
  while (taken < most) {
    if (headUsed_ == chunkSize) {
      Chunk* next = head_->next.load(std::memory_order_acquire);
      if (!next) break;
      Chunk* emptied = std::exchange(head_, next);
      headUsed_ = 0;
      emptied->ready.store(0, std::memory_order_relaxed);
      emptied->next.store(nullptr, std::memory_order_relaxed);
      delete spare_.exchange(emptied, std::memory_order_acq_rel);
    }
    const std::size_t ready = head_->ready.load(std::memory_order_acquire);
    if (headUsed_ == ready) break;
    for (; headUsed_ < ready && taken < most; ++taken) {
      out.push_back(std::move(head_->records[headUsed_++]));
    }
  }
  drained_.fetch_add(taken, std::memory_order_relaxed);
  return taken;
}

std::size_t RecordPipe::waiting() const {
  const std::size_t drained = drained_.load(std::memory_order_relaxed);
  const std::size_t pushed = pushed_.load(std::memory_order_relaxed);
  return pushed > drained ? pushed - drained : 0;
}

}  // namespace scalescope
