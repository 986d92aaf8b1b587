#include "core/sweep/sweep_spec.h"

#include <algorithm>

#include "core/base/error.h"

namespace scalescope {
namespace {

namespace fs = std::filesystem;

void requirePointer(const JsonReader& reader, const std::string& key) {
  if (key.empty() || key.front() != '/')
    reader.refuseWith(
        {phrase("\"%1\" is no JSON pointer; expected one as \"/optimizer/lr\""), {key}});
}

std::vector<SweepAxis> axesOf(const JsonReader& reader) {
  reader.requireObject();
  std::vector<SweepAxis> axes;
  for (const auto& [key, value] : reader.value().items()) {
    requirePointer(reader, key);
    SweepAxis axis{key, {}};
    const std::string place = reader.source() + ": " + reader.pointer() + "/" + key;
    if (value.is_string()) axis.values = parseSweepRange(value.get<std::string>(), place);
    if (value.is_array()) axis.values.assign(value.begin(), value.end());
    if (axis.values.empty())
      refuse(
          place,
          phrase("expected an array of values, or a range as \"1..10\" or \"1e-4..1e-1 log 4\""));
    axes.push_back(std::move(axis));
  }
  return axes;
}

std::vector<SweepChange> changesOf(const JsonReader& reader) {
  reader.requireObject();
  std::vector<SweepChange> changes;
  for (const auto& [key, value] : reader.value().items()) {
    requirePointer(reader, key);
    changes.push_back({key, value});
  }
  return changes;
}

fs::path folderOf(const std::string& path) {
  std::error_code none;
  return fs::is_regular_file(path, none) ? fs::absolute(path).parent_path() : fs::current_path();
}

void readConfiguration(JsonReader& reader, SweepSpec& spec) {
  const JsonReader child = reader.child("configuration");
  if (!child.value().is_string()) {
    child.requireObject();
    spec.configuration = child.value();
    return;
  }
  const fs::path file = spec.folder / child.asText();
  spec.configuration = parseJson(readTextFile(file.string()), file.string());
  spec.source = file.string();
  spec.folder = folderOf(file.string());
}

}  // namespace

SweepSpec readSweep(const std::string& path) {
  const Json json = parseJson(readTextFile(path), path);
  SweepSpec spec;
  spec.source = path;
  spec.folder = folderOf(path);
  if (json.is_object() && !json.contains("scalescope_sweep")) {
    spec.configuration = json;
  } else {
    JsonReader reader(json, path);
    if (reader.requiredInteger("scalescope_sweep", INT64_MIN) != 1)
      reader.child("scalescope_sweep").refuseValue(phrase("version 1"));
    spec.name = reader.text("name", "");
    if (reader.has("grid")) spec.grid = axesOf(reader.child("grid"));
    if (reader.has("zip")) spec.zip = axesOf(reader.child("zip"));
    if (reader.has("list")) {
      for (const JsonReader& item : reader.items("list")) spec.list.push_back(changesOf(item));
    }
    readConfiguration(reader, spec);
    reader.finish();
  }
  if (spec.name.empty() && spec.configuration.is_object() && spec.configuration.contains("name") &&
      spec.configuration["name"].is_string()) {
    spec.name = spec.configuration["name"];
  }
  if (spec.name.empty()) spec.name = "sweep";
  return spec;
}

}  // namespace scalescope
