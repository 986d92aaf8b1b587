#include "core/backend/cuda/devices.h"

#include <cstdio>

#include "core/backend/cuda/check.h"

namespace scalescope::cuda {
namespace {

std::string dotted(std::size_t version, std::size_t majorUnit, std::size_t minorUnit) {
  return std::to_string(version / majorUnit) + "." +
         std::to_string(version % majorUnit / minorUnit) + "." +
         std::to_string(version % minorUnit);
}

/// The oldest that kernels are compiled for.
constexpr int kLeastMajor = 7;
constexpr int kLeastMinor = 5;

std::string capability(int major, int minor) {
  return "compute capability " + std::to_string(major) + "." + std::to_string(minor);
}

ModuleDevice deviceEntry(int number) {
  cudaDeviceProp properties{};
  const cudaError_t error = cudaGetDeviceProperties(&properties, number);
  ModuleDevice device;
  if (error != cudaSuccess) {
    device.name = "NVIDIA GPU " + std::to_string(number);
    device.reason = cudaGetErrorString(error);
    device.remedy = "look at it with nvidia-smi";
    return device;
  }
  char memory[32];
  std::snprintf(memory, sizeof memory, "%.1f GiB",
                static_cast<double>(properties.totalGlobalMem) / (1 << 30));
  device.name = properties.name;
  device.detail = std::string(memory) + ", " + capability(properties.major, properties.minor);
  device.usable = properties.major > kLeastMajor ||
                  (properties.major == kLeastMajor && properties.minor >= kLeastMinor);
  if (!device.usable) {
    device.reason =
        "its architecture is too old: " + capability(properties.major, properties.minor);
    device.remedy = "a GPU from " + capability(kLeastMajor, kLeastMinor) + " (Turing) on is needed";
  }
  return device;
}

std::string cudaVersion(int version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

void explainNoDevice(ModuleReport& report, cudaError_t error) {
  int driver = 0;
  int runtime = 0;
  static_cast<void>(cudaDriverGetVersion(&driver));
  static_cast<void>(cudaRuntimeGetVersion(&runtime));
  if (error == cudaErrorInsufficientDriver) {
    report.reason = driver == 0
                        ? "no NVIDIA driver here"
                        : "the NVIDIA driver is older than the runtime: it supports CUDA " +
                              cudaVersion(driver) + ", this build needs " + cudaVersion(runtime);
    report.remedy = "install a newer NVIDIA driver";
  } else if (error == cudaErrorNoDevice || error == cudaSuccess) {
    report.reason = "no CUDA device here";
    report.remedy = "see that nvidia-smi lists the GPU and CUDA_VISIBLE_DEVICES does not hide it";
  } else {
    report.reason = std::string("the CUDA runtime does not start: ") + cudaGetErrorString(error);
    report.remedy = "see whether nvidia-smi works; a restart of the machine may help";
  }
}

}  // namespace

ModuleReport reportDevices() {
  ModuleReport report;
  report.library = libraryVersions();
  int count = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  if (error != cudaSuccess || count == 0) {
    explainNoDevice(report, error);
    return report;
  }
  for (int i = 0; i < count; ++i) report.devices.push_back(deviceEntry(i));
  return report;
}

std::string deviceName(int device) {
  cudaDeviceProp properties{};
  check(cudaGetDeviceProperties(&properties, device), "asking for the GPU's name");
  return properties.name;
}

std::string libraryVersions() {
  return "cuDNN " + dotted(cudnnGetVersion(), 10000, 100) + ", cuBLASLt " +
         dotted(cublasLtGetVersion(), 10000, 100);
}

}  // namespace scalescope::cuda
