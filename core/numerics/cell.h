#pragma once

#include "core/numerics/round.h"

namespace scalescope {

/// One element of memory in a format known at compile time, read and written as FP32.
template <Format format>
struct Cell {
  SCALESCOPE_HD static float read(const void* memory, std::int64_t i) {
    if constexpr (storageOf(format) == Format::fp32) return static_cast<const float*>(memory)[i];
    const std::uint16_t bits = static_cast<const std::uint16_t*>(memory)[i];
    return format == Format::fp16 ? fromHalfBits(bits) : fromBfloat16Bits(bits);
  }
  SCALESCOPE_HD static void write(void* memory, std::int64_t i, float value) {
    if constexpr (storageOf(format) == Format::fp32) {
      static_cast<float*>(memory)[i] = roundTo(format, value);
    } else {
      static_cast<std::uint16_t*>(memory)[i] =
          format == Format::fp16 ? toHalfBits(value) : toBfloat16Bits(value);
    }
  }
};

/// The same in a format known at run time.
SCALESCOPE_HD inline float readCell(Format format, const void* memory, std::int64_t i) {
  switch (format) {
    case Format::fp16:
      return Cell<Format::fp16>::read(memory, i);
    case Format::bf16:
      return Cell<Format::bf16>::read(memory, i);
    default:
      return Cell<Format::fp32>::read(memory, i);
  }
}
/// TF32 is rounded to and kept in FP32 memory; FP8 and INT8 are not rounded to here: their memory
/// is FP32, and the value is kept as it is.
SCALESCOPE_HD inline void writeCell(Format format, void* memory, std::int64_t i, float value) {
  switch (format) {
    case Format::fp16:
      return Cell<Format::fp16>::write(memory, i, value);
    case Format::bf16:
      return Cell<Format::bf16>::write(memory, i, value);
    case Format::tf32:
      return Cell<Format::tf32>::write(memory, i, value);
    default:
      return Cell<Format::fp32>::write(memory, i, value);
  }
}

}  // namespace scalescope
