#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace scalescope {

/// A program that was started, with no input and its standard output thrown away; what it says on
/// standard error comes through a pipe. It is in a process group of its own, so that Ctrl-C on a
/// terminal does not reach it, and is told to stop (SIGTERM) when the thread that started it ends,
/// however that ends.
class ChildProcess {
 public:
  /// `environment`: "NAME=value", in place of what is inherited. Error (failed) if it cannot be
  /// started.
  ChildProcess(const std::vector<std::string>& command,
               const std::vector<std::string>& environment);
  ~ChildProcess();  ///< kills what still runs
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  int pipe() const { return pipe_; }  ///< to poll for reading
  /// Whole lines that have come; returns at once. `ended` is set when no more will come.
  std::vector<std::string> readLines(bool& ended);
  void signal(int number) const;
  /// Waits for the end: its exit code, or 128 and the signal that ended it.
  int wait();

 private:
  pid_t process_ = -1;
  int pipe_ = -1;
  std::string rest_;
};

}  // namespace scalescope
