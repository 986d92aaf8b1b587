#pragma once

#include <atomic>

namespace scalescope::cli {

/// From now on the first SIGINT or SIGTERM only sets a flag; the second ends the process as usual.
void catchInterrupts();
const std::atomic<bool>& interruptFlag();

}  // namespace scalescope::cli
