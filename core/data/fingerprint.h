#pragma once

#include <cstdint>

#include "core/data/dataset.h"

namespace scalescope {

/// CRC-32 of all samples and labels: tells whether files have changed since they were last read.
std::uint32_t fingerprint(const Dataset& dataset);

}  // namespace scalescope
