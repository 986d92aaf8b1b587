#include "core/exchange/log_values.h"

#include <cmath>
#include <set>

#include "core/base/error.h"
#include "core/exchange/log_fields.h"
#include "core/numerics/number_text.h"

namespace scalescope {
namespace {

/// Below it a value above 1 may be a share that somebody computed wrong as well.
constexpr double kLeastPercent = 2.0;
constexpr double kRounding = 1e-6;  // a share of FP32 values

[[noreturn]] void refuseValue(const LogColumn& column, std::size_t row, const std::string& file,
                              Phrase expected) {
  refuse({phrase("%1: row %2, column \"%3\""), {file, std::to_string(row + 1), column.name}},
         {phrase("expected %1, found %2"), {expected, shortestText(column.values[row])}});
}

}  // namespace

bool isCount(const std::string& column) {
  static const std::set<std::string> counts{
      "found_inf", "applied", "overflow", "underflow", "cast_elements", "lost_updates", "samples"};
  return counts.contains(column);
}

bool isShare(const std::string& field) {
  return field == "accuracy" || field == "evaluation_accuracy";
}

bool isPercent(const LogColumn& column) {
  for (std::size_t row = 0; row < column.values.size(); ++row)
    if (column.there[row] && column.values[row] > kLeastPercent) return true;
  return false;
}

void requireValues(const std::string& field, const LogColumn& column, const std::string& file) {
  const std::string& name = logField(field)->column;
  const double most = isShare(field) && isPercent(column) ? 100.0 : 1.0 + kRounding;
  for (std::size_t row = 0; row < column.values.size(); ++row) {
    const double value = column.values[row];
    if (!column.there[row] || std::isnan(value)) continue;
    if (name == "applied" || name == "found_inf") {
      if (value != 0.0 && value != 1.0) refuseValue(column, row, file, phrase("0 or 1"));
    } else if (isShare(field)) {
      if (!(value >= 0.0 && value <= most))
        refuseValue(
            column, row, file,
            phrase("a share from 0 to 1, or percents from 0 to 100 of which one is above 2"));
    } else if (name == "scale") {
      if (value < 0.0) refuseValue(column, row, file, phrase("a loss scale, which is above 0"));
    } else if (name == "step_ms") {
      if (value < 0.0) refuseValue(column, row, file, phrase("a time from 0 on"));
    } else if (name == "step" || isCount(name)) {
      wholeNumber(column, row, file);
    }
  }
}

std::int64_t wholeNumber(const LogColumn& column, std::size_t row, const std::string& file) {
  const double value = column.values[row];
  constexpr double kBeyond = 9007199254740992.0;  // 2^53: from there on doubles leave numbers out
  if (!(value >= 0.0 && value < kBeyond) || value != std::floor(value))
    refuseValue(column, row, file, phrase("a whole number from 0 on, below 2^53"));
  return static_cast<std::int64_t>(value);
}

}  // namespace scalescope
