#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "core/backend/cuda/handles.h"

namespace scalescope::cuda {

class Arena;

/// A piece of a run's device memory, zeroed. It has no address before the arena was sealed.
class Block {
 public:
  std::size_t bytes() const { return bytes_; }
  void* data();  ///< seals the arena

 private:
  friend class Arena;
  Block(Arena& arena, std::size_t bytes) : arena_(arena), bytes_(bytes) {}
  Arena& arena_;
  std::size_t bytes_;
  void* address_ = nullptr;
};

using BlockPtr = std::shared_ptr<Block>;

/// The device memory of one run. While tensors and operations are made, memory is only asked for;
/// sealing takes all of it in one allocation, so that a run that does not fit is refused before it
/// began. What is asked for later is taken at once. Nothing is given back before the arena ends.
class Arena {
 public:
  explicit Arena(cudaStream_t stream) : stream_(stream) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  BlockPtr reserve(std::size_t bytes);
  /// Makes a block larger that has no address yet; false if it has one.
  bool grow(Block& block, std::size_t bytes);
  /// Throws Error (failed) naming what was asked for and what is free; the arena may be sealed
  /// again then, once others have given memory back.
  void seal();
  /// Does `work` now, or right after sealing if there is no memory yet.
  void whenSealed(std::function<void()> work);
  std::size_t bytes() const { return bytes_; }  ///< asked for so far

 private:
  void allocate();

  cudaStream_t stream_;
  bool sealed_ = false;
  std::size_t bytes_ = 0;
  std::vector<BlockPtr> waiting_;
  std::vector<std::function<void()>> later_;
  std::vector<std::unique_ptr<void, Destroy<cudaFree>>> allocations_;
};

}  // namespace scalescope::cuda
