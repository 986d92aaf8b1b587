#include "core/train/events.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace scalescope {
namespace {

template <typename... Values>
std::string formatted(const char* format, Values... values) {
  char text[128];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

}  // namespace

std::string scaleText(float scale) {
  int exponent = 0;
  const bool power = scale > 0.0F && std::isfinite(scale) && std::frexp(scale, &exponent) == 0.5F;
  if (power && (scale < 0.001F || scale >= 1e7F)) return "2^" + std::to_string(exponent - 1);
  constexpr int kFewest = 7, kExact = 9;  // digits; so many tell every FP32 number
  const bool whole = std::abs(scale) < 1e9F && scale == std::floor(scale);
  for (int digits = whole ? kExact : kFewest; digits < kExact; ++digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*g", digits, static_cast<double>(scale));
    if (std::strtof(text, nullptr) == scale) return text;
  }
  return formatted("%.9g", static_cast<double>(scale));
}

bool overflowed(const StepRecord& record) { return record.overflow > 0 || record.foundInf; }

std::string overflowMessage(const StepRecord& record, const std::string& tensor) {
  std::string text = record.applied ? "applied, although " : "skipped: ";
  text += std::to_string(record.overflow) + (record.overflow == 1 ? " value" : " values");
  // Without a cast that overflowed the values came non-finite into the gradients.
  const char* const beyond = record.overflow == 1 ? " overflowed or is not finite, first in "
                                                  : " overflowed or are not finite, first in ";
  text += tensor.empty() ? " of the gradients not finite" : beyond + tensor;
  return text + " (scale " + scaleText(static_cast<float>(record.scale)) + ")";
}

std::string scaleMessage(ScaleChange change, float before, float after) {
  const std::string step = " from " + scaleText(before) + " to " + scaleText(after);
  switch (change) {
    case ScaleChange::grew:
      return "scale grew" + step;
    case ScaleChange::backedOff:
      return "scale backed off" + step;
    case ScaleChange::scripted:
      return "scale changed by its script" + step;
    default:
      return "scale changed" + step;
  }
}

std::string collapseMessage(const std::string& tensor) {
  return "collapsed: lowering the scale cannot help; first non-finite tensor: " +
         (tensor.empty() ? "none, but 1/scale is infinite" : tensor);
}

std::string floorMessage(const StepRecord& record) {
  return "the loss scale is at its floor of " + scaleText(static_cast<float>(record.scale)) +
         " and step " + std::to_string(record.step) + " still overflowed";
}

std::string evaluationMessage(double accuracy, double loss) {
  const double printed = std::isnan(loss) ? std::abs(loss) : loss;  // a NaN's sign means nothing
  return formatted("accuracy %.2f %%, loss %.4g", accuracy * 100.0, printed);
}

}  // namespace scalescope
