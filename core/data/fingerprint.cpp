#include "core/data/fingerprint.h"

#include <zlib.h>

namespace scalescope {
namespace {

template <typename T>
uLong extend(uLong crc, const std::vector<T>& values) {
  return crc32_z(crc, reinterpret_cast<const Bytef*>(values.data()), values.size() * sizeof(T));
}

uLong extend(uLong crc, const Samples& samples) {
  crc = extend(crc, samples.shape);
  crc = extend(crc, samples.labels);
  return std::visit([crc](const auto& values) { return extend(crc, values); }, samples.values);
}

}  // namespace

std::uint32_t fingerprint(const Dataset& dataset) {
  const uLong crc = extend(crc32_z(0, nullptr, 0), dataset.train);
  return static_cast<std::uint32_t>(extend(crc, dataset.test));
}

}  // namespace scalescope
