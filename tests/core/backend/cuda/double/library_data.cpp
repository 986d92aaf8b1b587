#include "core/backend/cuda/double/library_data.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "core/backend/cuda/double/ranges.h"
#include "core/numerics/round.h"

namespace scalescope::cuda_double {

namespace {

template <typename Stored>
struct Codec;

template <>
struct Codec<float> {
  static float read(float value, Format) { return value; }
  static float write(float value, Format) { return value; }
};

template <>
struct Codec<std::uint16_t> {
  static float read(std::uint16_t bits, Format format) {
    return format == Format::fp16 ? fromHalfBits(bits) : fromBfloat16Bits(bits);
  }
  static std::uint16_t write(float value, Format format) {
    return format == Format::fp16 ? toHalfBits(value) : toBfloat16Bits(value);
  }
};

/// Calls `visit` with each element's place, in the order N, H, W, C.
template <typename Stored, typename Visit>
void forEach(const Elements& e, Stored* first, const Visit& visit) {
  const auto& size = e.extents;
  const auto& step = e.strides;
  for (std::int64_t n = 0; n < size[0]; ++n) {
    for (std::int64_t h = 0; h < size[2]; ++h) {
      for (std::int64_t w = 0; w < size[3]; ++w) {
        Stored* place = first + n * step[0] + h * step[2] + w * step[3];
        for (std::int64_t c = 0; c < size[1]; ++c) visit(place[c * step[1]]);
      }
    }
  }
}

template <typename Stored>
void loadAs(const Elements& elements, const void* address, float* to) {
  const auto* first = static_cast<const Stored*>(address);
  const Format format = elements.format;
  forEach(elements, first,
          [&to, format](const Stored& value) { *to++ = Codec<Stored>::read(value, format); });
}

template <typename Stored>
void storeAs(const Elements& elements, void* address, const float* from, float alpha, float beta) {
  const Format format = elements.format;
  forEach(elements, static_cast<Stored*>(address), [&](Stored& value) {
    float result = alpha * *from++;
    if (beta != 0.0F) result += beta * Codec<Stored>::read(value, format);
    value = Codec<Stored>::write(result, format);
  });
}

}  // namespace

std::size_t Elements::count() const {
  return static_cast<std::size_t>(extents[0] * extents[1] * extents[2] * extents[3]);
}

std::size_t Elements::bytes() const {
  std::int64_t last = 0;
  for (int i = 0; i < 4; ++i) last += (extents[i] - 1) * strides[i];
  return static_cast<std::size_t>(last + 1) * bytesOf(format);
}

bool Elements::overlap() const {
  std::array<std::pair<std::int64_t, std::int64_t>, 4> steps;
  for (std::size_t i = 0; i < 4; ++i) steps[i] = {strides[i], extents[i]};
  std::sort(steps.begin(), steps.end());
  std::int64_t last = 0;  // the last element's offset with the smaller strides alone
  for (const auto& [stride, extent] : steps) {
    if (extent == 1) continue;
    if (stride <= last) return true;
    last += (extent - 1) * stride;
  }
  return false;
}

std::vector<float> load(const Elements& elements, const void* address) {
  std::vector<float> values(elements.count());
  if (elements.format == Format::fp32) {
    loadAs<float>(elements, address, values.data());
  } else {
    loadAs<std::uint16_t>(elements, address, values.data());
  }
  return values;
}

void store(const Elements& elements, void* address, const std::vector<float>& values, float alpha,
           float beta) {
  if (elements.format == Format::fp32) {
    storeAs<float>(elements, address, values.data(), alpha, beta);
  } else {
    storeAs<std::uint16_t>(elements, address, values.data(), alpha, beta);
  }
}

float toTf32(float value) {
  const std::uint32_t bits = floatBits(value);
  if (!isFiniteBits(value)) return value;
  return bitsFloat((bits + 0xfffU + ((bits >> 13U) & 1U)) & ~0x1fffU);
}

void roundToTf32(std::vector<float>& values) {
  for (float& value : values) value = toTf32(value);
}

void spoil(void* workspace, std::size_t bytes) {
  if (bytes > 0) std::memset(workspace, 0xa5, bytes);
}

bool intersect(const void* a, std::size_t aBytes, const void* b, std::size_t bBytes) {
  return numberOf(a) < numberOf(b) + bBytes && numberOf(b) < numberOf(a) + aBytes;
}

}  // namespace scalescope::cuda_double
