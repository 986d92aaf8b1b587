#pragma once

#include <bit>
#include <cstdint>

// Functions that are marked so compile for the host and, under nvcc, for the device.
#ifdef __CUDACC__
#define SCALESCOPE_HD __host__ __device__
#else
#define SCALESCOPE_HD
#endif

namespace scalescope {

SCALESCOPE_HD inline std::uint32_t floatBits(float value) {
  return std::bit_cast<std::uint32_t>(value);
}
SCALESCOPE_HD inline float bitsFloat(std::uint32_t bits) { return std::bit_cast<float>(bits); }

}  // namespace scalescope
