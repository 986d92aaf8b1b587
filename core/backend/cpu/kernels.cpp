#include "core/backend/cpu/kernels.h"

#include <algorithm>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/backend/cpu/kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "core/backend/cpu/vector_formats-inl.h"

HWY_BEFORE_NAMESPACE();
namespace scalescope::cpu {
namespace HWY_NAMESPACE {

/// What happens to a value beside rounding.
enum class Mode { plain, relu, mask };

template <Format stored, Format operand>
CastCounts LoadRange(const void* in, float* out, std::size_t n) {
  const hn::ScalableTag<float> d;
  Counter<operand> counter;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    auto value = LoadAs<stored>(d, in, i);
    if constexpr (operand != Format::fp32 && operand != stored) {
      counter.Add(value);
      value = RoundAs<operand>(d, value);
    }
    hn::StoreU(value, d, out + i);
  }
  CastCounts counts = counter.Total();
  for (; i < n; ++i) {
    const float value = LoadScalar(in, stored, i);
    out[i] = roundTo(operand, value);
    if constexpr (operand != Format::fp32 && operand != stored) countCast(counts, value, out[i]);
  }
  if constexpr (operand != Format::fp32 && operand != stored) counts.elements = n;
  return counts;
}

template <Format format, Mode mode, Format maskFormat>
CastCounts StoreRange(const float* acc, const void* mask, void* out, std::size_t n) {
  const hn::ScalableTag<float> d;
  const auto zero = hn::Zero(d);
  Counter<format> counter;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    auto value = hn::LoadU(d, acc + i);
    counter.Add(value);
    // NaN compares false, so it is never replaced.
    if constexpr (mode == Mode::relu) value = hn::IfThenZeroElse(hn::Le(value, zero), value);
    if constexpr (mode == Mode::mask) {
      value = hn::IfThenZeroElse(hn::Le(LoadAs<maskFormat>(d, mask, i), zero), value);
    }
    StoreAs<format>(d, value, out, i);
  }
  CastCounts counts = counter.Total();
  for (; i < n; ++i) {
    float rounded = roundTo(format, acc[i]);
    if constexpr (format != Format::fp32) countCast(counts, acc[i], rounded);
    if (mode == Mode::relu && rounded <= 0.0F) rounded = 0.0F;
    if (mode == Mode::mask && LoadScalar(mask, maskFormat, i) <= 0.0F) rounded = 0.0F;
    StoreScalar(out, format, i, rounded);
  }
  if constexpr (format != Format::fp32) counts.elements = n;
  return counts;
}

template <Format stored>
CastCounts LoadFrom(const void* in, Format operand, float* out, std::size_t n) {
  switch (operand) {
    case Format::fp16:
      return LoadRange<stored, Format::fp16>(in, out, n);
    case Format::bf16:
      return LoadRange<stored, Format::bf16>(in, out, n);
    default:
      return LoadRange<stored, Format::fp32>(in, out, n);
  }
}

CastCounts LoadOperandRange(const void* in, Format stored, Format operand, float* out,
                            std::size_t n) {
  switch (stored) {
    case Format::fp16:
      return LoadFrom<Format::fp16>(in, operand, out, n);
    case Format::bf16:
      return LoadFrom<Format::bf16>(in, operand, out, n);
    default:
      return LoadFrom<Format::fp32>(in, operand, out, n);
  }
}

template <Format format>
CastCounts StoreTo(const float* acc, const void* mask, Format maskFormat, bool relu, void* out,
                   std::size_t n) {
  if (relu) return StoreRange<format, Mode::relu, Format::fp32>(acc, mask, out, n);
  if (!mask) return StoreRange<format, Mode::plain, Format::fp32>(acc, mask, out, n);
  switch (maskFormat) {
    case Format::fp16:
      return StoreRange<format, Mode::mask, Format::fp16>(acc, mask, out, n);
    case Format::bf16:
      return StoreRange<format, Mode::mask, Format::bf16>(acc, mask, out, n);
    default:
      return StoreRange<format, Mode::mask, Format::fp32>(acc, mask, out, n);
  }
}

CastCounts StoreRoundedRange(const float* acc, const void* mask, Format maskFormat, bool relu,
                             void* out, Format format, std::size_t n) {
  switch (format) {
    case Format::fp16:
      return StoreTo<Format::fp16>(acc, mask, maskFormat, relu, out, n);
    case Format::bf16:
      return StoreTo<Format::bf16>(acc, mask, maskFormat, relu, out, n);
    default:
      return StoreTo<Format::fp32>(acc, mask, maskFormat, relu, out, n);
  }
}

void AccumulateRange(const float* part, float* sum, std::size_t n) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(hn::Add(hn::LoadU(d, sum + i), hn::LoadU(d, part + i)), d, sum + i);
  }
  for (; i < n; ++i) sum[i] += part[i];
}

}  // namespace HWY_NAMESPACE
}  // namespace scalescope::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace scalescope::cpu {
namespace {

HWY_EXPORT(LoadOperandRange);
HWY_EXPORT(StoreRoundedRange);
HWY_EXPORT(AccumulateRange);

// A multiple of every vector's length, so that only the last block of all has a tail; small enough
// to share out a slice, large enough that a block outweighs the hand-over.
constexpr std::size_t kBlock = 8192;

/// Runs work(first, count) over all blocks, on all threads when there is enough to share.
template <typename Work>
void overBlocks(std::size_t n, const Work& work) {
  const auto blocks = static_cast<std::int64_t>((n + kBlock - 1) / kBlock);
#pragma omp parallel for schedule(static) if (blocks > 2)
  for (std::int64_t block = 0; block < blocks; ++block) {
    const std::size_t first = static_cast<std::size_t>(block) * kBlock;
    work(first, std::min(kBlock, n - first));
  }
}

template <typename Work>
CastCounts countBlocks(std::size_t n, const Work& work) {
  std::uint64_t elements = 0, overflow = 0, underflow = 0, nonFinite = 0;
  const auto blocks = static_cast<std::int64_t>((n + kBlock - 1) / kBlock);
#pragma omp parallel for schedule(static) reduction(+ : elements, overflow, underflow, nonFinite) if (blocks > 2)
  for (std::int64_t block = 0; block < blocks; ++block) {
    const std::size_t first = static_cast<std::size_t>(block) * kBlock;
    const CastCounts seen = work(first, std::min(kBlock, n - first));
    elements += seen.elements;
    overflow += seen.overflow;
    underflow += seen.underflow;
    nonFinite += seen.nonFinite;
  }
  return {elements, overflow, underflow, nonFinite};
}

const char* at(const void* memory, Format format, std::size_t element) {
  return static_cast<const char*>(memory) + element * bytesOf(format);
}
char* at(void* memory, Format format, std::size_t element) {
  return static_cast<char*>(memory) + element * bytesOf(format);
}

float scalarAt(const void* memory, Format format, std::size_t i) {
  if (format == Format::fp32) return static_cast<const float*>(memory)[i];
  const std::uint16_t bits = static_cast<const std::uint16_t*>(memory)[i];
  return format == Format::fp16 ? fromHalfBits(bits) : fromBfloat16Bits(bits);
}

CastCounts store(const float* acc, const void* mask, Format maskFormat, bool relu, void* out,
                 Format format, std::size_t n) {
  if (format == Format::fp32 && !mask && !relu && acc == out) return {};
  return countBlocks(n, [=](std::size_t first, std::size_t count) {
    return HWY_DYNAMIC_DISPATCH(StoreRoundedRange)(
        acc + first, mask ? at(mask, maskFormat, first) : nullptr, maskFormat, relu,
        at(out, format, first), format, count);
  });
}

}  // namespace

CastCounts loadOperand(const void* in, Format stored, Format operand, float* out, std::size_t n) {
  return countBlocks(n, [=](std::size_t first, std::size_t count) {
    return HWY_DYNAMIC_DISPATCH(LoadOperandRange)(at(in, stored, first), stored, operand,
                                                  out + first, count);
  });
}

CastCounts storeRounded(const float* acc, void* out, Format format, bool relu, std::size_t n) {
  return store(acc, nullptr, Format::fp32, relu, out, format, n);
}

CastCounts storeGradient(const float* acc, const void* mask, Format maskFormat, void* out,
                         Format format, std::size_t n) {
  return store(acc, mask, maskFormat, false, out, format, n);
}

void accumulate(const float* part, float* sum, std::size_t n) {
  overBlocks(n, [=](std::size_t first, std::size_t count) {
    HWY_DYNAMIC_DISPATCH(AccumulateRange)(part + first, sum + first, count);
  });
}

UnscaleResult unscale(const void* scaled, Format format, float inverseScale, float* gradients,
                      std::size_t n) {
  UnscaleResult result;
  // Parameters are few beside activations: one thread, one fixed order of the sum.
  for (std::size_t i = 0; i < n; ++i) {
    const float value = scalarAt(scaled, format, i);
    const float unscaled = value * inverseScale;
    gradients[i] = unscaled;
    result.nonFinite += !isFiniteBits(value) || !isFiniteBits(unscaled);
    result.sumOfSquares += static_cast<double>(unscaled) * unscaled;
  }
  return result;
}

bool anyNonFinite(const void* data, Format format, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    if (!isFiniteBits(scalarAt(data, format, i))) return true;
  }
  return false;
}

}  // namespace scalescope::cpu
#endif  // HWY_ONCE
