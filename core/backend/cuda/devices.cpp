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
    device.remedy = phrase("look at it with nvidia-smi");
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
    device.reason = {phrase("its architecture is too old: %1"),
                     {capability(properties.major, properties.minor)}};
    device.remedy = {phrase("a GPU from %1 (Turing) on is needed"),
                     {capability(kLeastMajor, kLeastMinor)}};
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
  Sentence reason(phrase("no NVIDIA driver here"));
  Sentence remedy(phrase("install a newer NVIDIA driver"));
  if (error == cudaErrorInsufficientDriver && driver != 0) {
    reason = {phrase("the NVIDIA driver is older than the runtime: it supports CUDA %1, this build "
                     "needs %2"),
              {cudaVersion(driver), cudaVersion(runtime)}};
  } else if (error == cudaErrorNoDevice || error == cudaSuccess) {
    reason = phrase("no CUDA device here");
    remedy = phrase("see that nvidia-smi lists the GPU and CUDA_VISIBLE_DEVICES does not hide it");
  } else if (error != cudaErrorInsufficientDriver) {
    reason = {phrase("the CUDA runtime does not start: %1"), {cudaGetErrorString(error)}};
    remedy = phrase("see whether nvidia-smi works; a restart of the machine may help");
  }
  report.reason = reason;
  report.remedy = remedy;
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
  check(cudaGetDeviceProperties(&properties, device), phrase("asking for the GPU's name"));
  return properties.name;
}

std::string libraryVersions() {
  return "cuDNN " + dotted(cudnnGetVersion(), 10000, 100) + ", cuBLASLt " +
         dotted(cublasLtGetVersion(), 10000, 100);
}

}  // namespace scalescope::cuda
