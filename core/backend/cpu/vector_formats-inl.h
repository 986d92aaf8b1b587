// Loading, rounding and storing a vector of each format, for the instruction set that Highway is
// compiling. Every function gives the bits of core/numerics/round.h and is independent of
// flush-to-zero modes. The guard is Highway's: the file is read once per instruction set.
#if defined(SCALESCOPE_VECTOR_FORMATS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SCALESCOPE_VECTOR_FORMATS_INL_H_
#undef SCALESCOPE_VECTOR_FORMATS_INL_H_
#else
#define SCALESCOPE_VECTOR_FORMATS_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>

#include "core/numerics/cast_thresholds.h"

HWY_BEFORE_NAMESPACE();
namespace scalescope::cpu::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// `D` is a tag of float lanes; vectors of other types have as many lanes.
template <class D>
using Floats = hn::Vec<D>;
template <class D>
using Words = hn::RebindToUnsigned<D>;
template <class D>
using Ints = hn::RebindToSigned<D>;
template <class D>
using Halves = hn::Rebind<std::uint16_t, D>;

template <class D>
HWY_INLINE hn::Vec<Ints<D>> magnitudeOf(D, Floats<D> v) {
  const Ints<D> di;
  return hn::And(hn::BitCast(di, v), hn::Set(di, 0x7fffffff));
}

/// 16-bit elements zero-extended to 32-bit lanes, and back.
template <class D>
HWY_INLINE hn::Vec<Words<D>> loadHalves(D, const std::uint16_t* in) {
  return hn::PromoteTo(Words<D>(), hn::LoadU(Halves<D>(), in));
}
template <class D>
HWY_INLINE void storeHalves(D, hn::Vec<Words<D>> bits, std::uint16_t* out) {
  const Halves<D> d16;
  hn::StoreU(hn::DemoteTo(d16, hn::BitCast(Ints<D>(), bits)), d16, out);
}

/// What a kernel needs to know of a format:
/// - `Stored`: type of an element in memory; `kBits`: its width
/// - `kInfiniteFrom`: smallest FP32 magnitude, as bits, that is not finite after rounding
/// - `kZeroUpTo`: largest FP32 magnitude, as bits, that is zero after rounding
/// - `kNegativeInfinity`: bits of −inf sign-extended to 32 bits
template <Format format>
struct Lanes;

constexpr std::int32_t infiniteFrom(Format format) {
  return static_cast<std::int32_t>(thresholdsOf(format).infiniteFrom);
}
constexpr std::int32_t zeroUpTo(Format format) {
  return static_cast<std::int32_t>(thresholdsOf(format).zeroUpTo);
}

/// Memory holds FP32: nothing is rounded, so there are no thresholds.
template <>
struct Lanes<Format::fp32> {
  using Stored = float;
  static constexpr std::int32_t kNegativeInfinity = -0x00800000;

  template <class D>
  static HWY_INLINE Floats<D> load(D d, const float* in) {
    return hn::LoadU(d, in);
  }
  template <class D>
  static HWY_INLINE hn::Vec<Ints<D>> loadSigned(D d, const float* in) {
    return hn::BitCast(Ints<D>(), hn::LoadU(d, in));
  }
  template <class D>
  static HWY_INLINE Floats<D> round(D, Floats<D> v) {
    return v;
  }
  template <class D>
  static HWY_INLINE void store(D d, Floats<D> v, float* out) {
    hn::StoreU(v, d, out);
  }
};

/// As toTf32(), in memory that holds FP32.
template <>
struct Lanes<Format::tf32> : Lanes<Format::fp32> {
  static constexpr std::int32_t kInfiniteFrom = infiniteFrom(Format::tf32);
  static constexpr std::int32_t kZeroUpTo = zeroUpTo(Format::tf32);

  template <class D>
  static HWY_INLINE Floats<D> round(D d, Floats<D> v) {
    const Words<D> du;
    const auto bits = hn::BitCast(du, v);
    const auto odd = hn::And(hn::ShiftRight<13>(bits), hn::Set(du, 1));
    const auto rounded = hn::Add(hn::Add(bits, hn::Set(du, 0xfff)), odd);
    const auto isNan = hn::Gt(magnitudeOf(d, v), hn::Set(Ints<D>(), 0x7f800000));
    const auto kept =
        hn::IfThenElse(hn::RebindMask(du, isNan), hn::Or(bits, hn::Set(du, 0x00400000)), rounded);
    return hn::BitCast(d, hn::And(kept, hn::Set(du, 0xffffe000U)));
  }
  template <class D>
  static HWY_INLINE void store(D d, Floats<D> v, float* out) {
    hn::StoreU(round(d, v), d, out);
  }
};

/// FP8 rounds with saturation, as roundSaturating().
template <Format format, int kMantissaBits, int kLeastExponent>
struct Fp8Lanes : Lanes<Format::fp32> {
  static constexpr std::int32_t kInfiniteFrom = infiniteFrom(format);
  static constexpr std::int32_t kZeroUpTo = zeroUpTo(format);
  static constexpr int kDropped = 23 - kMantissaBits;
  static constexpr std::int32_t kNormalFrom = (kLeastExponent + 127) << 23;
  /// 1.75 in the highest binade.
  static constexpr std::int32_t kLargest = (kInfiniteFrom & 0x7f800000) | 0x600000;
  /// In its binade the unit in the last place is the format's smallest subnormal.
  static constexpr std::uint32_t kAdder =
      static_cast<std::uint32_t>(kLeastExponent - kMantissaBits + 23 + 127) << 23;

  template <class D>
  static HWY_INLINE Floats<D> round(D d, Floats<D> v) {
    const Words<D> du;
    const Ints<D> di;
    const auto magnitude = magnitudeOf(d, v);
    const auto bits = hn::BitCast(du, magnitude);
    const auto odd = hn::And(hn::ShiftRight<kDropped>(bits), hn::Set(du, 1));
    const auto half = hn::Set(du, (1U << (kDropped - 1)) - 1);
    const auto normal = hn::And(hn::Add(hn::Add(bits, half), odd), hn::Set(du, ~0U << kDropped));
    const auto adder = hn::BitCast(d, hn::Set(du, kAdder));
    const auto subnormal = hn::Sub(hn::Add(hn::BitCast(d, magnitude), adder), adder);
    const auto nan = hn::Or(hn::And(bits, hn::Set(du, kNanBits)), hn::Set(du, 0x7fc00000));
    const auto above = [&](std::int32_t limit) HWY_ATTR {
      return hn::RebindMask(du, hn::Gt(magnitude, hn::Set(di, limit)));
    };
    auto kept = hn::IfThenElse(above(kNormalFrom - 1), normal, hn::BitCast(du, subnormal));
    kept = hn::IfThenElse(above(kInfiniteFrom - 1),
                          hn::Set(du, static_cast<std::uint32_t>(kLargest)), kept);
    kept = hn::IfThenElse(above(0x7f800000), nan, kept);
    const auto sign = hn::And(hn::BitCast(du, v), hn::Set(du, 0x80000000U));
    return hn::BitCast(d, hn::Or(kept, sign));
  }
  template <class D>
  static HWY_INLINE void store(D d, Floats<D> v, float* out) {
    hn::StoreU(round(d, v), d, out);
  }

 private:
  /// What a NaN keeps of its payload: nothing in E4M3, which has one NaN.
  static constexpr std::uint32_t kNanBits = kMantissaBits == 2 ? 0x600000 : 0;
};

/// Rounds and clips as toInt8(), in memory that holds FP32.
template <>
struct Lanes<Format::int8> : Lanes<Format::fp32> {
  static constexpr std::int32_t kInfiniteFrom = infiniteFrom(Format::int8);
  static constexpr std::int32_t kZeroUpTo = zeroUpTo(Format::int8);

  /// As toInt8().
  template <class D>
  static HWY_INLINE Floats<D> round(D d, Floats<D> v) {
    const Words<D> du;
    const Ints<D> di;
    const auto magnitude = magnitudeOf(d, v);
    const auto above = [&](std::int32_t limit) HWY_ATTR {
      return hn::RebindMask(d, hn::Gt(magnitude, hn::Set(di, limit)));
    };
    const auto adder = hn::Set(d, 0x1p23F);  // in its binade the unit in the last place is 1
    auto kept = hn::Sub(hn::Add(hn::BitCast(d, magnitude), adder), adder);
    kept = hn::IfThenElse(above(kInfiniteFrom - 1), hn::Set(d, 127.0F), kept);
    kept = hn::IfThenElse(above(0x7f800000), v, kept);
    const auto sign = hn::And(hn::BitCast(du, v), hn::Set(du, 0x80000000U));
    return hn::BitCast(d, hn::Or(hn::BitCast(du, kept), sign));
  }
};

template <>
struct Lanes<Format::e4m3> : Fp8Lanes<Format::e4m3, 3, -6> {};
template <>
struct Lanes<Format::e5m2> : Fp8Lanes<Format::e5m2, 2, -14> {};

/// As toBfloat16Bits() and fromBfloat16Bits().
template <>
struct Lanes<Format::bf16> {
  using Stored = std::uint16_t;
  static constexpr std::int32_t kInfiniteFrom = infiniteFrom(Format::bf16);
  static constexpr std::int32_t kZeroUpTo = zeroUpTo(Format::bf16);
  static constexpr std::int32_t kNegativeInfinity = -0x0080;

  template <class D>
  static HWY_INLINE Floats<D> load(D d, const std::uint16_t* in) {
    return hn::BitCast(d, hn::ShiftLeft<16>(loadHalves(d, in)));
  }
  template <class D>
  static HWY_INLINE hn::Vec<Ints<D>> loadSigned(D, const std::uint16_t* in) {
    return hn::PromoteTo(Ints<D>(),
                         hn::BitCast(hn::Rebind<std::int16_t, D>(), hn::LoadU(Halves<D>(), in)));
  }
  /// The rounded value in the upper half of each word; the lower half is not cleared.
  template <class D>
  static HWY_INLINE hn::Vec<Words<D>> roundUpper(D d, Floats<D> v) {
    const Words<D> du;
    const auto bits = hn::BitCast(du, v);
    const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(du, 1));
    const auto rounded = hn::Add(hn::Add(bits, hn::Set(du, 0x7fff)), odd);
    const auto isNan = hn::Gt(magnitudeOf(d, v), hn::Set(Ints<D>(), 0x7f800000));
    return hn::IfThenElse(hn::RebindMask(du, isNan), hn::Or(bits, hn::Set(du, 0x00400000)),
                          rounded);
  }
  template <class D>
  static HWY_INLINE Floats<D> round(D d, Floats<D> v) {
    return hn::BitCast(d, hn::And(roundUpper(d, v), hn::Set(Words<D>(), 0xffff0000U)));
  }
  template <class D>
  static HWY_INLINE void store(D d, Floats<D> v, std::uint16_t* out) {
    storeHalves(d, hn::ShiftRight<16>(roundUpper(d, v)), out);
  }
};

// F16C and AVX-512 convert by the standard whatever the flush-to-zero modes are. Highway's own code
// for older instruction sets flushes subnormals or rounds differently, so there the arithmetic of
// round.h is done in lanes.
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2 && !defined(HWY_DISABLE_F16C)

template <class D>
HWY_INLINE Floats<D> floatFromHalf(D d, const std::uint16_t* in) {
  return hn::PromoteTo(d, hn::BitCast(hn::Rebind<hwy::float16_t, D>(), hn::LoadU(Halves<D>(), in)));
}
template <class D>
HWY_INLINE void storeHalf(D, Floats<D> v, std::uint16_t* out) {
  const Halves<D> d16;
  hn::StoreU(hn::BitCast(d16, hn::DemoteTo(hn::Rebind<hwy::float16_t, D>(), v)), d16, out);
}
template <class D>
HWY_INLINE Floats<D> roundHalf(D d, Floats<D> v) {
  return hn::PromoteTo(d, hn::DemoteTo(hn::Rebind<hwy::float16_t, D>(), v));
}

#else

template <class D>
HWY_INLINE hn::Vec<Words<D>> halfBits(D d, Floats<D> v) {
  const Words<D> du;
  const Ints<D> di;
  const auto bits = hn::BitCast(du, v);
  const auto magnitude = hn::And(bits, hn::Set(du, 0x7fffffff));
  const auto shifted = hn::ShiftRight<13>(magnitude);
  const auto odd = hn::And(shifted, hn::Set(du, 1));
  // Adds 0xfff and moves the exponent's bias from 127 to 15.
  const auto biased = hn::Add(hn::Add(magnitude, odd), hn::Set(du, 0xfffU - 0x38000000U));
  const auto normal = hn::ShiftRight<13>(biased);
  // The FP32 adder rounds a subnormal half: the unit in the last place of [0.5, 1) is 2^-24.
  const auto half = hn::Add(hn::BitCast(d, magnitude), hn::Set(d, 0.5F));
  const auto subnormal = hn::Sub(hn::BitCast(du, half), hn::Set(du, 0x3f000000));
  const auto nan = hn::Or(hn::And(shifted, hn::Set(du, 0x3ff)), hn::Set(du, 0x7e00));
  const auto above = [&](std::int32_t limit) HWY_ATTR {
    return hn::RebindMask(du, hn::Gt(hn::BitCast(di, magnitude), hn::Set(di, limit)));
  };
  auto out = hn::IfThenElse(above(0x387fffff), normal, subnormal);
  out = hn::IfThenElse(above(0x477fefff), hn::Set(du, 0x7c00), out);
  out = hn::IfThenElse(above(0x7f800000), nan, out);
  return hn::Or(out, hn::And(hn::ShiftRight<16>(bits), hn::Set(du, 0x8000)));
}

template <class D>
HWY_INLINE Floats<D> floatOfHalfBits(D d, hn::Vec<Words<D>> bits) {
  const Words<D> du;
  const Ints<D> di;
  const auto magnitude = hn::And(bits, hn::Set(du, 0x7fff));
  const auto shifted = hn::ShiftLeft<13>(magnitude);
  const auto normal = hn::Add(shifted, hn::Set(du, 0x38000000));
  const auto subnormal =
      hn::Mul(hn::ConvertTo(d, hn::BitCast(di, magnitude)), hn::Set(d, 0x1p-24F));
  const auto infinite = hn::Add(shifted, hn::Set(du, 0x70000000));
  const auto above = [&](std::int32_t limit) HWY_ATTR {
    return hn::RebindMask(du, hn::Gt(hn::BitCast(di, magnitude), hn::Set(di, limit)));
  };
  auto out = hn::IfThenElse(above(0x3ff), normal, hn::BitCast(du, subnormal));
  out = hn::IfThenElse(above(0x7bff), infinite, out);
  out = hn::Or(out, hn::IfThenElseZero(above(0x7c00), hn::Set(du, 0x00400000)));
  return hn::BitCast(d, hn::Or(out, hn::ShiftLeft<16>(hn::And(bits, hn::Set(du, 0x8000)))));
}

template <class D>
HWY_INLINE Floats<D> floatFromHalf(D d, const std::uint16_t* in) {
  return floatOfHalfBits(d, loadHalves(d, in));
}
template <class D>
HWY_INLINE void storeHalf(D d, Floats<D> v, std::uint16_t* out) {
  storeHalves(d, halfBits(d, v), out);
}
template <class D>
HWY_INLINE Floats<D> roundHalf(D d, Floats<D> v) {
  return floatOfHalfBits(d, halfBits(d, v));
}

#endif

/// As toHalfBits() and fromHalfBits().
template <>
struct Lanes<Format::fp16> {
  using Stored = std::uint16_t;
  static constexpr std::int32_t kInfiniteFrom = infiniteFrom(Format::fp16);
  static constexpr std::int32_t kZeroUpTo = zeroUpTo(Format::fp16);
  static constexpr std::int32_t kNegativeInfinity = -0x0400;

  template <class D>
  static HWY_INLINE Floats<D> load(D d, const std::uint16_t* in) {
    return floatFromHalf(d, in);
  }
  template <class D>
  static HWY_INLINE hn::Vec<Ints<D>> loadSigned(D d, const std::uint16_t* in) {
    return Lanes<Format::bf16>::loadSigned(d, in);
  }
  template <class D>
  static HWY_INLINE Floats<D> round(D d, Floats<D> v) {
    return roundHalf(d, v);
  }
  template <class D>
  static HWY_INLINE void store(D d, Floats<D> v, std::uint16_t* out) {
    storeHalf(d, v, out);
  }
};

}  // namespace scalescope::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // NOLINT: toggled guard
