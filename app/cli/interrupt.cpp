#include "interrupt.h"

#include <ctime>

#include <csignal>

namespace scalescope::cli {
namespace {

// A signal handler reaches nothing but static storage, and may touch lock-free atomics only.
std::atomic<bool> interrupted{false};
std::atomic<std::int64_t> firstMs{0};
static_assert(std::atomic<bool>::is_always_lock_free &&
              std::atomic<std::int64_t>::is_always_lock_free);

/// A terminal, a batch system and a parent may all pass the same wish on.
constexpr std::int64_t kSameWishMs = 500;

std::int64_t milliseconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

void onSignal(int number) {
  if (!interrupted) {
    firstMs = milliseconds();
    interrupted = true;
  } else if (milliseconds() - firstMs > kSameWishMs) {
    std::signal(number, SIG_DFL);
    std::raise(number);
  }
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
