#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/backend/module.h"

namespace scalescope {

/// A module, or why there is none.
struct LoadedModule {
  const BackendModule* module = nullptr;  ///< null exactly if `devices` is empty
  std::vector<ModuleDevice> devices;
  std::string library;
  Sentence reason = "";  ///< why there is no device, in plain words
  Sentence remedy = "";  ///< what a person can do about it
};

/// Loads a module and asks it for its devices. A file that loads stays loaded for the life of the
/// process: CUDA's libraries do not survive being unloaded.
LoadedModule loadModule(const std::filesystem::path& file);

/// Finds the CUDA module and loads it: the file `named`, which then alone counts; if that is null
/// or empty, libscalescope_cuda.so in the program's folder or in ../lib/scalescope beside it.
LoadedModule loadCudaModule(const char* named, const std::filesystem::path& programFolder);

/// The CUDA module for this program, named by the environment variable SCALESCOPE_CUDA_MODULE.
/// Loaded at the first call.
const LoadedModule& cudaModule();

}  // namespace scalescope
