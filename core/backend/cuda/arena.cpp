#include "core/backend/cuda/arena.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>

#include "core/base/error.h"

namespace scalescope::cuda {
namespace {

constexpr std::size_t kAlignment = 256;  // of what cudaMalloc returns

std::size_t aligned(std::size_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

std::string mebibytes(std::size_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f MiB", static_cast<double>(bytes) / (1024.0 * 1024.0));
  return text;
}

[[noreturn]] void refuseMemory(std::size_t asked) {
  std::size_t free = 0;
  std::size_t total = 0;
  static_cast<void>(cudaGetLastError());
  check(cudaMemGetInfo(&free, &total), phrase("asking for the free device memory"));
  fail(phrase("GPU memory"), {phrase("a run asks for %1, %2 of %3 are free; a smaller batch, fewer "
                                     "runs or the CPU back end need less"),
                              {mebibytes(asked), mebibytes(free), mebibytes(total)}});
}

}  // namespace

void* Block::data() {
  if (!address_) arena_.seal();
  return address_;
}

BlockPtr Arena::reserve(std::size_t bytes) {
  BlockPtr block(new Block(*this, aligned(std::max<std::size_t>(bytes, 1))));
  bytes_ += block->bytes();
  waiting_.push_back(block);
  if (sealed_) allocate();
  return block;
}

bool Arena::grow(Block& block, std::size_t bytes) {
  if (block.address_) return false;
  bytes_ += aligned(bytes) - block.bytes_;
  block.bytes_ = aligned(bytes);
  return true;
}

void Arena::seal() {
  if (!waiting_.empty()) allocate();
  if (std::exchange(sealed_, true)) return;
  // What is done now may ask for more, or for more to be done.
  for (const auto& work : std::exchange(later_, {})) work();
}

void Arena::allocate() {
  std::size_t asked = 0;
  for (const auto& block : waiting_) asked += block->bytes();
  void* memory = nullptr;
  const cudaError_t error = cudaMalloc(&memory, asked);
  if (error == cudaErrorMemoryAllocation) refuseMemory(asked);
  check(error, phrase("taking device memory"));
  allocations_.emplace_back(memory);
  check(cudaMemsetAsync(memory, 0, asked, stream_), phrase("clearing device memory"));
  auto* next = static_cast<char*>(memory);
  for (const auto& block : std::exchange(waiting_, {})) {
    block->address_ = next;
    next += block->bytes();
  }
}

void Arena::whenSealed(std::function<void()> work) {
  if (sealed_) return work();
  later_.push_back(std::move(work));
}

}  // namespace scalescope::cuda
