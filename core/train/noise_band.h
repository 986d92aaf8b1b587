#pragma once

#include <algorithm>
#include <cmath>

namespace scalescope {

/// How many times as far apart as the noise floor and its FP32 run two runs may be by chance. One
/// noise floor is one draw: of two FP32 runs, one is often two or three times as far away.
constexpr double kChance = 4.0;
/// As long as distances are below this share of the quantity itself, they grow exponentially, and
/// by leaps where the largest value under a pooling window or the sign of an activation changes:
/// one run leaps a few steps after another. Pairs of FP32 runs were up to ten times as far apart
/// as others then, while one rounding of FP16 is 2¹³ times one of FP32.
constexpr double kSmall = 1e-4;
constexpr double kChanceWhileSmall = 32.0;
/// What is closer than this share of it differs by the rounding of FP32 sums alone: sixteen units
/// in the last place.
constexpr double kRounding = 0x1p-20;

/// Two losses, how far apart: infinite where only `loss` is not finite; 0, for nothing can be said,
/// where the reference's is not.
inline double lossDistance(double loss, double reference) {
  if (!std::isfinite(reference)) return 0.0;
  return std::isfinite(loss) ? std::abs(loss - reference) : HUGE_VAL;
}

/// How far chance alone has taken runs apart up to a step. It does not bring them together again:
/// where the noise floor comes close for a moment, the band stays as wide as it was.
class NoiseBand {
 public:
  void add(double noiseFloorDistance) { widest_ = std::max(widest_, noiseFloorDistance); }
  double widest() const { return widest_; }
  /// What is no further apart than this may be so by chance; `size` is the reference's own.
  double chance(double size) const {
    const double small = std::min(widest_, kSmall * std::abs(size));
    const double chance = kChance * widest_ + (kChanceWhileSmall - kChance) * small;
    return std::max(chance, kRounding * std::abs(size));
  }

 private:
  double widest_ = 0.0;
};

}  // namespace scalescope
