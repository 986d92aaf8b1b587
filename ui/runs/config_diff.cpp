#include "ui/runs/config_diff.h"

#include <algorithm>

namespace scalescope {
namespace {

std::string pointerTo(const std::string& key) { return (Json::json_pointer() / key).to_string(); }

void compare(const OrderedJson* left, const OrderedJson* right, const std::string& pointer,
             std::vector<Difference>& out);

void compareObjects(const OrderedJson& left, const OrderedJson& right, const std::string& pointer,
                    std::vector<Difference>& out) {
  for (const auto& [key, value] : left.items()) {
    const auto other = right.find(key);
    compare(&value, other == right.end() ? nullptr : &*other, pointer + pointerTo(key), out);
  }
  for (const auto& [key, value] : right.items()) {
    if (!left.contains(key)) compare(nullptr, &value, pointer + pointerTo(key), out);
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

OrderedJson configurationOf(const RunInfo& run) {
  // A store may be written by other programs: what is no configuration compares as nothing.
  OrderedJson json = OrderedJson::parse(run.configuration, nullptr, false);
  if (!json.is_object()) return OrderedJson::object();
  const auto runs = json.find("runs");
  if (runs == json.end() || !runs->is_array()) return json;
  const auto index = static_cast<std::size_t>(run.index);
  const OrderedJson own = index < runs->size() ? (*runs)[index] : OrderedJson();
  json.erase("runs");
  json["run"] = own;
  return json;
}

}  // namespace scalescope
