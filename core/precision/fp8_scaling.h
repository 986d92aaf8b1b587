#pragma once

#include <cstdint>

#include "core/numerics/round.h"

// Per-tensor scales of FP8 and INT8 operands, as plain values, for host and device. The recipe is
// the delayed scaling of NVIDIA's Transformer Engine (user guide, "Using FP8 with Transformer
// Engine"), without its margin; the formats, and saturation, are those of Micikevicius et al., "FP8
// Formats for Deep Learning", 2022.
namespace scalescope {

/// How many steps' largest magnitudes ("amax") a scale looks back on.
constexpr int kAmaxHistory = 16;

/// Largest magnitudes of a tensor in its last training passes, the newest first; 0: none yet.
using AmaxHistory = float[kAmaxHistory];

/// Where the scales of FP8 operands come from.
enum class Fp8Scaling : std::uint8_t {
  amax,  ///< a scale for every operand, from its history
  none   ///< every scale is 1
};

/// The largest power of two that takes no magnitude up to `amax` past the format's largest value; 1
/// where amax is 0. A power of two, so that scaling and scaling back are exact and nothing but the
/// rounding to FP8 changes a value; from 2^-100 to 2^100, so that FP32 holds what it scales.
SCALESCOPE_HD inline float fp8Scale(Format format, float amax) {
  if (amax == 0.0F) return 1.0F;
  // The largest values are 1.75 · 2^8 and 1.75 · 2^15.
  const int highest = format == Format::e4m3 ? 8 : 15;
  const std::uint32_t bits = floatBits(amax);
  const bool isPast = (bits & 0x7fffffU) > 0x600000U;
  const int exponent = highest - (static_cast<int>(bits >> 23) - 127) - (isPast ? 1 : 0);
  const int kept = exponent > 100 ? 100 : (exponent < -100 ? -100 : exponent);
  return bitsFloat(static_cast<std::uint32_t>(127 + kept) << 23);
}

/// What takes the magnitude `amax` to 127; 1 where amax is 0. The step from one integer to the next
/// is then amax / 127 (Jacob et al. 2018, arXiv:1712.05877, made symmetric). Kept to the same
/// range.
SCALESCOPE_HD inline float int8Scale(float amax) {
  if (amax == 0.0F) return 1.0F;
  const float scale = 127.0F / amax;
  const float atMost = scale < 0x1p100F ? scale : 0x1p100F;
  return atMost > 0x1p-100F ? atMost : 0x1p-100F;
}

/// int8Scale() or fp8Scale(); `format` is one of those that isScaled() names.
SCALESCOPE_HD inline float operandScale(Format format, float amax) {
  return format == Format::int8 ? int8Scale(amax) : fp8Scale(format, amax);
}

/// The scale of a pass: from the passes before, or, as long as they had nothing but zeros, from
/// this one's own amax. (Transformer Engine begins with a scale of 1 instead, and loses the first
/// step's small values.)
SCALESCOPE_HD inline float delayedScale(Format format, const AmaxHistory& history, float amax) {
  float largest = 0.0F;
  for (const float each : history) largest = each > largest ? each : largest;
  return operandScale(format, largest > 0.0F ? largest : amax);
}

/// After a training pass.
SCALESCOPE_HD inline void remember(AmaxHistory& history, float amax) {
  for (int i = kAmaxHistory - 1; i > 0; --i) history[i] = history[i - 1];
  history[0] = amax;
}

}  // namespace scalescope
