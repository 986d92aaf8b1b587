#include "interrupt.h"

#include <csignal>

namespace scalescope::cli {
namespace {

// A signal handler reaches nothing but static storage.
volatile std::sig_atomic_t interruptCount = 0;

void onSignal(int number) {
  interruptCount = 1;
  std::signal(number, SIG_DFL);
}

}  // namespace

void catchInterrupts() {
  std::signal(SIGINT, onSignal);
  std::signal(SIGTERM, onSignal);
}

bool interrupted() { return interruptCount != 0; }

}  // namespace scalescope::cli
