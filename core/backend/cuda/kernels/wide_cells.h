#pragma once

#include <cstring>

#include "core/numerics/cell.h"

/// Before a loop over a few elements, so that they stay in registers.
#ifdef __CUDA_ARCH__
#define SCALESCOPE_UNROLL _Pragma("unroll")
#else
#define SCALESCOPE_UNROLL
#endif

namespace scalescope::cuda {

/// How many neighbouring elements a thread handles at once: as many halves as 16 bytes hold, which
/// is what a thread reads or writes best. Channels are padded to a multiple of it.
constexpr int kWide = 8;

/// 16 bytes: what a thread reads or writes in one access.
struct alignas(16) Quad {
  std::uint32_t words[4];
};

/// The index-th 16 bytes from an address that is a multiple of 16.
SCALESCOPE_HD inline Quad loadQuad(const void* from, std::int64_t index) {
#ifdef __CUDA_ARCH__
  return static_cast<const Quad*>(from)[index];
#else
  Quad quad;
  std::memcpy(&quad, static_cast<const char*>(from) + index * 16, sizeof quad);
  return quad;
#endif
}

SCALESCOPE_HD inline void storeQuad(void* to, std::int64_t index, const Quad& quad) {
#ifdef __CUDA_ARCH__
  static_cast<Quad*>(to)[index] = quad;
#else
  std::memcpy(static_cast<char*>(to) + index * 16, &quad, sizeof quad);
#endif
}

/// Groups of kWide cells, as FP32; memory is aligned to 16 bytes.
template <Format format>
struct WideCells {
  SCALESCOPE_HD static void read(const void* memory, std::int64_t group, float (&values)[kWide]) {
    if constexpr (storageOf(format) == Format::fp32) {
      SCALESCOPE_UNROLL
      for (int half = 0; half < 2; ++half) {
        const Quad quad = loadQuad(memory, 2 * group + half);
        SCALESCOPE_UNROLL
        for (int k = 0; k < 4; ++k) values[4 * half + k] = bitsFloat(quad.words[k]);
      }
    } else {
      const Quad quad = loadQuad(memory, group);
      SCALESCOPE_UNROLL
      for (int k = 0; k < 4; ++k) {
        values[2 * k] = wide(static_cast<std::uint16_t>(quad.words[k] & 0xffffU));
        values[2 * k + 1] = wide(static_cast<std::uint16_t>(quad.words[k] >> 16));
      }
    }
  }
  SCALESCOPE_HD static void write(void* memory, std::int64_t group, const float (&values)[kWide]) {
    Quad quad{};
    if constexpr (storageOf(format) == Format::fp32) {
      SCALESCOPE_UNROLL
      for (int half = 0; half < 2; ++half) {
        SCALESCOPE_UNROLL
        for (int k = 0; k < 4; ++k) quad.words[k] = floatBits(values[4 * half + k]);
        storeQuad(memory, 2 * group + half, quad);
      }
    } else {
      SCALESCOPE_UNROLL
      for (int k = 0; k < 4; ++k) {
        quad.words[k] = static_cast<std::uint32_t>(narrow(values[2 * k])) |
                        static_cast<std::uint32_t>(narrow(values[2 * k + 1])) << 16;
      }
      storeQuad(memory, group, quad);
    }
  }

 private:
  SCALESCOPE_HD static float wide(std::uint16_t bits) {
    return format == Format::fp16 ? fromHalfBits(bits) : fromBfloat16Bits(bits);
  }
  SCALESCOPE_HD static std::uint16_t narrow(float value) {
    return format == Format::fp16 ? toHalfBits(value) : toBfloat16Bits(value);
  }
};

/// The same in a format known at run time.
SCALESCOPE_HD inline void readWide(Format format, const void* memory, std::int64_t group,
                                   float (&values)[kWide]) {
  switch (format) {
    case Format::fp16:
      return WideCells<Format::fp16>::read(memory, group, values);
    case Format::bf16:
      return WideCells<Format::bf16>::read(memory, group, values);
    default:
      return WideCells<Format::fp32>::read(memory, group, values);
  }
}

}  // namespace scalescope::cuda
