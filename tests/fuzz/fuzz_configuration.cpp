#include "core/train/experiment_config.h"
#include "fuzz.h"

using namespace scalescope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::expectReadOrRefused([&] {
    const Json json = parseJson(fuzz::view(data, size), "file");
    fuzz::expectReadOrRefused([&] { parseDataset(JsonReader(json, "file")); });
    const ExperimentConfig config = parseExperiment(json, "file");
    const std::string text = toJson(config).dump();
    fuzz::require(parseExperiment(parseJson(text, "written again"), "written again") == config,
                  "a configuration survives being written and read");
  });
  return 0;
}
