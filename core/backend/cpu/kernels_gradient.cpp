#include "core/backend/cpu/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/backend/cpu/kernels_gradient.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h:
#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/backend/cpu/blocks.h"
#include "core/backend/cpu/vector_formats-inl.h"

HWY_BEFORE_NAMESPACE();
namespace scalescope::cpu::HWY_NAMESPACE {

/// Squares are summed in this many interleaved sums whatever the width of a vector, so that every
/// instruction set adds in the same order. (A product of two FP32 values is exact in double: fused
/// or not makes no difference.)
constexpr std::size_t kSums = 16;

template <class D>
HWY_INLINE void addLanes(D d, const float* part, float* sum, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; i += hn::Lanes(d)) {
    hn::StoreU(hn::Add(hn::LoadU(d, sum + i), hn::LoadU(d, part + i)), d, sum + i);
  }
}

void accumulateBlock(const float* part, float* sum, std::size_t n) {
  const hn::ScalableTag<float> d;
  const std::size_t whole = n - n % hn::Lanes(d);
  addLanes(d, part, sum, 0, whole);
  addLanes(hn::CappedTag<float, 1>(), part, sum, whole, n);
}

/// As integers of their width, magnitudes from `infinity` up are not finite.
template <class T, class D>
HWY_INLINE bool reaches(D d, const T* bits, T infinity, std::size_t begin, std::size_t end) {
  const auto magnitudeMask = hn::Set(d, hwy::LimitsMax<T>());
  auto largest = hn::Zero(d);
  for (std::size_t i = begin; i < end; i += hn::Lanes(d)) {
    largest = hn::Max(largest, hn::And(hn::LoadU(d, bits + i), magnitudeMask));
  }
  return !hn::AllTrue(d, hn::Lt(largest, hn::Set(d, infinity)));
}

template <class T>
bool blockReaches(const T* bits, T infinity, std::size_t n) {
  const hn::ScalableTag<T> d;
  const std::size_t whole = n - n % hn::Lanes(d);
  return reaches(d, bits, infinity, 0, whole) ||
         reaches(hn::CappedTag<T, 1>(), bits, infinity, whole, n);
}

bool nonFiniteBlock(const void* data, Format format, std::size_t first, std::size_t n) {
  if (storageOf(format) == Format::fp32) {
    return blockReaches(static_cast<const std::int32_t*>(data) + first, 0x7f800000, n);
  }
  const auto infinity = static_cast<std::int16_t>(format == Format::fp16 ? 0x7c00 : 0x7f80);
  return blockReaches(static_cast<const std::int16_t*>(data) + first, infinity, n);
}

/// gradients ← scaled · inverseScale for elements begin to end, a multiple of the lanes of `d`.
/// Element i adds its square to sums[i % kSums].
template <class From, class D>
HWY_INLINE void unscaleLanes(D d, const typename From::Stored* scaled, float inverseScale,
                             float* gradients, double* sums, std::size_t begin, std::size_t end) {
  const hn::Rebind<float, D> df;
  const auto factor = hn::Set(df, inverseScale);
  for (std::size_t i = begin; i < end; i += hn::Lanes(d)) {
    const auto gradient = hn::Mul(From::load(df, scaled + i), factor);
    hn::StoreU(gradient, df, gradients + i);
    const auto wide = hn::PromoteTo(d, gradient);
    double* sum = sums + i % kSums;
    hn::StoreU(hn::MulAdd(wide, wide, hn::LoadU(d, sum)), d, sum);
  }
}

std::uint64_t countNonFinite(const float* values, std::size_t n) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < n; ++i) count += !isFiniteBits(values[i]);
  return count;
}

template <class From>
UnscaleResult unscaleFrom(const typename From::Stored* scaled, float inverseScale, float* gradients,
                          std::size_t n) {
  const hn::CappedTag<double, 8> d;
  double sums[kSums] = {};
  const std::size_t whole = n - n % hn::Lanes(d);
  unscaleLanes<From>(d, scaled, inverseScale, gradients, sums, 0, whole);
  unscaleLanes<From>(hn::CappedTag<double, 1>(), scaled, inverseScale, gradients, sums, whole, n);
  UnscaleResult result;
  for (const double sum : sums) result.sumOfSquares += sum;
  // Squares of FP32 values cannot overflow a double: the sum is finite exactly when all elements
  // are.
  if (!std::isfinite(result.sumOfSquares)) {
    result.nonFinite = countNonFinite(gradients, n);
  }
  return result;
}

UnscaleResult unscaleBlock(const void* scaled, Format format, float inverseScale, float* gradients,
                           std::size_t first, std::size_t n) {
  const auto* halves = static_cast<const std::uint16_t*>(scaled);
  switch (format) {
    case Format::fp16:
      return unscaleFrom<Lanes<Format::fp16>>(halves + first, inverseScale, gradients + first, n);
    case Format::bf16:
      return unscaleFrom<Lanes<Format::bf16>>(halves + first, inverseScale, gradients + first, n);
    default:
      return unscaleFrom<Lanes<Format::fp32>>(static_cast<const float*>(scaled) + first,
                                              inverseScale, gradients + first, n);
  }
}

}  // namespace scalescope::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace scalescope::cpu {

HWY_EXPORT(accumulateBlock);
HWY_EXPORT(nonFiniteBlock);
HWY_EXPORT(unscaleBlock);

void accumulate(const float* part, float* sum, std::size_t n) {
  sumOverBlocks<int>(n, [&](std::size_t first, std::size_t count) {
    HWY_DYNAMIC_DISPATCH(accumulateBlock)(part + first, sum + first, count);
    return 0;
  });
}

UnscaleResult unscale(const void* scaled, Format format, float inverseScale, float* gradients,
                      std::size_t n) {
  // Sums of blocks are added in the order of the blocks, a stack's worth of them at a time.
  constexpr std::size_t kBlocksAtOnce = 256;
  UnscaleResult total;
  for (std::size_t begin = 0; begin < n; begin += kBlocksAtOnce * kBlockElements) {
    double sums[kBlocksAtOnce] = {};
    const std::size_t most = std::min(kBlocksAtOnce * kBlockElements, n - begin);
    total.nonFinite +=
        sumOverBlocks<std::uint64_t>(most, [&](std::size_t first, std::size_t count) {
          const auto block = HWY_DYNAMIC_DISPATCH(unscaleBlock)(scaled, format, inverseScale,
                                                                gradients, begin + first, count);
          sums[first / kBlockElements] = block.sumOfSquares;
          return block.nonFinite;
        });
    for (const double sum : sums) total.sumOfSquares += sum;
  }
  return total;
}

bool anyNonFinite(const void* data, Format format, std::size_t n) {
  return sumOverBlocks<int>(n, [&](std::size_t first, std::size_t count) {
           return int{HWY_DYNAMIC_DISPATCH(nonFiniteBlock)(data, format, first, count)};
         }) != 0;
}

}  // namespace scalescope::cpu
#endif
