#include "ui/inspector/inspected_runs.h"

#include <algorithm>

#include "core/base/json_reader.h"

namespace scalescope {

std::vector<std::int64_t> decimated(const std::vector<std::int64_t>& steps, std::size_t most) {
  if (steps.size() <= most || most == 0) return steps;
  std::vector<std::int64_t> picked;
  picked.reserve(most);
  for (std::size_t i = 1; i <= most; ++i) picked.push_back(steps[i * steps.size() / most - 1]);
  return picked;
}

std::size_t indexAtOrBefore(const std::vector<std::int64_t>& steps, std::int64_t step) {
  const auto after = std::upper_bound(steps.begin(), steps.end(), step);
  return after == steps.begin() ? 0 : static_cast<std::size_t>(after - steps.begin()) - 1;
}

std::vector<std::string> layerTypes(const std::string& configuration) {
  const Json json = Json::parse(configuration, nullptr, /*allow_exceptions=*/false);
  std::vector<std::string> types;
  const Json::json_pointer place("/network/layers");
  if (json.is_discarded() || !json.contains(place) || !json.at(place).is_array()) return types;
  for (const Json& layer : json.at(place)) {
    const bool named = layer.is_object() && layer.contains("type") && layer["type"].is_string();
    types.push_back(named ? layer["type"].get<std::string>() : std::string());
  }
  return types;
}

}  // namespace scalescope
