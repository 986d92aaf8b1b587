#include "core/sweep/slurm_script.h"

#include <algorithm>
#include <cctype>
#include <cstdio>

#include "core/base/error.h"

namespace scalescope {
namespace {

std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

/// sbatch reads its options to the end of the line, and takes quotes off.
std::string option(const std::string& text) {
  if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20; }))
    refuse("--slurm", {phrase("a line break has no place in the option \"%1\""), {text}});
  return "#SBATCH " + text + "\n";
}

/// What stands behind a blank, sbatch takes for an option of its own.
const std::string& oneWord(const std::string& value) {
  if (value.find_first_of(" \t") != std::string::npos)
    refuse("--slurm", {phrase("a blank has no place in \"%1\""), {value}});
  return value;
}

/// A path in which Slurm replaces nothing: "%%" stands for a "%" (sbatch, "filename pattern").
std::string literally(const std::string& path) {
  std::string text;
  for (const char c : path) text += c == '%' ? std::string("%%") : std::string(1, c);
  return text;
}

std::string jobName(const std::string& sweep) {
  std::string name = "sweep-";
  for (const char c : sweep) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '-';
  return name.substr(0, 60);
}

}  // namespace

std::string pointName(std::size_t point) {
  char name[24];
  std::snprintf(name, sizeof name, "%03zu", point);
  return name;
}

std::string arrayText(const std::vector<std::size_t>& points) {
  std::string text;
  for (std::size_t i = 0; i < points.size();) {
    std::size_t last = i;
    while (last + 1 < points.size() && points[last + 1] == points[last] + 1) ++last;
    text += (text.empty() ? "" : ",") + std::to_string(points[i]);
    if (last > i) text += "-" + std::to_string(points[last]);
    i = last + 1;
  }
  return text;
}

std::string pointFile(const SweepPlan& plan, std::size_t point) {
  const OrderedJson json{{"scalescope_sweep", 1},
                         {"name", plan.name},
                         {"configuration", toJson(plan.points[point].config)}};
  return json.dump(2) + "\n";
}

std::string slurmScript(const SweepPlan& plan, const std::string& folder,
                        const SlurmOptions& options) {
  std::string text = "#!/bin/sh\n";
  text += option("--job-name=" + jobName(plan.name));
  text += option("--output=\"" + literally(folder) + "/logs/%a.log\"");
  text += option("--open-mode=append");
  text += option("--requeue");
  text += option("--cpus-per-task=" + std::to_string(options.cpus));
  text += option(
      "--signal=B:INT@30");  // half a minute before the time is over: stop, keep a checkpoint
  if (!options.partition.empty()) text += option("--partition=" + oneWord(options.partition));
  if (!options.time.empty()) text += option("--time=" + oneWord(options.time));
  if (!options.gres.empty()) text += option("--gres=" + oneWord(options.gres));
  for (const std::string& each : options.more) text += option(each);
  text +=
      "\n# Task N trains points/N.json into stores/N.sqlite. Started again, it goes on where it "
      "was stopped.\n";
  text += "point=$(printf '%03d' \"$SLURM_ARRAY_TASK_ID\")\n";
  text += "folder=" + quoted(folder) + "\n";
  text += "export OMP_NUM_THREADS=${SLURM_CPUS_PER_TASK:-" + std::to_string(options.cpus) + "}\n";
  // exec: signals of Slurm meet the program itself.
  text +=
      "exec " + quoted(options.program) +
      " sweep \"$folder/points/$point.json\" --store \"$folder/stores/$point.sqlite\" --jobs 1\n";
  return text;
}

}  // namespace scalescope
