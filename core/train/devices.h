#pragma once

#include <string>
#include <vector>

#include "core/backend/module_loader.h"
#include "core/train/experiment.h"

namespace scalescope {

/// A device, and whether it can be used here.
struct DeviceEntry {
  std::string backend;        ///< "cpu", "cuda"
  Sentence description = "";  ///< as describe(); empty if there is no device
  bool offered = false;       ///< an experiment that asks for `backend` computes on it
  Sentence reason = "";       ///< why it is not offered, in plain words
  Sentence remedy = "";       ///< what a person can do about it
};

/// Where the CUDA module comes from; only called where it may be needed.
using ModuleSource = const LoadedModule& (*)();

/// "AMD EPYC, oneDNN 2.6.3, 2 threads"
Sentence describe(const BackendInfo& info);
/// What a list of devices shows: the description, and why it is not offered.
Sentence summary(const DeviceEntry& entry);
/// "reason; remedy"
Sentence refusal(const DeviceEntry& entry);

/// The processor and every CUDA device. At most one entry of a back end is offered; where none is,
/// there is still one that says why.
std::vector<DeviceEntry> listDevices(ModuleSource cuda = cudaModule);
/// The entry that `backend` ("auto", "cpu", "cuda") stands for: it computes there, or says why not.
/// Null if there is none.
const DeviceEntry* entryOf(const std::vector<DeviceEntry>& devices, const std::string& backend);

/// A factory for "cpu", "cuda" or "auto" (CUDA where it is offered, else the processor); Error
/// (input) with reason and remedy when it is not offered. `threads` of the processor are used at
/// most (0: all).
BackendFactory backendFactory(const std::string& backend, int threads = 0,
                              ModuleSource cuda = cudaModule);
/// How many threads of a processor the steps of an experiment can keep busy.
int usefulThreads(const ExperimentConfig& config);
/// The same for an experiment, with no more threads than its steps can keep busy: in a small
/// network, waiting for each other would take longer than the work.
/// `source` names the configuration in messages.
BackendFactory backendFactoryFor(const ExperimentConfig& config, const Sentence& source);

}  // namespace scalescope
