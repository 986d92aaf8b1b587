#pragma once

#include <QObject>
#include <functional>

namespace scalescope {

/// Calls `quit` in the thread of `context`'s event loop when the process is asked to end (SIGINT,
/// SIGTERM, SIGHUP). A second signal ends it at once.
void onQuitSignal(QObject* context, std::function<void()> quit);

}  // namespace scalescope
