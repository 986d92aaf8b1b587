#pragma once

#include <cstddef>

#include "core/backend/cuda/double/ranges.h"

namespace scalescope::cuda_double {

/// Memory that only work on a stream may touch: at other times it is protected, so that host code
/// which dereferences it crashes at once. So does whatever touches the pages beside a block, or a
/// block that was released: its addresses are not used again.
class DeviceMemory {
 public:
  enum class Release { done, damaged, unknown };

  DeviceMemory() = default;
  DeviceMemory(const DeviceMemory&) = delete;
  DeviceMemory& operator=(const DeviceMemory&) = delete;

  /// Aligned to 256 bytes and filled with 0xFF, a NaN in each floating-point format; null when the
  /// host has no memory.
  void* allocate(std::size_t bytes);
  /// `damaged`: released, but somebody had written to bytes right beside the block.
  Release release(void* address);

  const Ranges& blocks() const { return blocks_; }

  /// While one lives, the memory may be touched.
  class Access {
   public:
    explicit Access(DeviceMemory& memory);
    ~Access();
    Access(const Access&) = delete;
    Access& operator=(const Access&) = delete;

   private:
    DeviceMemory& memory_;
  };

 private:
  void protectAll() const;
  void protect(std::uintptr_t begin, std::size_t bytes) const;

  Ranges blocks_;
  int accesses_ = 0;
};

/// Page-locked host memory.
class PinnedMemory {
 public:
  void* allocate(std::size_t bytes);  ///< filled with 0xFF; null when the host has none
  bool release(void* address);        ///< false: it is none of these
  const Ranges& blocks() const { return blocks_; }

 private:
  Ranges blocks_;
};

}  // namespace scalescope::cuda_double
