#include <algorithm>

#include "core/data/idx.h"
#include "fuzz.h"

using namespace scalescope;

/// Two bytes with the length of the images' file, that file, then the labels' file; either may be
/// packed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const auto bytes = fuzz::view(data + 2, size - 2);
  const std::size_t first = std::min<std::size_t>(data[0] | data[1] << 8, bytes.size());
  fuzz::expectReadOrRefused([&] {
    ByteStream images(bytes.substr(0, first), "images");
    ByteStream labels(bytes.substr(first), "labels");
    const Samples samples = readIdxPair(images, labels, 0);
    const auto values = static_cast<std::size_t>(samples.count() * elementCount(samples.shape));
    fuzz::require(std::visit([](const auto& all) { return all.size(); }, samples.values) == values,
                  "as many values as samples and shape say");
    for (const auto label : samples.labels) fuzz::require(label >= 0, "labels count from 0");
  });
  return 0;
}
