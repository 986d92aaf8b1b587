#pragma once

#include <string>
#include <vector>

#include "core/sweep/sweep_plan.h"

namespace scalescope {

/// What a job array asks of Slurm; what is left empty is the cluster's default.
struct SlurmOptions {
  std::string program;            ///< the scalescope-cli that jobs start
  std::string partition;          ///< --partition
  std::string time;               ///< --time
  int cpus = 1;                   ///< --cpus-per-task
  std::string gres;               ///< --gres: "gpu:1"
  std::vector<std::string> more;  ///< further #SBATCH options, as they are
};

/// "007": a point's name in the folder of a job array.
std::string pointName(std::size_t point);
/// "0-2,5,7-9": points as sbatch --array takes them.
std::string arrayText(const std::vector<std::size_t>& points);
/// The sweep of one point that a job trains, as a file.
std::string pointFile(const SweepPlan& plan, std::size_t point);

/// The batch script of a job array in `folder` (absolute): task N trains points/N.json into
/// stores/N.sqlite, goes on where an earlier job of it was stopped, and stops cleanly before it is
/// taken off. Error (input) for an option that holds a line break.
std::string slurmScript(const SweepPlan& plan, const std::string& folder,
                        const SlurmOptions& options);

}  // namespace scalescope
