#include "core/data/dataset.h"

#include <algorithm>
#include <cstddef>

#include "core/base/error.h"

namespace scalescope {
namespace {

constexpr float kWhite = 255.0F;

void convert(const std::uint8_t* from, std::size_t elements, float* out) {
  for (std::size_t i = 0; i < elements; ++i) out[i] = static_cast<float>(from[i]) / kWhite;
}

void convert(const float* from, std::size_t elements, float* out) {
  std::copy_n(from, elements, out);
}

}  // namespace

void Samples::gather(std::span<const std::int64_t> indices, std::span<float> out,
                     std::span<std::int32_t> outLabels) const {
  const auto elements = static_cast<std::size_t>(elementCount(shape));
  if (out.size() != indices.size() * elements || outLabels.size() != indices.size()) {
    fail("samples", "a batch of " + std::to_string(indices.size()) +
                        " samples was asked for with room for another number");
  }
  std::visit(
      [&](const auto& all) {
        for (std::size_t i = 0; i < indices.size(); ++i) {
          const auto index = static_cast<std::size_t>(indices[i]);
          convert(all.data() + index * elements, elements, out.data() + i * elements);
          outLabels[i] = labels[index];
        }
      },
      values);
}

}  // namespace scalescope
