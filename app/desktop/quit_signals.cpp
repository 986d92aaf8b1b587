#include "quit_signals.h"

#include <fcntl.h>
#include <unistd.h>

#include <QSocketNotifier>
#include <array>
#include <csignal>

namespace scalescope {
namespace {

// A signal handler reaches nothing but static storage, and may do little more than write().
int writeEnd = -1;

void onSignal(int number) {
  std::signal(number, SIG_DFL);
  const char byte = 0;
  [[maybe_unused]] const ssize_t written = write(writeEnd, &byte, 1);
}

}  // namespace

void onQuitSignal(QObject* context, std::function<void()> quit) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return;  // signals end the process, then
  writeEnd = ends[1];
  auto* notifier = new QSocketNotifier(ends[0], QSocketNotifier::Read, context);
  QObject::connect(notifier, &QSocketNotifier::activated, context,
                   [notifier, quit = std::move(quit)] {
                     notifier->setEnabled(false);
                     quit();
                   });
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) std::signal(number, onSignal);
}

}  // namespace scalescope
