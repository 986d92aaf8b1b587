#include "core/sweep/sweep_plan.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/train/config_paths.h"

namespace scalescope {
namespace {

using Changes = std::vector<SweepChange>;

constexpr std::size_t kLongestName = 200;  // of an experiment

std::string keysOf(const Json& value) {
  std::string keys;
  for (const auto& [key, unused] : value.items())
    keys += (keys.empty() ? "\"" : ", \"") + key + "\"";
  return keys;
}

/// Combines what there is so far with every one of `more`.
void multiply(std::vector<Changes>& points, const std::vector<Changes>& more,
              const SweepSpec& spec) {
  if (points.size() * more.size() > kMostPoints) {
    refuse(spec.source,
           {phrase("the sweep has more than %1 points"), {std::to_string(kMostPoints)}});
  }
  std::vector<Changes> product;
  for (const Changes& point : points) {
    for (const Changes& each : more) {
      product.push_back(point);
      product.back().insert(product.back().end(), each.begin(), each.end());
    }
  }
  points = std::move(product);
}

std::vector<Changes> zipped(const SweepSpec& spec) {
  std::vector<Changes> rows(spec.zip.front().values.size());
  for (const SweepAxis& axis : spec.zip) {
    if (axis.values.size() != rows.size()) {
      refuse(spec.source + ": zip " + axis.pointer,
             {phrase("has %1 values, where %2 has %3; they change together"),
              {std::to_string(axis.values.size()), spec.zip.front().pointer,
               std::to_string(rows.size())}});
    }
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].push_back({axis.pointer, axis.values[i]});
  }
  return rows;
}

/// A grid's values of one place would overwrite each other.
void requireOnce(const SweepSpec& spec) {
  std::set<std::string> known;
  for (const auto* axes : {&spec.grid, &spec.zip}) {
    for (const SweepAxis& axis : *axes) {
      if (!known.insert(axis.pointer).second)
        refuse({phrase("%1: %2"), {spec.source, axis.pointer}},
               phrase("is swept twice; give all of its values together"));
    }
  }
}

std::vector<Changes> combinations(const SweepSpec& spec) {
  requireOnce(spec);
  std::vector<Changes> points(1);
  if (!spec.list.empty()) multiply(points, spec.list, spec);
  if (!spec.zip.empty()) multiply(points, zipped(spec), spec);
  for (const SweepAxis& axis : spec.grid) {
    std::vector<Changes> values;
    for (const Json& value : axis.values) values.push_back({{axis.pointer, value}});
    multiply(points, values, spec);
  }
  return points;
}

/// "lr" of "/optimizer/lr"; the whole pointer where another one ends alike.
std::map<std::string, std::string> shortNames(const std::vector<Changes>& points) {
  std::map<std::string, std::string> names;
  std::map<std::string, int> uses;
  for (const Changes& point : points) {
    for (const SweepChange& change : point) {
      if (!names.try_emplace(change.pointer, change.pointer.substr(change.pointer.rfind('/') + 1))
               .second)
        continue;
      ++uses[names[change.pointer]];
    }
  }
  for (auto& [pointer, name] : names) {
    if (uses[name] > 1 || name.empty() ||
        std::isdigit(static_cast<unsigned char>(name.front())) != 0)
      name = pointer.substr(1);
  }
  return names;
}

std::string labelOf(const Changes& changes, const std::map<std::string, std::string>& names) {
  std::string label;
  for (const SweepChange& change : changes) {
    label += (label.empty() ? "" : ", ") + names.at(change.pointer) + "=";
    label += change.value.is_string() ? change.value.get<std::string>() : change.value.dump();
  }
  return label;
}

/// Puts a value where the pointer leads, in the configuration as it was written; `complete` is the
/// same with every key, and tells which places there are.
void apply(Json& written, const Json& complete, const SweepChange& change, const Sentence& place) {
  const Sentence own{phrase("%1: %2"), {place, change.pointer}};
  if (change.pointer == "/name")
    refuse(own, phrase("the points of a sweep are named by their values"));
  Json* at = &written;
  const Json* full = &complete;
  std::string walked;
  Json::json_pointer pointer;
  try {
    pointer = Json::json_pointer(change.pointer);
  } catch (const Json::exception&) {
    refuse(own, phrase("is no JSON pointer: after ~ comes 0 or 1"));
  }
  std::vector<std::string> tokens;
  for (; !pointer.empty(); pointer.pop_back()) tokens.insert(tokens.begin(), pointer.back());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string& token = tokens[i];
    if (at->is_null() && full && full->is_object()) *at = Json::object();
    if (at->is_array()) {
      const bool digits =
          !token.empty() && token.size() < 9 &&
          std::all_of(token.begin(), token.end(), [](char c) { return c >= '0' && c <= '9'; });
      const std::size_t index = digits ? std::stoul(token) : at->size();
      if (index >= at->size()) {
        refuse(own, {phrase("%1 has elements 0 to %2, not \"%3\""),
                     {walked.empty() ? "/" : walked, std::to_string(at->size() - 1), token}});
      }
      full = full && full->is_array() && index < full->size() ? &(*full)[index] : nullptr;
      at = &(*at)[index];
    } else if (at->is_object()) {
      const bool last = i + 1 == tokens.size();
      const bool known =
          at->contains(token) || (full && full->is_object() && full->contains(token));
      if (!known && !last) {
        const Sentence within = walked.empty() ? Sentence(phrase("the configuration")) : walked;
        refuse(own, {phrase("%1 has no \"%2\"; it has %3"),
                     {within, token, keysOf(full && full->is_object() ? *full : *at)}});
      }
      full = full && full->is_object() && full->contains(token) ? &(*full)[token] : nullptr;
      // What was not written has its defaults, of the kind that it has unless told otherwise.
      const bool silent = !at->contains(token) && !last && full && full->is_object();
      at = &(*at)[token];
      for (const char* key : {"kind", "type"})
        if (silent && full->contains(key)) (*at)[key] = (*full)[key];
    } else {
      refuse(own,
             {phrase("%1 is %2, which has nothing in it; give all of %1"), {walked, at->dump()}});
    }
    walked += "/" + token;
  }
  *at = change.value;
}

Sentence placeOf(const SweepSpec& spec, const SweepPoint& point, std::size_t number) {
  if (point.label.empty()) return spec.source;
  return {phrase("%1: point %2 (%3)"), {spec.source, std::to_string(number), point.label}};
}

std::string nameOf(const SweepSpec& spec, const SweepPoint& point, std::size_t number) {
  const std::string name = spec.name + ": " + point.label;
  const bool fits =
      name.size() <= kLongestName &&
      std::none_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20; });
  return fits ? name : spec.name + ": point " + std::to_string(number);
}

}  // namespace

std::string sweepTag(const std::string& name) { return "sweep:" + name; }

SweepPlan planSweep(const SweepSpec& spec) {
  const ExperimentConfig base = parseExperiment(spec.configuration, spec.source);
  const Json complete = Json::parse(toJson(base).dump());
  const auto all = combinations(spec);
  const auto names = shortNames(all);
  SweepPlan plan{spec.name, spec.source, {}};
  std::map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < all.size(); ++i) {
    SweepPoint point{all[i], labelOf(all[i], names), {}};
    const Sentence place = placeOf(spec, point, i);
    Json json = spec.configuration;
    for (const SweepChange& change : point.changes) apply(json, complete, change, place);
    if (!point.label.empty()) json["name"] = nameOf(spec, point, i);
    point.config = withAbsolutePaths(parseExperiment(json, place), spec.folder);
    ExperimentConfig unnamed = point.config;
    unnamed.name = "-";
    const auto [other, isNew] = known.try_emplace(toJson(unnamed).dump(), i);
    if (!isNew)
      refuse(place,
             {phrase("is the same experiment as point %1"), {std::to_string(other->second)}});
    plan.points.push_back(std::move(point));
  }
  return plan;
}

}  // namespace scalescope
