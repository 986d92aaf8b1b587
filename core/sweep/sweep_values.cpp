#include <cmath>
#include <sstream>

#include "core/base/error.h"
#include "core/numerics/number_text.h"
#include "core/sweep/sweep_spec.h"

namespace scalescope {
namespace {

/// A number as a configuration has it: whole ones are integers.
Json numberJson(double value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53: up to there every whole number is a double
  if (std::trunc(value) == value && std::abs(value) < kExact)
    return static_cast<std::int64_t>(value);
  return value;
}

double numberOf(const std::string& text, const std::string& place) {
  const double value = parseNumber(text, place).value;
  if (!std::isfinite(value))
    refuse(place, {phrase("expected a finite number, found \"%1\""), {text}});
  return value;
}

/// Parts between commas that are in no bracket and no quotes.
std::vector<std::string> parts(const std::string& text) {
  std::vector<std::string> result(1);
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' && (i == 0 || text[i - 1] != '\\')) quoted = !quoted;
    if (!quoted) depth += (c == '[' || c == '{') - (c == ']' || c == '}');
    if (c == ',' && depth == 0 && !quoted) {
      result.emplace_back();
    } else {
      result.back() += c;
    }
  }
  return result;
}

Json valueOf(const std::string& text, const std::string& place) {
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_discarded()) return json;
  if (!text.empty() && (text.front() == '{' || text.front() == '[' || text.front() == '"'))
    return parseJson(text, place);  // says what is wrong
  try {
    return numberJson(numberOf(text, place));
  } catch (const Error&) {
    return text;
  }
}

/// 0.001, where a power gives 0.0010000000000000002, and 0.9 for three times 0.3.
double twelveDigits(double value) {
  std::ostringstream digits;
  digits.precision(12);
  digits << value;
  return std::stod(digits.str());
}

std::vector<Json> stepped(double from, double to, double step, const std::string& place) {
  if (!(step > 0.0) || to < from)
    refuse(place,
           phrase("expected a range from the smaller to the larger number, in steps above 0"));
  if ((to - from) / step >= static_cast<double>(kMostPoints))
    refuse(place, {phrase("has more than %1 values"), {std::to_string(kMostPoints)}});
  std::vector<Json> values;
  const auto count = static_cast<int>(std::floor((to - from) / step * (1 + 1e-12) + 1e-9)) + 1;
  values.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) values.push_back(numberJson(twelveDigits(from + step * i)));
  return values;
}

std::vector<Json> spaced(double from, double to, double count, bool logarithmic,
                         const std::string& place) {
  if (count < 2 || count != std::trunc(count) || count > static_cast<double>(kMostPoints))
    refuse(place, phrase("expected a whole number of values, at least 2"));
  if (logarithmic && !(from > 0.0 && to > 0.0))
    refuse(place, phrase("a logarithmic range lies above 0"));
  std::vector<Json> values;
  const int last = static_cast<int>(count) - 1;
  for (int i = 0; i <= last; ++i) {
    const double share = static_cast<double>(i) / last;
    double value = logarithmic ? from * std::pow(to / from, share) : from + (to - from) * share;
    if (i == last) value = to;
    values.push_back(numberJson(twelveDigits(value)));
  }
  return values;
}

}  // namespace

std::vector<Json> parseSweepRange(const std::string& text, const std::string& place) {
  const auto dots = text.find("..");
  if (dots == std::string::npos) return {};
  std::istringstream rest(text.substr(dots + 2));
  std::string to, word, number, more;
  rest >> to >> word >> number >> more;
  double from = 0.0, end = 0.0;
  try {
    from = numberOf(text.substr(0, dots), place);
    end = numberOf(to, place);
  } catch (const Error&) {
    return {};  // "../data": a path
  }
  if (word.empty() && end > from && end - from < 1.0) {
    refuse(place, {phrase("the range \"%1\" in steps of 1 has one value; expected \"%1 log 4\", "
                          "\"%1 lin 4\" or \"%1 step 0.1\""),
                   {text}});
  }
  if (word.empty()) return stepped(from, end, 1.0, place);
  if (number.empty() || !more.empty() || (word != "step" && word != "log" && word != "lin")) {
    refuse(place,
           {phrase("expected a range as \"1..10\", \"0..1 step 0.25\", \"1e-4..1e-1 log 4\" or "
                   "\"0..1 lin 5\", found \"%1\""),
            {text}});
  }
  const double last = numberOf(number, place);
  return word == "step" ? stepped(from, end, last, place)
                        : spaced(from, end, last, word == "log", place);
}

SweepAxis parseSweepAxis(const std::string& text, const std::string& place) {
  const auto equals = text.find('=');
  if (text.empty() || text.front() != '/' || equals == std::string::npos ||
      equals + 1 == text.size())
    refuse(place, {phrase("expected /POINTER=VALUE,VALUE,…, found \"%1\""), {text}});
  SweepAxis axis{text.substr(0, equals), {}};
  const std::string own = place + " " + axis.pointer;
  for (const std::string& part : parts(text.substr(equals + 1))) {
    if (part.empty()) refuse(own, phrase("has an empty value; an empty text is \"\\\"\\\"\""));
    const auto range = part.front() == '"' ? std::vector<Json>{} : parseSweepRange(part, own);
    if (range.empty()) {
      axis.values.push_back(valueOf(part, own));
    } else {
      axis.values.insert(axis.values.end(), range.begin(), range.end());
    }
  }
  return axis;
}

}  // namespace scalescope
