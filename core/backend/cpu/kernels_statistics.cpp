#include "core/backend/cpu/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/backend/cpu/kernels_statistics.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h:
#include <hwy/highway.h>

#include <algorithm>
#include <cstdint>

#include "core/backend/cpu/blocks.h"
#include "core/backend/cpu/vector_formats-inl.h"
#include "core/numerics/cell.h"
#include "core/numerics/scaled_cast.h"

HWY_BEFORE_NAMESPACE();
namespace scalescope::cpu::HWY_NAMESPACE {

/// What a block's first pass leaves for the second: every exponent, and the magnitudes that take a
/// closer look.
struct Sorted {
  std::uint8_t exponents[kBlockElements];
  std::uint32_t special[kBlockElements + 64];  // a vector is stored whole
  std::size_t specials = 0;
  std::uint32_t largest = 0;
  std::uint32_t smallest = 0xffffffffU;  ///< of the non-zero ones, less 1
  std::uint32_t subnormals = 0;
};

/// Elements begin to end, a multiple of the lanes of `d`.
template <class D>
HWY_INLINE void sortLanes(D d, const float* values, const CastThresholds& thresholds,
                          std::size_t begin, std::size_t end, Sorted& sorted) {
  const Words<D> du;
  const Ints<D> di;
  const hn::Rebind<std::uint8_t, D> bytes;
  const auto one = hn::Set(du, 1);
  const auto zero = hn::Zero(di);
  const auto mantissas = hn::Set(du, 0x7fffffU);
  // One less than its mantissa: of a power of two, that is the largest number.
  const auto special = hn::Set(du, thresholds.topMantissa - 2);
  const auto normal = hn::Set(di, static_cast<std::int32_t>(thresholds.normalFrom));
  const auto vanished = hn::Set(di, static_cast<std::int32_t>(thresholds.zeroUpTo));
  const auto tiny = hn::Set(di, 0x00800000);
  auto largest = hn::Zero(di);
  auto smallest = hn::Set(du, 0xffffffffU);
  auto subnormals = hn::Zero(di);
  for (std::size_t i = begin; i < end; i += hn::Lanes(d)) {
    const auto magnitude = magnitudeOf(d, hn::LoadU(d, values + i));
    const auto bits = hn::BitCast(du, magnitude);
    largest = hn::Max(largest, magnitude);
    smallest = hn::Min(smallest, hn::Sub(bits, one));
    hn::StoreU(hn::DemoteTo(bytes, hn::BitCast(di, hn::ShiftRight<23>(bits))), bytes,
               sorted.exponents + i);
    const auto between = hn::And(hn::Lt(magnitude, normal), hn::Gt(magnitude, vanished));
    subnormals = hn::Sub(subnormals, hn::VecFromMask(di, between));
    const auto atAnEnd = hn::Gt(hn::Sub(hn::And(bits, mantissas), one), special);
    const auto closer = hn::And(hn::Gt(magnitude, zero),
                                hn::Or(hn::RebindMask(di, atAnEnd), hn::Lt(magnitude, tiny)));
    // Seldom, and costly where the processor has no instruction for it.
    if (HWY_UNLIKELY(!hn::AllFalse(di, closer))) {
      sorted.specials +=
          hn::CompressStore(bits, hn::RebindMask(du, closer), du, sorted.special + sorted.specials);
    }
  }
  sorted.largest = std::max(sorted.largest,
                            static_cast<std::uint32_t>(hn::GetLane(hn::MaxOfLanes(di, largest))));
  sorted.smallest = std::min(sorted.smallest, hn::GetLane(hn::MinOfLanes(du, smallest)));
  sorted.subnormals += static_cast<std::uint32_t>(hn::GetLane(hn::SumOfLanes(di, subnormals)));
}

/// Of at most kBlockElements finite values.
HWY_INLINE void countSorted(const Sorted& sorted, const CastThresholds& thresholds, std::size_t n,
                            TensorStatistics& into) {
  std::uint32_t counts[4][256] = {};  // so that equal neighbours do not wait for each other
  const std::uint8_t* exponents = sorted.exponents;
  const std::size_t whole = n - n % 4;
  for (std::size_t i = 0; i < whole; i += 4) {
    ++counts[0][exponents[i]];
    ++counts[1][exponents[i + 1]];
    ++counts[2][exponents[i + 2]];
    ++counts[3][exponents[i + 3]];
  }
  for (std::size_t i = whole; i < n; ++i) ++counts[0][exponents[i]];
  std::uint32_t tiny = 0;
  for (std::size_t k = 0; k < sorted.specials; ++k) {
    const std::uint32_t magnitude = sorted.special[k];
    const auto bin = static_cast<std::size_t>(exponentBin(bitsFloat(magnitude)));
    into.powers[bin] += isPowerOfTwo(magnitude);
    into.tops[bin] += isTop(magnitude, thresholds);
    if (magnitude < 0x00800000U) {  // its exponent was counted as that of zero
      ++tiny;
      ++into.exponents[bin];
    }
  }
  const auto sum = [&](std::size_t e) {
    return counts[0][e] + counts[1][e] + counts[2][e] + counts[3][e];
  };
  constexpr std::size_t kFirstNormal = 22;  // the bin of exponent 1, less 1
  for (std::size_t e = 1; e < 255; ++e) into.exponents[e + kFirstNormal] += sum(e);
  into.elements = n;
  into.zeros = sum(0) - tiny;
  into.subnormals = sorted.subnormals;
  if (sorted.largest > 0) into.largest = bitsFloat(sorted.largest);
  if (sorted.largest > 0) into.smallest = bitsFloat(sorted.smallest + 1);
}

void statisticsBlock(const float* values, Format format, std::size_t n, TensorStatistics& into) {
  const hn::ScalableTag<float> d;
  const std::size_t whole = n - n % hn::Lanes(d);
  const CastThresholds thresholds = thresholdsOf(format);
  Sorted sorted;
  sortLanes(d, values, thresholds, 0, whole, sorted);
  sortLanes(hn::CappedTag<float, 1>(), values, thresholds, whole, n, sorted);
  into.format = format;
  if (sorted.largest < 0x7f800000U) return countSorted(sorted, thresholds, n, into);
  for (std::size_t i = 0; i < n; ++i) into.add(values[i]);  // infinities and NaN are rare
}

/// Of finite values: others count as 0.
std::uint32_t amaxBlock(const float* values, std::size_t n) {
  const hn::ScalableTag<float> d;
  const Ints<decltype(d)> di;
  const auto infinity = hn::Set(di, 0x7f800000);
  auto largest = hn::Zero(di);
  const std::size_t whole = n - n % hn::Lanes(d);
  for (std::size_t i = 0; i < whole; i += hn::Lanes(d)) {
    const auto magnitude = magnitudeOf(d, hn::LoadU(d, values + i));
    largest = hn::Max(largest, hn::IfThenElseZero(hn::Lt(magnitude, infinity), magnitude));
  }
  auto amax = static_cast<std::uint32_t>(hn::GetLane(hn::MaxOfLanes(di, largest)));
  for (std::size_t i = whole; i < n; ++i) amax = std::max(amax, amaxBits(values[i]));
  return amax;
}

}  // namespace scalescope::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace scalescope::cpu {

HWY_EXPORT(statisticsBlock);
HWY_EXPORT(amaxBlock);

namespace {

/// A block's values as FP32: where they are, or widened.
const float* floatsOf(const void* values, Format stored, std::size_t first, std::size_t count,
                      float* widened) {
  if (storageOf(stored) == Format::fp32) return static_cast<const float*>(values) + first;
  loadOperand(static_cast<const std::uint16_t*>(values) + first, stored, Format::fp32, widened,
              count);
  return widened;
}

struct Largest {
  std::uint32_t magnitude = 0;
  Largest& operator+=(const Largest& other) {
    magnitude = std::max(magnitude, other.magnitude);
    return *this;
  }
};

}  // namespace

TensorStatistics statisticsOf(const void* values, Format stored, Format format, std::size_t n) {
  TensorStatistics sum =
      sumOverBlocks<TensorStatistics>(n, [&](std::size_t first, std::size_t count) {
        TensorStatistics block;
        float widened[kBlockElements];
        const float* floats = floatsOf(values, stored, first, count, widened);
        HWY_DYNAMIC_DISPATCH(statisticsBlock)(floats, format, count, block);
        return block;
      });
  sum.format = format;
  return sum;
}

void zeroClipped(void* out, Format format, const void* operand, Format stored, float scale,
                 std::size_t n) {
  sumOverBlocks<Largest>(n, [&](std::size_t first, std::size_t count) {
    float widened[kBlockElements];
    const float* floats = floatsOf(operand, stored, first, count, widened);
    for (std::size_t i = 0; i < count; ++i) {
      if (isClipped(Format::int8, floats[i], scale)) {
        writeCell(format, out, static_cast<std::int64_t>(first + i), 0.0F);
      }
    }
    return Largest{};
  });
}

float amaxOf(const void* values, Format stored, std::size_t n) {
  const Largest largest = sumOverBlocks<Largest>(n, [&](std::size_t first, std::size_t count) {
    float widened[kBlockElements];
    const float* floats = floatsOf(values, stored, first, count, widened);
    return Largest{HWY_DYNAMIC_DISPATCH(amaxBlock)(floats, count)};
  });
  return bitsFloat(largest.magnitude);
}

}  // namespace scalescope::cpu
#endif
