#pragma once

#include <string>
#include <string_view>

#include "core/numerics/tensor_statistics.h"

namespace scalescope {

// The bins of a tensor's statistics in few bytes, as the store keeps them. All numbers are unsigned
// LEB128 integers (7 bits a byte, the lowest first, the top bit says that more follow):
//   first    number of the first bin that counts anything (bin b: [2^(b − 149), 2^(b − 148)))
//   n        bins from there to the last that counts anything; 0: none, and nothing follows
//   n counts of `exponents`
//   `powers`, then `tops`, over the same bins: an even number 2k stands for k bins that count
//   nothing, an odd number 2c + 1 for one that counts c; together exactly n bins each.
std::string packHistogram(const TensorStatistics& statistics);

/// Into the bins of `statistics`. False if the bytes are no packed histogram; the bins are
/// unchanged then.
bool unpackHistogram(std::string_view bytes, TensorStatistics& statistics);

}  // namespace scalescope
