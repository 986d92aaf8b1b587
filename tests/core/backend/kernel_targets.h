#pragma once

#include <gtest/gtest.h>
#include <hwy/highway.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "core/backend/cpu/kernels.h"

// What the tests of the vector passes share: hard values, and a fixture that runs a test once for
// every instruction set of this machine.
namespace scalescope::cpu {

constexpr Format kHalves[] = {Format::fp16, Format::bf16};
constexpr Format kNarrow[] = {Format::fp16, Format::bf16, Format::tf32};
constexpr Format kFormats[] = {Format::fp32, Format::fp16, Format::bf16, Format::tf32};

inline std::uint16_t scalarBits(Format format, float value) {
  return format == Format::fp16 ? toHalfBits(value) : toBfloat16Bits(value);
}
inline float scalarValue(Format format, std::uint16_t bits) {
  return format == Format::fp16 ? fromHalfBits(bits) : fromBfloat16Bits(bits);
}

/// All values of both half formats, the midpoints above them, one step of FP32 either side of each,
/// both signs, the same about a share of TF32's, and random bit patterns; NaN and infinities among
/// them.
inline std::vector<float> hardValues() {
  std::vector<float> values;
  for (const Format format : kHalves) {
    for (std::uint32_t bits = 0; bits < 0x8000U; ++bits) {
      const float value = scalarValue(format, static_cast<std::uint16_t>(bits));
      const float next = scalarValue(format, static_cast<std::uint16_t>(bits + 1));
      const float middle = static_cast<float>((static_cast<double>(value) + next) / 2);
      for (const float each : {value, middle}) {
        values.insert(values.end(),
                      {each, std::nextafter(each, 1e38F), -std::nextafter(each, 0.0F)});
      }
    }
  }
  for (std::uint32_t bits = 0; bits < 0x40000U; bits += bits < 64 || bits > 0x3fbc0U ? 1 : 61) {
    const float middle = bitsFloat((bits << 13) + 0x1000U);
    values.insert(values.end(),
                  {middle, std::nextafter(middle, 1e38F), -std::nextafter(middle, 0.0F)});
  }
  std::mt19937 random(3);
  for (int i = 0; i < 100001; ++i)
    values.push_back(bitsFloat(static_cast<std::uint32_t>(random())));
  return values;
}

inline bool sameBits(float a, float b) { return floatBits(a) == floatBits(b); }

/// The same number: bits, or both NaN.
inline bool sameNumber(float a, float b) { return std::isnan(b) ? std::isnan(a) : sameBits(a, b); }

/// Memory of a format that holds rounded values, `shift` elements past an aligned place.
class Stored {
 public:
  Stored(const std::vector<float>& values, Format format, std::size_t shift = 0)
      : format_(format), shift_(shift), memory_((values.size() + shift) * bytesOf(format)) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (storageOf(format) == Format::fp32) {
        static_cast<float*>(data())[i] = roundTo(format, values[i]);
      } else {
        static_cast<std::uint16_t*>(data())[i] = scalarBits(format, values[i]);
      }
    }
  }
  void* data() { return memory_.data() + shift_ * bytesOf(format_); }
  float at(std::size_t i) {
    return storageOf(format_) == Format::fp32
               ? static_cast<float*>(data())[i]
               : scalarValue(format_, static_cast<std::uint16_t*>(data())[i]);
  }

 private:
  Format format_;
  std::size_t shift_;
  std::vector<char> memory_;
};

class Kernels : public testing::TestWithParam<std::int64_t> {
 protected:
  void SetUp() override { hwy::SetSupportedTargetsForTest(GetParam()); }
  void TearDown() override { hwy::SetSupportedTargetsForTest(0); }
};

inline std::vector<std::int64_t> targets() {
  std::vector<std::int64_t> all;
  for (int bit = 0; bit < 63; ++bit) {
    const std::int64_t target = std::int64_t{1} << bit;
    if (hwy::SupportedTargets() & HWY_TARGETS & target) all.push_back(target);
  }
  return all;
}
inline std::string targetName(const testing::TestParamInfo<std::int64_t>& each) {
  return hwy::TargetName(each.param);
}
}  // namespace scalescope::cpu
