#include "core/backend/cpu/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/backend/cpu/kernels_cast.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h:
#include <hwy/highway.h>

#include <bit>
#include <cstdint>
#include <type_traits>

#include "core/backend/cpu/blocks.h"
#include "core/backend/cpu/vector_formats-inl.h"

HWY_BEFORE_NAMESPACE();
namespace scalescope::cpu::HWY_NAMESPACE {

/// FP32 magnitudes, as bits, at which rounding gives another kind of value; `saturates`: what
/// overflows is clipped and finite.
struct Limits {
  std::int32_t infiniteFrom, zeroUpTo;
  bool saturates = false;
};

/// Adds up what rounding FP32 values to a format does. `cast.load(d, i)` gives the values before,
/// `cast.store(d, i, v)` writes them. Overflow is rare, so the first pass keeps only the largest
/// magnitude; `countInfinite` looks closer.
template <class D, class Cast>
HWY_INLINE CastCounts countInfinite(D d, const Cast& cast, const Limits& limits, std::size_t begin,
                                    std::size_t end) {
  const Ints<D> di;
  auto after = hn::Zero(di);
  auto before = hn::Zero(di);
  auto nan = hn::Zero(di);
  const auto from = [&](auto magnitude, std::int32_t limit) HWY_ATTR {
    return hn::VecFromMask(di, hn::Gt(magnitude, hn::Set(di, limit - 1)));
  };
  for (std::size_t i = begin; i < end; i += hn::Lanes(d)) {
    const auto magnitude = magnitudeOf(d, cast.load(d, i));
    after = hn::Sub(after, from(magnitude, limits.infiniteFrom));
    before = hn::Sub(before, from(magnitude, 0x7f800000));
    nan = hn::Sub(nan, from(magnitude, 0x7f800001));
  }
  const auto sum = [&](auto lanes) HWY_ATTR {
    return static_cast<std::uint32_t>(hn::GetLane(hn::SumOfLanes(di, lanes)));
  };
  CastCounts counts;
  counts.nonFinite = sum(limits.saturates ? nan : after);
  counts.overflow = sum(after) - sum(before);
  return counts;
}

/// Elements begin to end, a multiple of the lanes of `d`.
template <class D, class Cast>
HWY_INLINE CastCounts castLanes(D d, const Cast& cast, const Limits& limits, std::size_t begin,
                                std::size_t end) {
  const Words<D> du;
  const Ints<D> di;
  // A magnitude of 1 … zeroUpTo, and no other, is below `vanished` once it is shifted so that 1 is
  // the least integer.
  const auto shift = hn::Set(du, 0x7fffffffU);
  const auto vanished = hn::Set(di, INT32_MIN + limits.zeroUpTo);
  auto largest = hn::Zero(di);
  auto underflow = hn::Zero(di);
  for (std::size_t i = begin; i < end; i += hn::Lanes(d)) {
    const auto v = cast.load(d, i);
    const auto magnitude = magnitudeOf(d, v);
    largest = hn::Max(largest, magnitude);
    const auto shifted = hn::BitCast(di, hn::Add(hn::BitCast(du, magnitude), shift));
    underflow = hn::Sub(underflow, hn::VecFromMask(di, hn::Lt(shifted, vanished)));
    cast.store(d, i, v);
  }
  CastCounts counts;
  const std::int32_t most = hn::GetLane(hn::MaxOfLanes(di, largest));
  if (most >= limits.infiniteFrom) counts = countInfinite(d, cast, limits, begin, end);
  counts.largest = static_cast<std::uint32_t>(most);
  counts.elements = end - begin;
  counts.underflow = static_cast<std::uint32_t>(hn::GetLane(hn::SumOfLanes(di, underflow)));
  return counts;
}

/// Values that the format holds exactly: nothing to count.
template <class D, class Cast>
HWY_INLINE void copyLanes(D d, const Cast& cast, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; i += hn::Lanes(d)) cast.store(d, i, cast.load(d, i));
}

template <class Cast>
CastCounts countedBlock(const Cast& cast, const Limits& limits, std::size_t n) {
  const hn::ScalableTag<float> d;
  const hn::CappedTag<float, 1> one;
  const std::size_t whole = n - n % hn::Lanes(d);
  CastCounts counts = castLanes(d, cast, limits, 0, whole);
  if (whole < n) counts += castLanes(one, cast, limits, whole, n);
  return counts;
}

template <class To, bool kCounts, class Cast>
CastCounts castBlock(const Cast& cast, std::size_t n) {
  const hn::ScalableTag<float> d;
  const hn::CappedTag<float, 1> one;
  const std::size_t whole = n - n % hn::Lanes(d);
  if constexpr (kCounts) {
    return countedBlock(cast, {To::kInfiniteFrom, To::kZeroUpTo}, n);
  } else {
    copyLanes(d, cast, 0, whole);
    copyLanes(one, cast, whole, n);
    return {};
  }
}

template <class From, class To>
struct Load {
  const typename From::Stored* in;
  float* out;
  template <class D>
  HWY_INLINE Floats<D> load(D d, std::size_t i) const {
    return From::load(d, in + i);
  }
  template <class D>
  HWY_INLINE void store(D d, std::size_t i, Floats<D> v) const {
    hn::StoreU(To::round(d, v), d, out + i);
  }
};

/// Rounds value · scale, and divides by the scale again.
template <class From, class To>
struct LoadScaled {
  const typename From::Stored* in;
  float* out;
  float scale;
  template <class D>
  HWY_INLINE Floats<D> load(D d, std::size_t i) const {
    return From::load(d, in + i);
  }
  template <class D>
  HWY_INLINE void store(D d, std::size_t i, Floats<D> v) const {
    const auto rounded = To::round(d, hn::Mul(v, hn::Set(d, scale)));
    hn::StoreU(hn::Mul(rounded, hn::Set(d, 1.0F / scale)), d, out + i);
  }
};

template <class To>
struct Store {
  const float* in;
  typename To::Stored* out;
  template <class D>
  HWY_INLINE Floats<D> load(D d, std::size_t i) const {
    return hn::LoadU(d, in + i);
  }
  template <class D>
  HWY_INLINE void store(D d, std::size_t i, Floats<D> v) const {
    To::store(d, v, out + i);
  }
};

/// ReLU before rounding gives the same bits as after it. Signs are tested as integers, which
/// subnormals survive.
template <class To>
struct StoreRelu : Store<To> {
  template <class D>
  HWY_INLINE void store(D d, std::size_t i, Floats<D> v) const {
    const Ints<D> di;
    const auto negative =
        hn::Lt(hn::BitCast(di, v), hn::Set(di, Lanes<Format::fp32>::kNegativeInfinity + 1));
    To::store(d, hn::IfThenZeroElse(hn::RebindMask(d, negative), v), this->out + i);
  }
};

template <class To, class Mask>
struct StoreMasked : Store<To> {
  const typename Mask::Stored* mask;
  template <class D>
  HWY_INLINE void store(D d, std::size_t i, Floats<D> v) const {
    const Ints<D> di;
    const auto bits = Mask::loadSigned(d, mask + i);
    const auto off =
        hn::Or(hn::Lt(bits, hn::Set(di, Mask::kNegativeInfinity + 1)), hn::Eq(bits, hn::Zero(di)));
    To::store(d, hn::IfThenZeroElse(hn::RebindMask(d, off), v), this->out + i);
  }
};

/// Calls `use` with the Lanes of a format that is known at run time.
template <class Use>
HWY_INLINE CastCounts withFormat(Format format, const Use& use) {
  switch (format) {
    case Format::fp16:
      return use(Lanes<Format::fp16>());
    case Format::bf16:
      return use(Lanes<Format::bf16>());
    case Format::tf32:
      return use(Lanes<Format::tf32>());
    default:
      return use(Lanes<Format::fp32>());
  }
}

/// The smallest magnitude whose product with the scale is `limit` or more. The quotient is that, or
/// next to it: products are rounded, and keep the order of what is multiplied.
std::int32_t firstTo(std::int32_t limit, float scale) {
  const auto reaches = [&](std::int32_t magnitude) {
    return std::bit_cast<std::int32_t>(std::bit_cast<float>(magnitude) * scale) >= limit;
  };
  auto first = std::bit_cast<std::int32_t>(std::bit_cast<float>(limit) / scale);
  while (reaches(first - 1)) --first;
  while (!reaches(first)) ++first;
  return first;
}

/// The limits of a format for values that are yet to be multiplied by a scale.
template <class To>
Limits limitsBefore(float scale) {
  return {firstTo(To::kInfiniteFrom, scale), firstTo(To::kZeroUpTo + 1, scale) - 1, true};
}

CastCounts loadScaledBlock(const void* in, Format stored, Format operand, float scale, float* out,
                           std::size_t first, std::size_t n) {
  return withFormat(stored, [&](auto from) HWY_ATTR {
    using From = decltype(from);
    const auto* source = static_cast<const typename From::Stored*>(in) + first;
    const auto cast = [&](auto to) HWY_ATTR {
      using To = decltype(to);
      CastCounts counts = countedBlock(LoadScaled<From, To>{source, out + first, scale},
                                       limitsBefore<To>(scale), n);
      counts.largest = magnitudeBits(std::bit_cast<float>(counts.largest) * scale);
      return counts;
    };
    if (operand == Format::int8) return cast(Lanes<Format::int8>());
    return operand == Format::e4m3 ? cast(Lanes<Format::e4m3>()) : cast(Lanes<Format::e5m2>());
  });
}

template <class To>
constexpr bool kCounted = !std::is_same_v<To, Lanes<Format::fp32>>;

CastCounts loadBlock(const void* in, Format stored, Format operand, float* out, std::size_t first,
                     std::size_t n) {
  return withFormat(stored, [&](auto from) HWY_ATTR {
    using From = decltype(from);
    const auto* source = static_cast<const typename From::Stored*>(in) + first;
    return withFormat(operand, [&](auto to) HWY_ATTR {
      using To = decltype(to);
      constexpr bool counts = kCounted<To> && !std::is_same_v<From, To>;
      using Rounding = std::conditional_t<counts, To, Lanes<Format::fp32>>;
      return castBlock<Rounding, counts>(Load<From, Rounding>{source, out + first}, n);
    });
  });
}

CastCounts storeBlock(const float* acc, void* out, Format format, bool relu, std::size_t first,
                      std::size_t n) {
  return withFormat(format, [&](auto to) HWY_ATTR {
    using To = decltype(to);
    const Store<To> plain{acc + first, static_cast<typename To::Stored*>(out) + first};
    if (relu) return castBlock<To, kCounted<To>>(StoreRelu<To>{plain}, n);
    return castBlock<To, kCounted<To>>(plain, n);
  });
}

CastCounts storeMaskedBlock(const float* acc, const void* mask, Format maskFormat, void* out,
                            Format format, std::size_t first, std::size_t n) {
  return withFormat(format, [&](auto to) HWY_ATTR {
    using To = decltype(to);
    const Store<To> plain{acc + first, static_cast<typename To::Stored*>(out) + first};
    return withFormat(maskFormat, [&](auto gate) HWY_ATTR {
      using Mask = decltype(gate);
      const auto* from = static_cast<const typename Mask::Stored*>(mask) + first;
      return castBlock<To, kCounted<To>>(StoreMasked<To, Mask>{plain, from}, n);
    });
  });
}

}  // namespace scalescope::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace scalescope::cpu {

HWY_EXPORT(loadBlock);
HWY_EXPORT(loadScaledBlock);
HWY_EXPORT(storeBlock);
HWY_EXPORT(storeMaskedBlock);

CastCounts loadOperand(const void* in, Format stored, Format operand, float* out, std::size_t n) {
  return sumOverBlocks<CastCounts>(n, [&](std::size_t first, std::size_t count) {
    return HWY_DYNAMIC_DISPATCH(loadBlock)(in, stored, operand, out, first, count);
  });
}

CastCounts loadScaled(const void* in, Format stored, Format operand, float scale, float* out,
                      std::size_t n) {
  return sumOverBlocks<CastCounts>(n, [&](std::size_t first, std::size_t count) {
    return HWY_DYNAMIC_DISPATCH(loadScaledBlock)(in, stored, operand, scale, out, first, count);
  });
}

CastCounts storeRounded(const float* acc, void* out, Format format, bool relu, std::size_t n) {
  if (format == Format::fp32 && acc == out && !relu) return {};
  return sumOverBlocks<CastCounts>(n, [&](std::size_t first, std::size_t count) {
    return HWY_DYNAMIC_DISPATCH(storeBlock)(acc, out, format, relu, first, count);
  });
}

CastCounts storeGradient(const float* acc, const void* mask, Format maskFormat, void* out,
                         Format format, std::size_t n) {
  if (!mask) return storeRounded(acc, out, format, false, n);
  return sumOverBlocks<CastCounts>(n, [&](std::size_t first, std::size_t count) {
    return HWY_DYNAMIC_DISPATCH(storeMaskedBlock)(acc, mask, maskFormat, out, format, first, count);
  });
}

}  // namespace scalescope::cpu
#endif
