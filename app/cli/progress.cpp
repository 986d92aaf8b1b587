#include "progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "output.h"

namespace scalescope::cli {
namespace {

constexpr std::chrono::milliseconds kBarPeriod{100};
constexpr std::chrono::seconds kLinePeriod{5};

std::size_t terminalColumns() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string barText(double share) {
  constexpr int kCells = 24;
  const int full = static_cast<int>(share * kCells);
  return "[" + std::string(static_cast<std::size_t>(full), '#') +
         std::string(static_cast<std::size_t>(kCells - full), '-') + "] ";
}

}  // namespace

Progress::Progress(std::int64_t from, std::int64_t total, bool bar)
    : from_(from),
      total_(std::max<std::int64_t>(total, 1)),
      bar_(bar && isatty(STDERR_FILENO) == 1) {}

bool Progress::due() const {
  const auto now = Clock::now();
  return bar_ ? now - last_ >= kBarPeriod : now - last_ >= kLinePeriod;
}

void Progress::show(std::int64_t done, const std::string& note) {
  last_ = Clock::now();
  const double seconds = std::chrono::duration<double>(last_ - start_).count();
  const double rate = seconds > 0 ? static_cast<double>(done - from_) / seconds : 0.0;
  const double share =
      std::clamp(static_cast<double>(done) / static_cast<double>(total_), 0.0, 1.0);
  std::string text = std::to_string(static_cast<int>(share * 100)) + "%, step " +
                     std::to_string(done) + " of " + std::to_string(total_);
  if (rate > 0) {
    text += ", " + numberText(rate) + " steps/s, " +
            durationText(static_cast<double>(total_ - done) / rate) + " left";
  }
  if (!note.empty()) text += "; " + note;
  if (!bar_) {
    std::fprintf(stderr, "%s\n", text.c_str());
    return;
  }
  text = (barText(share) + text).substr(0, terminalColumns() - 1);
  std::fprintf(stderr, "\r\033[K%s", text.c_str());
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::clear() {
  if (drawn_) std::fputs("\r\033[K", stderr);
  drawn_ = false;
}

}  // namespace scalescope::cli
