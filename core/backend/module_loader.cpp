#include "core/backend/module_loader.h"

#include <dlfcn.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <utility>

#include "core/base/phrases.h"

namespace scalescope {
namespace {

constexpr const char* kModuleFile = "libscalescope_cuda.so";
constexpr const char* kModuleVariable = "SCALESCOPE_CUDA_MODULE";
constexpr const char* kDriver = "libcuda.so.1";
constexpr Phrase kInstallDriver =
    phrase("install NVIDIA's driver (a machine without an NVIDIA GPU trains on the CPU)");
constexpr Phrase kBuildTogether =
    phrase("build the program and its CUDA module together, once more");

LoadedModule refusal(const Sentence& reason, const Sentence& remedy) {
  LoadedModule none;
  none.reason = reason;
  none.remedy = remedy;
  return none;
}

/// Kept open, as all that belongs to CUDA.
bool canLoad(const char* library) { return dlopen(library, RTLD_LAZY | RTLD_LOCAL) != nullptr; }

/// Where libraries are missing, nobody should install them for a GPU that is not there.
Sentence withDriverNote(const Sentence& reason) {
  if (canLoad(kDriver)) return reason;
  return {phrase("%1; %2 not found either: no NVIDIA driver here"), {reason, kDriver}};
}

LoadedModule driverMissing(const std::string& driver) {
  return refusal({phrase("no NVIDIA driver here: %1 not found"), {driver}}, kInstallDriver);
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

Sentence productOf(const std::string& library) {
  const std::pair<const char*, Phrase> products[] = {
      {"libcudnn", phrase("cuDNN%1")},
      {"libcublas", phrase("cuBLAS of CUDA%1")},
      {"libcudart", phrase("the runtime of CUDA%1")}};
  for (const auto& [prefix, name] : products) {
    if (library.rfind(prefix, 0) == 0) return {name, {majorOf(library)}};
  }
  return {phrase("the package that brings %1"), {library}};
}

Sentence remedyFor(const std::string& library) {
  return {phrase("install %1, or name its folder in LD_LIBRARY_PATH"), {productOf(library)}};
}

LoadedModule notLoadable(const std::string& file, const std::string& message) {
  const std::string library = missingLibrary(message);
  if (library.rfind("libcuda.so", 0) == 0) return driverMissing(library);
  if (!library.empty())
    return refusal(withDriverNote({phrase("%1 not found"), {library}}), remedyFor(library));
  return refusal(
      {phrase("the CUDA module cannot be loaded: %1"), {message}},
      {phrase("install the cuDNN and CUDA that it was built with, or build it again: %1"), {file}});
}

LoadedModule askForDevices(const BackendModule& module) {
  if (module.driver && !canLoad(module.driver)) return driverMissing(module.driver);
  try {
    ModuleReport report = module.report();
    if (report.devices.empty()) return refusal(report.reason, report.remedy);
    return {&module, std::move(report.devices), std::move(report.library), "", ""};
  } catch (const std::exception& error) {
    return refusal({phrase("the CUDA module failed: %1"), {error.what()}}, kBuildTogether);
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
    return refusal(
        {phrase("%1 is no back end of ScaleScope: it lacks scalescopeBackendModule"), {file}},
        kBuildTogether);
  const BackendModule& module = *entry();
  if (module.abi != kBackendModuleAbi || std::strcmp(module.build, backendBuild()) != 0) {
    return refusal({phrase("%1 was built for another version of ScaleScope (%2, interface %3; this "
                           "is %4, interface %5)"),
                    {file, module.build, std::to_string(module.abi), backendBuild(),
                     std::to_string(kBackendModuleAbi)}},
                   kBuildTogether);
  }
  return askForDevices(module);
}

}  // namespace

LoadedModule loadModule(const std::filesystem::path& file) {
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(file, unknown))
    return refusal({phrase("%1 is not there"), {file.string()}}, kBuildTogether);
  // A name without a slash would be looked for among the system's libraries.
  return loadFile(std::filesystem::absolute(file, unknown).string());
}

LoadedModule loadCudaModule(const char* named, const std::filesystem::path& programFolder) {
  std::error_code unknown;
  if (named && *named) {
    if (std::filesystem::is_regular_file(named, unknown)) return loadModule(named);
    return refusal({phrase("%1 names %2, and no such file is there"), {kModuleVariable, named}},
                   {phrase("correct %1, or unset it"), {kModuleVariable}});
  }
  for (const auto& folder : {programFolder, programFolder / ".." / "lib" / "scalescope"}) {
    const auto file = folder / kModuleFile;
    if (std::filesystem::is_regular_file(file, unknown)) return loadModule(file);
  }
  return refusal(
      withDriverNote(
          {phrase("this build has no CUDA back end: %1 is not beside the program"), {kModuleFile}}),
      phrase("build ScaleScope where nvcc and cuDNN 9 are, with cmake -DSCALESCOPE_CUDA=ON"));
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
