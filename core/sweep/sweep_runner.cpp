#include "core/sweep/sweep_runner.h"

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/store/liveness.h"
#include "core/store/writer.h"
#include "core/sweep/child_process.h"
#include "core/sweep/slurm_script.h"

namespace scalescope {
namespace {

namespace fs = std::filesystem;

using Clock = std::chrono::steady_clock;

constexpr int kPollMs = 100;
constexpr auto kLookEvery = std::chrono::seconds(1);

/// A folder for the configurations that children read; gone at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (fs::temp_directory_path() / "scalescope-sweep-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) fail(pattern, phrase("cannot be made"));
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

struct Job {
  std::size_t point = 0;
  std::unique_ptr<ChildProcess> process;
  std::unique_ptr<WriterMark> claim;  ///< until it is in the store as it ended
  std::string message;                ///< the newest that is not about progress
};

std::int64_t stepsOf(const StoredPoint& point) {
  std::int64_t least = -1;
  for (const RunInfo& run : point.runs) least = least < 0 ? run.steps : std::min(least, run.steps);
  return std::max<std::int64_t>(least, 0);
}

class Runner {
 public:
  Runner(const SweepPlan& plan, const SweepOptions& options) : plan_(plan), options_(options) {
    stored_ = storedPoints(plan, options.store);
    steps_.resize(plan.points.size());
    progress_.points = plan.points.size();
    for (std::size_t i = 0; i < stored_.size(); ++i) {
      progress_.steps += plan.points[i].config.steps;
      sort(i);
    }
  }

  SweepOutcome run() {
    while (!jobs_.empty() || !queue_.empty() || !elsewhere_.empty()) {
      const bool stop = stopping();
      if (stop && jobs_.empty()) break;
      if (stop) interrupt();
      if (!elsewhere_.empty() && Clock::now() - looked_ >= kLookEvery) look();
      while (!stop && jobs_.size() < static_cast<std::size_t>(options_.jobs) && !queue_.empty())
        start();
      listen();
      tell();
    }
    outcome_.stopped = !queue_.empty() || !elsewhere_.empty() || wasInterrupted_;
    outcome_.points = storedPoints(plan_, options_.store);
    addTags();
    return std::move(outcome_);
  }

 private:
  std::string nameOf(std::size_t point) const {
    const std::string& label = plan_.points[point].label;
    return label.empty() ? plan_.points[point].config.name
                         : "point " + std::to_string(point) + " (" + label + ")";
  }

  void failed(std::size_t point, const std::string& why) {
    outcome_.failures.push_back(nameOf(point) + ": " + why);
    ++progress_.failed;
  }

  /// Decides what is to be done with a point.
  void sort(std::size_t point) {
    const StoredPoint& stored = stored_[point];
    steps_[point] = stepsOf(stored);
    switch (stored.state) {
      case PointState::finished:
        ++progress_.finished;
        break;
      case PointState::failed:
        failed(point, "failed before: " + failureOf(stored));
        break;
      case PointState::training:
        elsewhere_.push_back(point);
        break;
      case PointState::interrupted:
      case PointState::missing:
        queue_.push_back(point);
    }
  }

  /// Another sweep may train points of this one into the same store meanwhile.
  void look() {
    stored_ = storedPoints(plan_, options_.store);
    looked_ = Clock::now();
    std::vector<std::size_t> open(queue_.begin(), queue_.end());
    open.insert(open.end(), elsewhere_.begin(), elsewhere_.end());
    queue_.clear();
    elsewhere_.clear();
    for (const std::size_t point : open) sort(point);
  }

  static std::string failureOf(const StoredPoint& point) {
    for (const RunInfo& run : point.runs) {
      if (run.state == RunState::failed) return run.name + ": " + run.stateMessage;
    }
    return "it has no run that failed";
  }

  bool stopping() const {
    return (options_.stop && *options_.stop) || (options_.stopAtFailure && progress_.failed > 0);
  }

  void interrupt() {
    if (wasInterrupted_) return;
    wasInterrupted_ = true;
    for (const Job& job : jobs_) job.process->signal(SIGINT);
  }

  /// The next point that nobody else trains, and is not done by now.
  void start() {
    while (!queue_.empty()) {
      const std::size_t point = queue_.front();
      queue_.pop_front();
      const std::string config = toJson(plan_.points[point].config).dump();
      auto claim = WriterMark::claim(options_.store, std::hash<std::string>{}(config));
      if (!claim) {
        elsewhere_.push_back(point);
        continue;
      }
      stored_ = storedPoints(plan_, options_.store);
      const PointState state = stored_[point].state;
      if (state == PointState::missing || state == PointState::interrupted)
        return train(point, std::move(claim));
      sort(point);
    }
  }

  void train(std::size_t point, std::unique_ptr<WriterMark> claim) {
    std::vector<std::string> command{options_.program};
    if (stored_[point].state == PointState::interrupted) {
      command.insert(command.end(), {"resume", std::to_string(stored_[point].runs.front().id)});
    } else {
      const std::string file = folder_.path() / (pointName(point) + ".json");
      replaceFile(file, toJson(plan_.points[point].config).dump());
      command.insert(command.end(), {"run", file, "--tag", sweepTag(plan_.name)});
    }
    command.insert(command.end(), {"--store", options_.store});
    command.insert(command.end(), options_.arguments.begin(), options_.arguments.end());
    std::vector<std::string> environment;
    if (options_.threads > 0)
      environment.push_back("OMP_NUM_THREADS=" + std::to_string(options_.threads));
    jobs_.push_back(
        {point, std::make_unique<ChildProcess>(command, environment), std::move(claim), ""});
  }

  void listen() {
    std::vector<pollfd> pipes;
    pipes.reserve(jobs_.size());
    for (const Job& job : jobs_) pipes.push_back({job.process->pipe(), POLLIN, 0});
    poll(pipes.data(), pipes.size(), kPollMs);
    for (std::size_t i = 0; i < jobs_.size();) {
      bool ended = false;
      for (const std::string& line : jobs_[i].process->readLines(ended)) hear(jobs_[i], line);
      if (ended) {
        end(jobs_[i]);
        jobs_.erase(jobs_.begin() + static_cast<std::ptrdiff_t>(i));
      } else {
        ++i;
      }
    }
  }

  /// A line as "12%, step 60 of 500, …", or a message.
  void hear(Job& job, const std::string& line) {
    long long step = 0, all = 0;
    if (std::sscanf(line.c_str(), "%*d%%, step %lld of %lld", &step, &all) == 2) {
      steps_[job.point] = step;
    } else if (!line.empty()) {
      constexpr const char* own = "scalescope-cli: ";
      job.message =
          line.rfind(own, 0) == 0 ? line.substr(std::char_traits<char>::length(own)) : line;
    }
  }

  void end(Job& job) {
    const int code = job.process->wait();
    if (code == 0) {
      ++progress_.finished;
      steps_[job.point] = plan_.points[job.point].config.steps;
    } else if (!wasInterrupted_) {
      const std::string how = code >= 128 ? "was ended by signal " + std::to_string(code - 128)
                                          : "ended with code " + std::to_string(code);
      failed(job.point, job.message.empty() ? how : job.message);
    }
  }

  void tell() {
    if (!options_.onProgress) return;
    progress_.running = jobs_.size();
    progress_.elsewhere = elsewhere_.size();
    progress_.stepsDone = 0;
    for (const std::int64_t steps : steps_) progress_.stepsDone += steps;
    options_.onProgress(progress_);
  }

  /// A child that was killed at the wrong moment has left its experiment without one.
  void addTags() {
    const std::string tag = sweepTag(plan_.name);
    std::unique_ptr<StoreWriter> writer;
    for (StoredPoint& point : outcome_.points) {
      for (RunInfo& run : point.runs) {
        if (std::find(run.tags.begin(), run.tags.end(), tag) != run.tags.end()) continue;
        if (!writer) writer = std::make_unique<StoreWriter>(options_.store);
        run.tags.push_back(tag);
        writer->setTags(run.id, run.tags);
      }
    }
  }

  const SweepPlan& plan_;
  const SweepOptions& options_;
  TemporaryFolder folder_;
  std::vector<StoredPoint> stored_;
  std::vector<std::int64_t> steps_;  ///< done, by point
  std::deque<std::size_t> queue_;
  std::deque<std::size_t> elsewhere_;  ///< points that another program trains
  Clock::time_point looked_;
  std::vector<Job> jobs_;
  bool wasInterrupted_ = false;
  SweepProgress progress_;
  SweepOutcome outcome_;
};

}  // namespace

SweepOutcome runSweep(const SweepPlan& plan, const SweepOptions& options) {
  return Runner(plan, options).run();
}

}  // namespace scalescope
