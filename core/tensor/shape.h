#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace scalescope {

/// Extents of a tensor, outermost first: [N, C, H, W] or [N, features].
using Shape = std::vector<std::int64_t>;

std::int64_t elementCount(const Shape& shape);  ///< product of the extents; 1 for no extents
std::string toString(const Shape& shape);       ///< "[64, 1, 28, 28]"

}  // namespace scalescope
