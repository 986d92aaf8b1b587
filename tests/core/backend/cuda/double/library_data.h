#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/numerics/format.h"

// How the libraries' doubles read and write device memory.
namespace scalescope::cuda_double {

/// Elements [N, C, H, W] at these strides, or a matrix in the last two extents.
struct Elements {
  std::size_t count() const;
  std::size_t bytes() const;  ///< from the first to the last element, with what lies between
  bool overlap() const;       ///< two of them in one place

  Format format = Format::fp32;
  std::int64_t extents[4] = {1, 1, 1, 1};
  std::int64_t strides[4] = {0, 0, 0, 0};
};

/// In the order N, H, W, C.
std::vector<float> load(const Elements& elements, const void* address);
/// One rounding: `values` are in the order N, H, W, C, too, and each is scaled by `alpha`; what was
/// there before counts times `beta`, and is not read if that is 0.
void store(const Elements& elements, void* address, const std::vector<float>& values, float alpha,
           float beta);

float toTf32(float value);  ///< 10 bits of mantissa, to nearest even
void roundToTf32(std::vector<float>& values);

/// So that whoever keeps values in memory that belongs to a call notices.
void spoil(void* workspace, std::size_t bytes);

/// Whether two pieces of memory have bytes in common.
bool intersect(const void* a, std::size_t aBytes, const void* b, std::size_t bBytes);

}  // namespace scalescope::cuda_double
