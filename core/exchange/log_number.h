#pragma once

#include <optional>
#include <string_view>

namespace scalescope {

/// The number that a cell of a log holds: decimal, "nan", "inf", "-Infinity", "true", "False"; a
/// "%" behind it divides by 100. Nothing if it holds something else.
std::optional<double> numberOfCell(std::string_view text);

}  // namespace scalescope
