#include "sweep_slurm.h"

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/sweep/sweep_match.h"
#include "output.h"
#include "sweep_report.h"

namespace scalescope::cli {
namespace {

namespace fs = std::filesystem;

std::string shellWord(const std::string& text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

/// What a command of the shell prints; its exit code in `code`.
std::string outputOf(const std::string& command, int& code) {
  std::string text;
  std::FILE* pipe = popen(command.c_str(), "r");
  if (!pipe) fail(command, "cannot be started");
  std::array<char, 4096> piece{};
  while (const std::size_t count = std::fread(piece.data(), 1, piece.size(), pipe))
    text.append(piece.data(), count);
  const int status = pclose(pipe);
  code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  return text;
}

bool found(const std::string& program) {
  int code = 0;
  outputOf("command -v " + program, code);
  return code == 0;
}

void writePoints(const SweepPlan& plan, const fs::path& folder) {
  for (const char* each : {"points", "stores", "logs"}) {
    std::error_code error;
    fs::create_directories(folder / each, error);
    if (error) refuse((folder / each).string(), "cannot be made: " + error.message());
  }
  constexpr std::size_t kMost = std::size_t{1} << 26;
  for (std::size_t i = 0; i < plan.points.size(); ++i) {  // all are looked at before any is written
    const std::string path = folder / "points" / (pointName(i) + ".json");
    if (fs::exists(path) && readFile(path, kMost) != pointFile(plan, i))
      refuse(path, "belongs to another sweep; take another folder");
  }
  for (std::size_t i = 0; i < plan.points.size(); ++i)
    replaceFile(folder / "points" / (pointName(i) + ".json"), pointFile(plan, i));
}

StoredPoint pointIn(const SweepPlan& plan, std::size_t point, const fs::path& folder) {
  const std::string store = folder / "stores" / (pointName(point) + ".sqlite");
  if (!fs::exists(store) || fs::file_size(store) == 0) return {};
  const SweepPlan own{plan.name, plan.source, {plan.points[point]}};
  return matchPoints(own, StoreReader(store).runs()).front();
}

/// The points that Slurm has in its queue, waiting or running.
std::set<std::size_t> queued(const fs::path& folder) {
  std::set<std::string> jobs;
  std::string line;
  for (std::ifstream file(folder / "jobs"); std::getline(file, line);) jobs.insert(line);
  if (jobs.empty() || !found("squeue")) return {};
  int code = 0;
  std::istringstream lines(outputOf("squeue --noheader --array --format '%F %K'", code));
  if (code != 0)
    fail("squeue", "did not tell which jobs there are; exit code " + std::to_string(code));
  std::set<std::size_t> points;
  std::string job;
  for (std::size_t point = 0; lines >> job >> point;) {
    if (jobs.contains(job)) points.insert(point);
  }
  return points;
}

std::string submit(const fs::path& script, const std::string& array) {
  int code = 0;
  std::string job =
      outputOf("sbatch --parsable --array=" + array + " " + shellWord(script.string()), code);
  if (code != 0) fail("sbatch", "did not take the job array; exit code " + std::to_string(code));
  job = job.substr(0, job.find_first_of(";\n"));
  std::ofstream file(script.parent_path() / "jobs", std::ios::app);
  if (!(file << job << "\n" << std::flush))
    fail((script.parent_path() / "jobs").string(), "cannot be written");
  return job;
}

}  // namespace

std::string ownProgram() { return fs::read_symlink("/proc/self/exe").string(); }

int submitSweep(const SweepPlan& plan, const std::string& given, const SlurmOptions& options,
                bool wanted) {
  const fs::path folder = fs::absolute(given).lexically_normal();
  const std::string text = slurmScript(plan, folder.string(), options);
  writePoints(plan, folder);
  const fs::path script = folder / "sweep.sbatch";
  replaceFile(script.string(), text);
  const std::set<std::size_t> busy = queued(folder);
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < plan.points.size(); ++i) {
    const PointState state = pointIn(plan, i, folder).state;
    const bool done = state == PointState::finished || state == PointState::failed;
    if (!done && !busy.contains(i)) open.push_back(i);
  }
  std::string told;
  if (open.empty()) {
    told = busy.empty() ? "Every point is trained.\n"
                        : "Nothing to submit: what is not trained is in the queue.\n";
  } else if (wanted && found("sbatch")) {
    const std::string job = submit(script, arrayText(open));
    told = "Submitted job " + job + " for " + std::to_string(open.size()) + " of " +
           std::to_string(plan.points.size()) + " points.\n";
  } else {
    told = std::string(wanted ? "There is no sbatch here. " : "") +
           "To submit it:\n  sbatch --array=" + arrayText(open) + " " + shellWord(script.string()) +
           "\n";
  }
  print(told + "How far it is:\n  scalescope-cli sweep --status " + shellWord(folder.string()) +
        "\nOnce it is trained:\n  scalescope-cli merge " +
        shellWord((folder / "all.sqlite").string()) + " " +
        shellWord((folder / "stores").string()) + "/*.sqlite\n");
  return 0;
}

int showSlurmSweep(const std::string& given, bool json) {
  const fs::path folder = fs::absolute(given).lexically_normal();
  SweepPlan plan{folder.filename().string(), folder.string(), {}};
  std::vector<StoredPoint> stored;
  for (;;) {
    const std::string path = folder / "points" / (pointName(plan.points.size()) + ".json");
    if (!fs::exists(path)) break;
    plan.points.push_back(planSweep(readSweep(path)).points.front());
    stored.push_back(pointIn(plan, stored.size(), folder));
  }
  if (plan.points.empty()) refuse(folder.string(), "holds no sweep: there is no points/000.json");
  printSweep(plan, stored, json);
  return 0;
}

}  // namespace scalescope::cli
