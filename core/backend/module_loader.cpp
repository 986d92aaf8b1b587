#include "core/backend/module_loader.h"

#include <dlfcn.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <utility>

namespace scalescope {
namespace {

constexpr const char* kModuleFile = "libscalescope_cuda.so";
constexpr const char* kModuleVariable = "SCALESCOPE_CUDA_MODULE";
constexpr const char* kDriver = "libcuda.so.1";
constexpr const char* kInstallDriver =
    "install NVIDIA's driver (a machine without an NVIDIA GPU trains on the CPU)";
constexpr const char* kBuildTogether = "build the program and its CUDA module together, once more";

LoadedModule refusal(std::string reason, std::string remedy) {
  LoadedModule none;
  none.reason = std::move(reason);
  none.remedy = std::move(remedy);
  return none;
}

/// Kept open, as all that belongs to CUDA.
bool canLoad(const char* library) { return dlopen(library, RTLD_LAZY | RTLD_LOCAL) != nullptr; }

/// Where libraries are missing, nobody should install them for a GPU that is not there.
LoadedModule withDriverNote(LoadedModule refused) {
  if (!canLoad(kDriver))
    refused.reason += std::string("; ") + kDriver + " not found either: no NVIDIA driver here";
  return refused;
}

LoadedModule driverMissing(const std::string& driver) {
  return refusal("no NVIDIA driver here: " + driver + " not found", kInstallDriver);
}

/// What the dynamic linker looked for in vain, from dlerror(); empty if something else is wrong.
/// Libraries that it has found are named with their path; the words after the name are in the
/// person's language.
std::string missingLibrary(const std::string& message) {
  const std::string name = message.substr(0, message.find(": "));
  const bool found = name.find('/') != std::string::npos;
  return found || name.find(".so") == std::string::npos ? "" : name;
}

/// " 12" of "libcublasLt.so.12"; empty if there is no number.
std::string majorOf(const std::string& library) {
  const std::size_t at = library.find(".so.");
  return at == std::string::npos ? "" : " " + library.substr(at + 4);
}

std::string remedyFor(const std::string& library) {
  const std::pair<const char*, const char*> products[] = {
      {"libcudnn", "cuDNN"}, {"libcublas", "cuBLAS of CUDA"}, {"libcudart", "the runtime of CUDA"}};
  std::string product = "the package that brings " + library;
  for (const auto& [prefix, name] : products) {
    if (library.rfind(prefix, 0) == 0) product = name + majorOf(library);
  }
  return "install " + product + ", or name its folder in LD_LIBRARY_PATH";
}

LoadedModule notLoadable(const std::string& file, const std::string& message) {
  const std::string library = missingLibrary(message);
  if (library.rfind("libcuda.so", 0) == 0) return driverMissing(library);
  if (!library.empty()) return withDriverNote(refusal(library + " not found", remedyFor(library)));
  return refusal("the CUDA module cannot be loaded: " + message,
                 "install the cuDNN and CUDA that it was built with, or build it again: " + file);
}

LoadedModule askForDevices(const BackendModule& module) {
  if (module.driver && !canLoad(module.driver)) return driverMissing(module.driver);
  try {
    ModuleReport report = module.report();
    if (report.devices.empty()) return refusal(std::move(report.reason), std::move(report.remedy));
    return {&module, std::move(report.devices), std::move(report.library), "", ""};
  } catch (const std::exception& error) {
    return refusal(std::string("the CUDA module failed: ") + error.what(), kBuildTogether);
  }
}

LoadedModule loadFile(const std::string& file) {
  // Now, not lazily: what is missing shows here, not in the midst of training.
  void* handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    const char* message = dlerror();
    return notLoadable(file, message ? message : "no reason given");
  }
  using Entry = decltype(&scalescopeBackendModule);
  const auto entry = reinterpret_cast<Entry>(dlsym(handle, "scalescopeBackendModule"));
  if (!entry)
    return refusal(file + " is no back end of ScaleScope: it lacks scalescopeBackendModule",
                   kBuildTogether);
  const BackendModule& module = *entry();
  if (module.abi != kBackendModuleAbi || std::strcmp(module.build, backendBuild()) != 0) {
    return refusal(file + " was built for another version of ScaleScope (" + module.build +
                       ", interface " + std::to_string(module.abi) + "; this is " + backendBuild() +
                       ", interface " + std::to_string(kBackendModuleAbi) + ")",
                   kBuildTogether);
  }
  return askForDevices(module);
}

}  // namespace

LoadedModule loadModule(const std::filesystem::path& file) {
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(file, unknown))
    return refusal(file.string() + " is not there", kBuildTogether);
  // A name without a slash would be looked for among the system's libraries.
  return loadFile(std::filesystem::absolute(file, unknown).string());
}

LoadedModule loadCudaModule(const char* named, const std::filesystem::path& programFolder) {
  std::error_code unknown;
  if (named && *named) {
    if (std::filesystem::is_regular_file(named, unknown)) return loadModule(named);
    return refusal(std::string(kModuleVariable) + " names " + named + ", and no such file is there",
                   std::string("correct ") + kModuleVariable + ", or unset it");
  }
  for (const auto& folder : {programFolder, programFolder / ".." / "lib" / "scalescope"}) {
    const auto file = folder / kModuleFile;
    if (std::filesystem::is_regular_file(file, unknown)) return loadModule(file);
  }
  return withDriverNote(refusal(
      std::string("this build has no CUDA back end: ") + kModuleFile + " is not beside the program",
      "build ScaleScope where nvcc and cuDNN 9 are, with cmake -DSCALESCOPE_CUDA=ON"));
}

const LoadedModule& cudaModule() {
  static const LoadedModule module = [] {
    std::error_code unknown;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", unknown);
    return loadCudaModule(std::getenv(kModuleVariable), program.parent_path());
  }();
  return module;
}

}  // namespace scalescope
