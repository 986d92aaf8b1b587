#include "core/sweep/child_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "core/base/error.h"

namespace scalescope {
namespace {

std::vector<char*> pointersTo(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> withInherited(const std::vector<std::string>& own) {
  std::vector<std::string> all = own;
  for (char** each = environ; *each; ++each) {
    const std::string text = *each;
    const std::string name = text.substr(0, text.find('=') + 1);
    bool replaced = false;
    for (const std::string& other : own) replaced = replaced || other.rfind(name, 0) == 0;
    if (!replaced) all.push_back(text);
  }
  return all;
}

/// What happens in the child, between fork and exec: nothing but system calls.
[[noreturn]] void becomeChild(char* const* command, char* const* environment, int errors,
                              pid_t parent) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(126);  // it ended before that
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) ::signal(number, SIG_DFL);
  const int nothing = open("/dev/null", O_RDWR);
  dup2(nothing, STDIN_FILENO);
  dup2(nothing, STDOUT_FILENO);
  dup2(errors, STDERR_FILENO);
  execve(command[0], command, environment);
  _exit(127);
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& command,
                           const std::vector<std::string>& environment) {
  std::vector<std::string> words = command;
  std::vector<std::string> variables = withInherited(environment);
  const auto arguments = pointersTo(words);
  const auto settings = pointersTo(variables);
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail(command.front(), std::strerror(errno));
  const pid_t parent = getpid();
  process_ = fork();
  if (process_ == 0) becomeChild(arguments.data(), settings.data(), ends[1], parent);
  const int error = errno;
  close(ends[1]);
  pipe_ = ends[0];
  if (process_ < 0) {
    close(pipe_);
    fail(command.front(), {phrase("cannot be started: %1"), {std::strerror(error)}});
  }
  fcntl(pipe_, F_SETFL, O_NONBLOCK);
}

ChildProcess::~ChildProcess() {
  if (process_ > 0) {
    signal(SIGKILL);
    wait();
  }
  close(pipe_);
}

std::vector<std::string> ChildProcess::readLines(bool& ended) {
  std::array<char, 4096> piece{};
  for (;;) {
    const ssize_t count = read(pipe_, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) ended = true;
    if (count <= 0) break;
    rest_.append(piece.data(), static_cast<std::size_t>(count));
  }
  std::vector<std::string> lines;
  std::size_t from = 0;
  for (std::size_t at = rest_.find('\n'); at != std::string::npos; at = rest_.find('\n', from)) {
    lines.push_back(rest_.substr(from, at - from));
    from = at + 1;
  }
  rest_.erase(0, from);
  return lines;
}

void ChildProcess::signal(int number) const {
  if (process_ > 0) kill(process_, number);
}

int ChildProcess::wait() {
  int status = 0;
  while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace scalescope
