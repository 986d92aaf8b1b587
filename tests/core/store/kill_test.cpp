#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <sstream>
#include <thread>

#include "core/store/check.h"
#include "core/store/store_samples.h"

namespace scalescope::test {
namespace {

using Clock = std::chrono::steady_clock;

class Kill : public StoreTest {
 protected:
  /// Starts the child, and kills it after a while; what it said goes to a file.
  Clock::time_point killAfter(std::chrono::milliseconds time) {
    const std::string log = this->log();
    const pid_t child = fork();
    if (child == 0) {
      const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      dup2(file, STDOUT_FILENO);
      execl(STORE_CHILD, STORE_CHILD, path_.c_str(), static_cast<char*>(nullptr));
      _exit(127);
    }
    std::this_thread::sleep_for(time);
    const auto killed = Clock::now();
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << status;
    return killed;
  }

  /// Steps that the child had handed over at a moment.
  std::int64_t stepsBy(Clock::time_point moment) {
    const double limit = std::chrono::duration<double>(moment.time_since_epoch()).count();
    std::istringstream lines(fileBytes(log()));
    std::int64_t steps = 0, result = 0;
    for (double time = 0; lines >> steps >> time;) {
      if (time <= limit) result = steps;
    }
    return result;
  }

  std::string log() const { return (folder_ / "log").string(); }
};

TEST_F(Kill, AtRandomMomentsLeavesTheStoreWholeAndLosesNothingOlderThanASecond) {
  std::mt19937 random(20240607);
  std::int64_t experiments = 0;
  for (int round = 0; round < 12; ++round) {
    SCOPED_TRACE(round);
    const int most = round % 4 == 3 ? 2500 : 400;  // some early, some with a second behind them
    const auto killed =
        killAfter(std::chrono::milliseconds(std::uniform_int_distribution(1, most)(random)));
    if (!std::filesystem::exists(path_) || std::filesystem::file_size(path_) == 0) continue;
    StoreWriter writer(path_);  // reopening marks the runs
    const CheckReport report = checkStore(path_);
    EXPECT_EQ(report.problems, std::vector<std::string>{});
    const StoreReader reader(path_);
    const auto runs = reader.runs();
    if (report.experiments == experiments) continue;  // killed before it began
    ASSERT_EQ(report.experiments, ++experiments);
    for (int run = 0; run < 2; ++run) {
      EXPECT_EQ(runs[static_cast<std::size_t>(run)].state, RunState::interrupted);
      EXPECT_GE(runs[static_cast<std::size_t>(run)].steps,
                stepsBy(killed - std::chrono::seconds(1)));
    }
    EXPECT_EQ(!reader.commonCheckpoints({runs[0].id, runs[1].id}).empty(), runs[0].steps >= 100);
  }
  EXPECT_GE(experiments, 3);
}

TEST_F(Kill, AReaderAloneSeesThatTheWriterIsGone) {
  killAfter(std::chrono::milliseconds(1500));
  const auto runs = StoreReader(path_).runs();
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0].state, RunState::interrupted);
  EXPECT_GT(runs[0].steps, 0);
}

}  // namespace
}  // namespace scalescope::test
