#pragma once

namespace scalescope::cli {

/// From now on the first SIGINT or SIGTERM only asks to stop; the second ends the process as usual.
void catchInterrupts();
bool interrupted();

}  // namespace scalescope::cli
