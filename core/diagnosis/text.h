#pragma once

#include <cstdint>
#include <string>

namespace scalescope {

// Numbers as the sentences of a diagnosis write them.
std::string magnitudeText(double value);  ///< 3 significant digits
std::string timesText(double factor);     ///< "12 times", "1.5 times"
std::string shareText(double share);      ///< of 1: "37 %", "0.4 %"
std::string scaleText(double scale);      ///< as scaleText(float) of events
std::string stepText(std::int64_t step);  ///< "step 12"
std::string countText(std::uint64_t count, const std::string& one);  ///< "1 value", "12 values"

}  // namespace scalescope
