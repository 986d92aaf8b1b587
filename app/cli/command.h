#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace scalescope::cli {

/// What a call has to do once its arguments are read; returns the exit code. Errors are thrown.
using Action = std::function<int()>;

// Each adds its subcommands; the one that is called sets `action`.
void addTrainingCommands(CLI::App& app, Action& action);   ///< run, resume
void addLessonCommand(CLI::App& app, Action& action);      ///< lesson
void addWeightCommands(CLI::App& app, Action& action);     ///< init, weights
void addPytorchCommand(CLI::App& app, Action& action);     ///< pytorch
void addReplayCommand(CLI::App& app, Action& action);      ///< replay
void addForkCommand(CLI::App& app, Action& action);        ///< fork
void addStoreCommands(CLI::App& app, Action& action);      ///< list, show, check
void addCompareCommand(CLI::App& app, Action& action);     ///< compare
void addCulpritCommand(CLI::App& app, Action& action);     ///< culprit
void addDivergenceCommand(CLI::App& app, Action& action);  ///< divergence
void addInspectCommands(CLI::App& app, Action& action);    ///< inspect, whatif
void addExchangeCommands(CLI::App& app, Action& action);   ///< export, import
void addSweepCommand(CLI::App& app, Action& action);       ///< sweep
void addMergeCommand(CLI::App& app, Action& action);       ///< merge
void addDeviceCommand(CLI::App& app, Action& action);      ///< devices
void addBenchCommand(CLI::App& app, Action& action);       ///< bench
void addBitsCommand(CLI::App& app, Action& action);        ///< bits

/// `path`, or the default store if it is empty.
std::string storeOrDefault(const std::string& path);
/// Adds "--store F" in the same words everywhere.
void addStoreOption(CLI::App& command, std::string& path);

/// Takes a positive finite number, also written as "2^16" or "1.5*2^10", into `value`.
CLI::Option* addPositiveOption(CLI::App& command, const std::string& names, double& value,
                               const std::string& help);

}  // namespace scalescope::cli
