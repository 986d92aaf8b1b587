#include "ui/sweep/sweep_places.h"

#include <algorithm>

#include "ui/style/translation.h"

namespace scalescope {
namespace {

/// What people sweep most, and what it is called.
struct Common {
  const char* ending;  ///< of the pointer; of a run's value, behind "/runs/N"
  QString label;
};

std::vector<Common> ofExperiment() {
  return {{"/seed", tr("Seed")},
          {"/optimizer/lr", tr("Learning rate")},
          {"/batch_size", tr("Batch size")},
          {"/steps", tr("Steps")}};
}

std::vector<Common> ofRun() {
  return {{"/precision", tr("Precision")},
          {"/scaler/scale", tr("Loss scale")},
          {"/scaler/init", tr("Initial loss scale")},
          {"/scaler/interval", tr("Growth interval")},
          {"/scaler/growth", tr("Growth factor")},
          {"/scaler/backoff", tr("Backoff factor")}};
}

/// Names, and where files lie, make no other experiment.
bool isSweepable(const std::string& pointer) {
  return pointer != "/scalescope" && pointer != "/name" && !pointer.ends_with("/name");
}

QString textOf(const Json& value) {
  return QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump());
}

}  // namespace

std::vector<SweepPlace> sweepPlaces(const ExperimentConfig& config) {
  const Json json = Json::parse(toJson(config).dump());
  const Json flat = json.flatten();
  std::vector<SweepPlace> places;
  const auto add = [&](const std::string& pointer, const QString& label) {
    if (flat.contains(pointer)) places.push_back({pointer, label, textOf(flat[pointer])});
  };
  for (const Common& each : ofExperiment()) add(each.ending, each.label);
  for (std::size_t i = 0; i < config.runs.size(); ++i) {
    const QString name = QString::fromStdString(config.runs[i].name);
    for (const Common& each : ofRun())
      add("/runs/" + std::to_string(i) + each.ending, name + ": " + each.label);
  }
  const std::size_t common = places.size();
  for (const auto& [pointer, value] : flat.items()) {
    const auto known = std::any_of(places.begin(), places.begin() + static_cast<long>(common),
                                   [&](const SweepPlace& each) { return each.pointer == pointer; });
    if (!known && isSweepable(pointer)) places.push_back({pointer, {}, textOf(value)});
  }
  return places;
}

}  // namespace scalescope
