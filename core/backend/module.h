#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/backend/backend.h"
#include "core/base/phrases.h"

// What a program and a back end in a shared library of its own (a module) agree upon. Both are
// built from the same sources, so C++ types cross; `abi` and `build` are compared before anything
// else.
namespace scalescope {

/// Raised at every change of Backend, of what its functions take or give, or of the types here.
inline constexpr int kBackendModuleAbi = 7;

/// The version of ScaleScope that the calling code was built as: "0.1.0".
const char* backendBuild();

/// One device; its place in the list is its number.
struct ModuleDevice {
  std::string name;    ///< "NVIDIA H100 80GB HBM3"
  std::string detail;  ///< "80 GB, compute capability 9.0"
  bool usable = false;
  Sentence reason = "";  ///< why it is not usable, in plain words
  Sentence remedy = "";  ///< what a person can do about it: "install …"
};

/// What a module finds on this machine.
struct ModuleReport {
  std::vector<ModuleDevice> devices;
  std::string library;   ///< "cuDNN 9.19.0, cuBLASLt 13.1"
  Sentence reason = "";  ///< why there is no device at all, such as a driver that is too old
  Sentence remedy = "";
};

/// What a module exports.
struct BackendModule {
  // These two stay where they are in all versions.
  int abi = 0;                  ///< kBackendModuleAbi of the module
  const char* build = nullptr;  ///< backendBuild() of the module

  /// The library that the devices' driver brings, "libcuda.so.1": where it is not found, nothing
  /// below is called. Null: needs none.
  const char* driver = nullptr;
  /// Called once, from any thread, at the start of a program that may never train on a device:
  /// takes no device memory.
  ModuleReport (*report)() = nullptr;
  /// A back end on a usable device of the report. Error (failed) if the device refuses.
  std::unique_ptr<Backend> (*make)(int device) = nullptr;
};

}  // namespace scalescope

/// The one symbol that a module exports; what it gives is valid for the life of the process.
extern "C" [[gnu::visibility("default")]] const scalescope::BackendModule*
scalescopeBackendModule();
