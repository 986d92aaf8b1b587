#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace scalescope::cli {

/// How far training is, on standard error: a bar that is redrawn on a terminal, else a plain line
/// now and then.
class Progress {
 public:
  /// `bar` false: plain lines even on a terminal.
  Progress(std::int64_t from, std::int64_t total, bool bar);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// True when it is time to draw again; cheap.
  bool due() const;
  /// `note` tells how the runs do.
  void show(std::int64_t done, const std::string& note);
  void clear();  ///< takes the bar away, so that other lines can be written

 private:
  using Clock = std::chrono::steady_clock;
  std::int64_t from_;
  std::int64_t total_;
  bool bar_;
  bool drawn_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;  ///< when it was drawn
};

}  // namespace scalescope::cli
