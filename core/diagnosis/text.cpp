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

std::string factorText(double factor) {
  return factor < 1e5 ? formatted(factor < 10.0 ? "%.1f" : "%.0f", factor)
                      : formatted("%.1e", factor);
}

std::string exactText(double value) { return std::isnan(value) ? "nan" : formatted("%.9g", value); }

Wording shareText(double share, const Phrases& say) {
  const double percent = share * 100.0;
  return say(phrase("%1 %"), {formatted(percent < 9.95  ? "%.2g"
                                        : percent < 1e6 ? "%.0f"
                                                        : "%.3g",
                                        percent)});
}

std::string scaleText(double scale) { return scaleText(static_cast<float>(scale)); }

Wording oneAfterTheOther(std::initializer_list<std::string> sentences, const Phrases& say) {
  std::string text;
  for (const std::string& each : sentences) {
    if (each.empty()) continue;
    text = text.empty() ? each : say(phrase("%1 %2"), {text, each});
  }
  return text;
}

Wording listed(const std::string& list, const std::string& item, const Phrases& say) {
  return list.empty() ? item : say(phrase("%1; %2"), {list, item});
}

}  // namespace scalescope
