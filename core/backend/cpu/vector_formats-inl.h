// Vectors of FP32 read from and written to memory of any format, and counters of what rounding does
// to them. Compiled once per instruction set; included after hwy/highway.h only.
#if defined(SCALESCOPE_VECTOR_FORMATS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SCALESCOPE_VECTOR_FORMATS_INL_H_
#undef SCALESCOPE_VECTOR_FORMATS_INL_H_
#else
#define SCALESCOPE_VECTOR_FORMATS_INL_H_
#endif

#include "core/numerics/cast_counts.h"

HWY_BEFORE_NAMESPACE();
namespace scalescope::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Instruction sets that convert FP16 themselves; elsewhere integer arithmetic does, in the same way
// as round.h.
#if (HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2) || HWY_ARCH_ARM_A64
inline constexpr bool kNativeHalf = true;
#else
inline constexpr bool kNativeHalf = false;
#endif

template <class D>
hn::Vec<D> FromHalf(D d, hn::Vec<hn::Rebind<std::uint16_t, D>> bits) {
  if constexpr (kNativeHalf) {
    return hn::PromoteTo(d, hn::BitCast(hn::Rebind<hwy::float16_t, D>(), bits));
  } else {
    const hn::RebindToUnsigned<D> du;
    const auto wide = hn::PromoteTo(du, bits);
    const auto sign = hn::ShiftLeft<16>(hn::And(wide, hn::Set(du, 0x8000U)));
    const auto magnitude = hn::And(wide, hn::Set(du, 0x7fffU));
    const auto shifted = hn::ShiftLeft<13>(magnitude);
    const hn::RebindToSigned<D> di;
    const auto subnormal = hn::BitCast(
        du, hn::Mul(hn::ConvertTo(d, hn::BitCast(di, magnitude)), hn::Set(d, 0x1p-24F)));
    const auto normal = hn::Add(shifted, hn::Set(du, 0x38000000U));
    const auto infinite = hn::Or(shifted, hn::Set(du, 0x7f800000U));
    const auto quiet = hn::IfThenElse(hn::Gt(magnitude, hn::Set(du, 0x7c00U)),
                                      hn::Or(infinite, hn::Set(du, 0x400000U)), infinite);
    auto value = hn::IfThenElse(hn::Lt(magnitude, hn::Set(du, 0x400U)), subnormal, normal);
    value = hn::IfThenElse(hn::Gt(magnitude, hn::Set(du, 0x7bffU)), quiet, value);
    return hn::BitCast(d, hn::Or(value, sign));
  }
}

template <class D>
hn::Vec<hn::Rebind<std::uint16_t, D>> ToHalf(D d, hn::Vec<D> value) {
  const hn::Rebind<std::uint16_t, D> d16;
  if constexpr (kNativeHalf) {
    return hn::BitCast(d16, hn::DemoteTo(hn::Rebind<hwy::float16_t, D>(), value));
  } else {
    const hn::RebindToUnsigned<D> du;
    const auto bits = hn::BitCast(du, value);
    const auto sign = hn::And(hn::ShiftRight<16>(bits), hn::Set(du, 0x8000U));
    const auto magnitude = hn::And(bits, hn::Set(du, 0x7fffffffU));
    const auto odd = hn::And(hn::ShiftRight<13>(magnitude), hn::Set(du, 1U));
    const auto rounded = hn::Add(hn::Add(magnitude, hn::Set(du, 0xfffU)), odd);
    const auto normal = hn::ShiftRight<13>(hn::Sub(rounded, hn::Set(du, 0x38000000U)));
    const auto added = hn::BitCast(du, hn::Add(hn::BitCast(d, magnitude), hn::Set(d, 0.5F)));
    const auto subnormal = hn::Sub(added, hn::Set(du, 0x3f000000U));
    const auto payload = hn::And(hn::ShiftRight<13>(magnitude), hn::Set(du, 0x3ffU));
    auto half = hn::IfThenElse(hn::Lt(magnitude, hn::Set(du, 0x38800000U)), subnormal, normal);
    half = hn::IfThenElse(hn::Gt(magnitude, hn::Set(du, 0x477fefffU)), hn::Set(du, 0x7c00U), half);
    half = hn::IfThenElse(hn::Gt(magnitude, hn::Set(du, 0x7f800000U)),
                          hn::Or(payload, hn::Set(du, 0x7e00U)), half);
    return hn::TruncateTo(d16, hn::Or(half, sign));
  }
}

template <class D>
hn::Vec<hn::Rebind<std::uint16_t, D>> ToBfloat16(D, hn::Vec<D> value) {
  const hn::RebindToUnsigned<D> du;
  const auto bits = hn::BitCast(du, value);
  const auto high = hn::ShiftRight<16>(bits);
  const auto odd = hn::And(high, hn::Set(du, 1U));
  const auto rounded = hn::ShiftRight<16>(hn::Add(hn::Add(bits, hn::Set(du, 0x7fffU)), odd));
  const auto isNaN = hn::Gt(hn::And(bits, hn::Set(du, 0x7fffffffU)), hn::Set(du, 0x7f800000U));
  return hn::TruncateTo(hn::Rebind<std::uint16_t, D>(),
                        hn::IfThenElse(isNaN, hn::Or(high, hn::Set(du, 0x40U)), rounded));
}

template <class D>
hn::Vec<D> FromBfloat16(D d, hn::Vec<hn::Rebind<std::uint16_t, D>> bits) {
  return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(hn::RebindToUnsigned<D>(), bits)));
}

template <Format format, class D>
hn::Vec<D> LoadAs(D d, const void* memory, std::size_t i) {
  if constexpr (format == Format::fp32) {
    return hn::LoadU(d, static_cast<const float*>(memory) + i);
  } else {
    const auto bits =
        hn::LoadU(hn::Rebind<std::uint16_t, D>(), static_cast<const std::uint16_t*>(memory) + i);
    if constexpr (format == Format::fp16)
      return FromHalf(d, bits);
    else
      return FromBfloat16(d, bits);
  }
}

template <Format format, class D>
void StoreAs(D d, hn::Vec<D> value, void* memory, std::size_t i) {
  if constexpr (format == Format::fp32) {
    hn::StoreU(value, d, static_cast<float*>(memory) + i);
  } else {
    const hn::Rebind<std::uint16_t, D> d16;
    auto* out = static_cast<std::uint16_t*>(memory) + i;
    if constexpr (format == Format::fp16)
      hn::StoreU(ToHalf(d, value), d16, out);
    else
      hn::StoreU(ToBfloat16(d, value), d16, out);
  }
}

template <Format format, class D>
hn::Vec<D> RoundAs(D d, hn::Vec<D> value) {
  if constexpr (format == Format::fp16) return FromHalf(d, ToHalf(d, value));
  if constexpr (format == Format::bf16) return FromBfloat16(d, ToBfloat16(d, value));
  return value;
}

inline float LoadScalar(const void* memory, Format format, std::size_t i) {
  if (format == Format::fp32) return static_cast<const float*>(memory)[i];
  const std::uint16_t bits = static_cast<const std::uint16_t*>(memory)[i];
  return format == Format::fp16 ? fromHalfBits(bits) : fromBfloat16Bits(bits);
}

inline void StoreScalar(void* memory, Format format, std::size_t i, float value) {
  if (format == Format::fp32) {
    static_cast<float*>(memory)[i] = value;
  } else {
    static_cast<std::uint16_t*>(memory)[i] =
        format == Format::fp16 ? toHalfBits(value) : toBfloat16Bits(value);
  }
}

/// Counts from the values before rounding: with rounding to nearest even, the magnitude's bits
/// alone tell what becomes inf and what becomes zero. Counters are 32 bits a lane: enough for a
/// block.
template <Format format>
class Counter {
  using D = hn::ScalableTag<float>;
  using DI = hn::RebindToSigned<D>;
  using V = hn::Vec<DI>;
  static constexpr std::int32_t kToInfinity =
      format == Format::fp16 ? 0x477ff000 : 0x7f7f8000;  // 65520; bf16's alike
  static constexpr std::int32_t kToZero =
      format == Format::fp16 ? 0x33000000 : 0x00008000;  // 2^-25; 2^-134

 public:
  // Written out, since an implicit constructor would not be compiled for the instruction set.
  Counter()
      : infinite_(hn::Zero(DI())),
        were_(hn::Zero(DI())),
        zero_(hn::Zero(DI())),
        nought_(hn::Zero(DI())) {}
  void Add(hn::Vec<D> value) {
    if constexpr (format != Format::fp32) {
      const DI di;
      const V magnitude = hn::And(hn::BitCast(di, value), hn::Set(di, 0x7fffffff));
      infinite_ =
          hn::Sub(infinite_, hn::VecFromMask(di, hn::Gt(magnitude, hn::Set(di, kToInfinity - 1))));
      were_ = hn::Sub(were_, hn::VecFromMask(di, hn::Gt(magnitude, hn::Set(di, 0x7f7fffff))));
      zero_ = hn::Sub(zero_, hn::VecFromMask(di, hn::Lt(magnitude, hn::Set(di, kToZero + 1))));
      nought_ = hn::Sub(nought_, hn::VecFromMask(di, hn::Eq(magnitude, hn::Zero(di))));
    }
  }
  CastCounts Total() const {
    CastCounts counts;
    if constexpr (format != Format::fp32) {
      counts.nonFinite = Sum(infinite_);
      counts.overflow = counts.nonFinite - Sum(were_);
      counts.underflow = Sum(zero_) - Sum(nought_);
    }
    return counts;
  }

 private:
  static std::uint64_t Sum(V v) {
    const DI di;
    return static_cast<std::uint64_t>(
        static_cast<std::uint32_t>(hn::GetLane(hn::SumOfLanes(di, v))));
  }
  V infinite_, were_, zero_, nought_;
};

}  // namespace HWY_NAMESPACE
}  // namespace scalescope::cpu
HWY_AFTER_NAMESPACE();

#endif
