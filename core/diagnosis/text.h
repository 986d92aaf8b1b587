#pragma once

#include <initializer_list>
#include <string>

#include "core/base/phrases.h"

namespace scalescope {

// Numbers as the sentences of a diagnosis write them.
std::string magnitudeText(double value);                  ///< 3 significant digits
std::string factorText(double factor);                    ///< "12", "1.5" times as large
std::string exactText(double value);                      ///< 9 significant digits
std::string shareText(double share, const Phrases& say);  ///< of 1: "37 %", "0.4 %"
std::string scaleText(double scale);                      ///< as scaleText(float) of events

/// One sentence after the other; empty ones are left out.
std::string oneAfterTheOther(std::initializer_list<std::string> sentences, const Phrases& say);
/// A list with one more item: "this; that".
std::string listed(const std::string& list, const std::string& item, const Phrases& say);

}  // namespace scalescope
