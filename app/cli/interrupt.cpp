#include "interrupt.h"

#include <csignal>

namespace scalescope::cli {
namespace {

// A signal handler reaches nothing but static storage, and may touch lock-free atomics only.
std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void onSignal(int number) {
  interrupted = true;
  std::signal(number, SIG_DFL);
}

}  // namespace

void catchInterrupts() {
  std::signal(SIGINT, onSignal);
  std::signal(SIGTERM, onSignal);
  std::signal(SIGHUP, onSignal);
  // A reader that has gone is told from the failing write, so that the store is closed as it should
  // be.
  std::signal(SIGPIPE, SIG_IGN);
}

const std::atomic<bool>& interruptFlag() { return interrupted; }

}  // namespace scalescope::cli
