#include "core/base/json_reader.h"

#include <cmath>

#include "core/base/error.h"

namespace scalescope {
namespace {

std::string pointerTo(std::string_view key) {
  return (Json::json_pointer() / std::string(key)).to_string();
}

std::string shortDump(const Json& value) {
  constexpr size_t kMost = 60;
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return text.size() <= kMost ? text : text.substr(0, kMost) + "…";
}

std::string join(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "\"" : ", \"") + word + "\"";
  return out;
}

Sentence rangeText(std::int64_t least, std::int64_t most) {
  if (least == INT64_MIN && most == INT64_MAX) return phrase("an integer");
  if (most == INT64_MAX) return {phrase("an integer of at least %1"), {std::to_string(least)}};
  return {phrase("an integer from %1 to %2"), {std::to_string(least), std::to_string(most)}};
}

}  // namespace

JsonReader::JsonReader(const Json& value, Sentence source, std::string pointer)
    : value_(&value), source_(std::move(source)), pointer_(std::move(pointer)) {}

const Json* JsonReader::find(std::string_view key) {
  requireObject();
  known_.emplace(key);
  auto it = value_->find(key);
  return it == value_->end() || it->is_null() ? nullptr : &*it;
}

bool JsonReader::has(std::string_view key) { return find(key) != nullptr; }

bool JsonReader::isNull(std::string_view key) { return !has(key) && value_->contains(key); }

JsonReader JsonReader::child(std::string_view key) {
  const Json* found = find(key);
  if (!found) refuseWith({phrase("the key \"%1\" is missing"), {std::string(key)}});
  return {*found, source_, pointer_ + pointerTo(key)};
}

std::vector<JsonReader> JsonReader::items(std::string_view key) { return child(key).items(); }

std::vector<JsonReader> JsonReader::items() const {
  if (!value_->is_array()) refuseValue(phrase("an array"));
  std::vector<JsonReader> out;
  for (size_t i = 0; i < value_->size(); ++i) {
    out.emplace_back((*value_)[i], source_, pointer_ + "/" + std::to_string(i));
  }
  return out;
}

double JsonReader::number(std::string_view key, double fallback) {
  return has(key) ? child(key).asNumber() : fallback;
}

std::int64_t JsonReader::integer(std::string_view key, std::int64_t fallback, std::int64_t least,
                                 std::int64_t most) {
  return has(key) ? child(key).asInteger(least, most) : fallback;
}

bool JsonReader::boolean(std::string_view key, bool fallback) {
  if (!has(key)) return fallback;
  JsonReader value = child(key);
  if (!value.value().is_boolean()) value.refuseValue(phrase("true or false"));
  return value.value().get<bool>();
}

std::string JsonReader::text(std::string_view key, const std::string& fallback) {
  return has(key) ? child(key).asText() : fallback;
}

std::string JsonReader::choice(std::string_view key, const std::string& fallback,
                               const std::vector<std::string>& allowed) {
  return has(key) ? requiredChoice(key, allowed) : fallback;
}

double JsonReader::requiredNumber(std::string_view key) { return child(key).asNumber(); }

std::int64_t JsonReader::requiredInteger(std::string_view key, std::int64_t least,
                                         std::int64_t most) {
  return child(key).asInteger(least, most);
}

std::string JsonReader::requiredChoice(std::string_view key,
                                       const std::vector<std::string>& allowed) {
  JsonReader value = child(key);
  if (value.value().is_string()) {
    const auto& word = value.value().get_ref<const std::string&>();
    for (const auto& each : allowed) {
      if (each == word) return word;
    }
  }
  value.refuseValue({phrase("one of %1"), {join(allowed)}});
}

double JsonReader::asNumber() const {
  if (!value_->is_number()) refuseValue(phrase("a number"));
  const double number = value_->get<double>();
  if (!std::isfinite(number)) refuseValue(phrase("a finite number"));
  return number;
}

std::int64_t JsonReader::asInteger(std::int64_t least, std::int64_t most) const {
  const bool tooLarge = value_->is_number_unsigned()
                            ? value_->get<std::uint64_t>() > std::uint64_t{INT64_MAX}
                            : value_->is_number_float() && value_->get<double>() >= 0x1p63;
  if (tooLarge) refuseValue({phrase("an integer of at most %1"), {std::to_string(most)}});
  if (!value_->is_number_integer()) refuseValue(rangeText(least, most));
  const auto number = value_->get<std::int64_t>();
  if (number < least || number > most) refuseValue(rangeText(least, most));
  return number;
}

std::string JsonReader::asText() const {
  if (!value_->is_string()) refuseValue(phrase("a text"));
  return value_->get<std::string>();
}

void JsonReader::requireObject() const {
  if (!value_->is_object()) refuseValue(phrase("an object"));
}

void JsonReader::finish() const {
  requireObject();
  for (const auto& [key, unused] : value_->items()) {
    if (known_.contains(key)) continue;
    const std::vector<std::string> allowed(known_.begin(), known_.end());
    JsonReader(*value_, source_, pointer_ + pointerTo(key))
        .refuseWith({phrase("unknown key; allowed here: %1"), {join(allowed)}});
  }
}

void JsonReader::refuseValue(const Sentence& expected) const {
  refuseWith({phrase("expected %1, found %2"), {expected, shortDump(*value_)}});
}

void JsonReader::refuseWith(const Sentence& message) const {
  refuse({phrase("%1: %2"), {source_, pointer_.empty() ? "/" : pointer_}}, message);
}

}  // namespace scalescope
