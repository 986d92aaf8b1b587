#include <array>

#include "core/data/csv.h"
#include "fuzz.h"

using namespace scalescope;

/// The first byte chooses the configuration; the rest is the file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  DatasetConfig config;
  config.kind = "csv";
  if (data[0] & 1) config.labelColumn = data[0] & 2 ? "label" : "0";
  if (data[0] & 4) config.image = Shape{1, 1, 2};
  const auto text = fuzz::view(data + 1, size - 1);
  fuzz::expectReadOrRefused([&] {
    ByteStream stream(text, "table");
    const Dataset dataset = readCsv(stream, config, data[0]);
    for (const auto* part : {&dataset.train, &dataset.test}) {
      const auto values = static_cast<std::size_t>(part->count() * elementCount(part->shape));
      fuzz::require(std::visit([](const auto& all) { return all.size(); }, part->values) == values,
                    "as many values as rows and columns say");
      for (const auto label : part->labels) {
        fuzz::require(label >= 0 && label < dataset.classes, "every label is a class");
      }
    }
    ByteStream again(text, "table");
    const DatasetOutline outline = scanCsv(again, config);
    fuzz::require(outline.train == dataset.train.count() && outline.test == dataset.test.count() &&
                      outline.classes == dataset.classes && outline.sample == dataset.train.shape,
                  "the outline is that of the data");
  });
  return 0;
}
