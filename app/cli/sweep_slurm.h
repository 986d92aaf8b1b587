#pragma once

#include <string>

#include "core/sweep/slurm_script.h"

namespace scalescope::cli {

/// Writes the job array of a sweep into a folder and submits, if `submit`, what is neither finished
/// nor in Slurm's queue. Refused if the folder holds another sweep. Returns the exit code.
int submitSweep(const SweepPlan& plan, const std::string& folder, const SlurmOptions& options,
                bool submit);

/// Prints how far the job array in a folder is.
int showSlurmSweep(const std::string& folder, bool json);

/// The program that runs, to be started again.
std::string ownProgram();

}  // namespace scalescope::cli
