#include "core/data/csv_columns.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "core/data/csv_reader.h"

namespace scalescope {
namespace {

std::optional<std::int64_t> asInteger(const std::string& text) {
  constexpr double kExact = 0x1p53;
  const auto number = parseNumber(text);
  if (!number || std::abs(*number) > kExact || *number != std::floor(*number)) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

/// What decides a class's place and which texts are one class.
struct Key {
  std::int64_t number = 0;
  std::string text;
  auto operator<=>(const Key&) const = default;
};

/// Of classes the first and last: what does not belong is often at an end.
std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 3;
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i == kShown && names.size() > 2 * kShown) {
      text += ", …";
      i = names.size() - kShown;
    }
    text += (i == 0 ? "" : ", ") + names[i];
  }
  return text;
}

}  // namespace

std::optional<double> parseNumber(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

CsvValues::CsvValues(bool image) : pixels_(image) {}

void CsvValues::add(double value) {
  if (pixels_ && value >= 0 && value <= 255 && value == std::floor(value)) {
    bytes_.push_back(static_cast<std::uint8_t>(value));
    return;
  }
  if (pixels_) becomeNumbers();
  numbers_.push_back(static_cast<float>(value));
}

void CsvValues::becomeNumbers() {
  numbers_.assign(bytes_.begin(), bytes_.end());
  bytes_ = {};
  pixels_ = false;
}

std::variant<std::vector<std::uint8_t>, std::vector<float>> CsvValues::take() {
  if (pixels_ && std::all_of(bytes_.begin(), bytes_.end(), [](auto byte) { return byte <= 1; })) {
    becomeNumbers();
  }
  if (pixels_) return std::move(bytes_);
  return std::move(numbers_);
}

std::optional<Sentence> CsvLabels::add(const std::string& text) {
  const auto next = static_cast<std::int32_t>(numbers_.size());
  const auto [place, added] = numbers_.try_emplace(text, next);
  order_.push_back(place->second);
  if (!added) return std::nullopt;
  const std::optional<std::int64_t> integer = asInteger(text);
  if (next == 0) integers_ = integer.has_value();
  if (integer.has_value() != integers_) {
    const Phrase problem = integers_
                               ? phrase("the label %1 is no integer, as the labels before are")
                               : phrase("the label %1 is an integer; the labels before are words");
    return Sentence(problem, {printable(text)});
  }
  if (integer) values_.insert(*integer);
  const std::size_t classes = integers_ ? values_.size() : numbers_.size();
  if (classes > most_) return oneTooMany(text);
  return std::nullopt;
}

Sentence CsvLabels::oneTooMany(const std::string& text) const {
  const std::vector<std::string> names = CsvLabels(*this).take().classNames;
  return {
      phrase("the label %1 is one too many: %2 different ones (%3); at most %4 can be told apart"),
      {printable(text), std::to_string(names.size()), listed(names), std::to_string(most_)}};
}

CsvLabels::Result CsvLabels::take() {
  std::vector<Key> keys(numbers_.size());
  for (const auto& [text, number] : numbers_) {
    auto& key = keys[static_cast<std::size_t>(number)];
    key = integers_ ? Key{*asInteger(text), ""} : Key{0, text};
  }
  std::vector<Key> classes = keys;
  std::sort(classes.begin(), classes.end());
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());

  Result result{std::move(order_), {}};
  std::vector<std::int32_t> classOf(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto place = std::lower_bound(classes.begin(), classes.end(), keys[i]);
    classOf[i] = static_cast<std::int32_t>(place - classes.begin());
  }
  for (auto& label : result.labels) label = classOf[static_cast<std::size_t>(label)];
  for (const auto& each : classes) {
    result.classNames.push_back(integers_ ? std::to_string(each.number) : each.text);
  }
  return result;
}

}  // namespace scalescope
