#include "core/store/config_diff.h"

#include <algorithm>
#include <set>

namespace scalescope {
namespace {

std::string pointerTo(const std::string& key) { return (Json::json_pointer() / key).to_string(); }

void compare(const OrderedJson* left, const OrderedJson* right, const std::string& pointer,
             std::vector<Difference>& out);

void compareObjects(const OrderedJson& left, const OrderedJson& right, const std::string& pointer,
                    std::vector<Difference>& out) {
  for (const auto& [key, value] : left.items()) {
    const auto other = right.find(key);
    if (other == right.end() && value.is_null()) continue;  // none, as if it were not there
    compare(&value, other == right.end() ? nullptr : &*other, pointer + pointerTo(key), out);
  }
  for (const auto& [key, value] : right.items()) {
    if (!left.contains(key) && !value.is_null())
      compare(nullptr, &value, pointer + pointerTo(key), out);
  }
}

void compareArrays(const OrderedJson& left, const OrderedJson& right, const std::string& pointer,
                   std::vector<Difference>& out) {
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    compare(i < left.size() ? &left[i] : nullptr, i < right.size() ? &right[i] : nullptr,
            pointer + "/" + std::to_string(i), out);
  }
}

void compare(const OrderedJson* left, const OrderedJson* right, const std::string& pointer,
             std::vector<Difference>& out) {
  if (left && right) {
    if (*left == *right) return;
    if (left->is_object() && right->is_object()) return compareObjects(*left, *right, pointer, out);
    if (left->is_array() && right->is_array()) return compareArrays(*left, *right, pointer, out);
  }
  out.push_back({pointer, left ? left->dump() : "", right ? right->dump() : ""});
}

}  // namespace

std::vector<Difference> differences(const OrderedJson& left, const OrderedJson& right) {
  std::vector<Difference> out;
  compare(&left, &right, "", out);
  return out;
}

OrderedJson toldBy(const RunInfo& run) {
  // A store may be written by other programs: what is no object compares as nothing.
  const auto objectOf = [](const std::string& text) {
    OrderedJson json = OrderedJson::parse(text, nullptr, /*allow_exceptions=*/false);
    return json.is_object() ? json : OrderedJson::object();
  };
  OrderedJson json = objectOf(run.configuration);
  if (json.empty()) {
    json = objectOf(run.details);
    for (const char* key : {"imported", "step_columns"}) json.erase(key);
    const bool named = !run.precision.empty() && run.precision != "unknown";
    if (named && !json.empty()) json["run"]["precision"] = run.precision;
    return json;
  }
  const auto runs = json.find("runs");
  if (runs == json.end() || !runs->is_array()) return json;
  const auto index = static_cast<std::size_t>(run.index);
  OrderedJson own = index < runs->size() ? (*runs)[index] : OrderedJson();
  json.erase("runs");
  json["run"] = std::move(own);
  return json;
}

std::vector<std::string> differingPointers(const std::vector<OrderedJson>& told) {
  std::vector<std::string> pointers;
  std::set<std::string> known{"/name", "/run/name"};
  // What differs anywhere differs from the first.
  for (const OrderedJson& each : told) {
    for (const Difference& difference : differences(told.front(), each)) {
      if (known.insert(difference.pointer).second) pointers.push_back(difference.pointer);
    }
  }
  return pointers;
}

}  // namespace scalescope
