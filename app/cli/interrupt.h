#pragma once

#include <atomic>
#include <cstdint>

namespace scalescope::cli {

/// From now on the first SIGINT or SIGTERM only sets a flag; one that comes half a second later, or
/// after that, ends the process as usual.
void catchInterrupts();
const std::atomic<bool>& interruptFlag();

}  // namespace scalescope::cli
