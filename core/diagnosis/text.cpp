#include "core/diagnosis/text.h"

#include <cmath>
#include <cstdio>

#include "core/train/events.h"

namespace scalescope {
namespace {

std::string formatted(const char* format, double value) {
  char text[48];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

}  // namespace

std::string magnitudeText(double value) {
  // Integers that people know by sight, 65504 among them, stay whole.
  const bool whole = value == std::floor(value) && std::abs(value) < 1e6;
  return formatted(whole ? "%.0f" : "%.3g", value);
}

std::string timesText(double factor) {
  return (factor < 1e5 ? formatted(factor < 10.0 ? "%.1f" : "%.0f", factor)
                       : formatted("%.1e", factor)) +
         " times";
}

std::string shareText(double share) {
  const double percent = share * 100.0;
  return formatted(percent < 9.95 ? "%.2g" : "%.0f", percent) + " %";
}

std::string scaleText(double scale) { return scaleText(static_cast<float>(scale)); }

std::string stepText(std::int64_t step) { return "step " + std::to_string(step); }

std::string countText(std::uint64_t count, const std::string& one) {
  return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

}  // namespace scalescope
