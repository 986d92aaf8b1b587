#pragma once

#include <vector>

#include "core/numerics/format.h"

namespace scalescope::cuda {

/// The format that two operands have together: the one they share; TF32, which holds both halves
/// exactly, and what FP8 keeps of values whatever they were scaled by; or FP32, which the multiples
/// of any step that INT8 keeps need.
inline Format commonFormat(Format a, Format b) {
  if (a == Format::int8 || b == Format::int8) return Format::fp32;
  if (a == b && !isFp8(a)) return a;
  return a == Format::fp32 || b == Format::fp32 ? Format::fp32 : Format::tf32;
}

/// Formats that hold every value of `operands`, the narrowest first: what to try where a library
/// lacks one.
inline std::vector<Format> withoutLoss(Format operands) {
  if (operands == Format::fp32) return {Format::fp32};
  if (operands == Format::tf32) return {Format::tf32, Format::fp32};
  return {operands, Format::tf32, Format::fp32};
}

}  // namespace scalescope::cuda
