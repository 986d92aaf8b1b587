#include "core/train/devices.h"

#include <algorithm>

#include "core/backend/cpu/cpu_backend.h"
#include "core/base/error.h"
#include "core/nn/shape_inference.h"

namespace scalescope {
namespace {

DeviceEntry cpuEntry() { return {"cpu", describe(makeCpuBackend()->info()), true, "", ""}; }

/// The device that "cuda" stands for; the number of devices if none is usable.
std::size_t firstUsable(const LoadedModule& cuda) {
  const auto usable = [](const ModuleDevice& device) { return device.usable; };
  return static_cast<std::size_t>(std::find_if(cuda.devices.begin(), cuda.devices.end(), usable) -
                                  cuda.devices.begin());
}

std::vector<DeviceEntry> cudaEntries(const LoadedModule& cuda) {
  if (cuda.devices.empty()) return {{"cuda", "", false, cuda.reason, cuda.remedy}};
  std::vector<DeviceEntry> entries;
  const std::size_t chosen = firstUsable(cuda);
  for (std::size_t i = 0; i < cuda.devices.size(); ++i) {
    const ModuleDevice& device = cuda.devices[i];
    std::string description = device.name;
    for (const std::string& part : {device.detail, cuda.library}) {
      if (!part.empty()) description += ", " + part;
    }
    if (i == chosen) {
      entries.push_back({"cuda", description, true, "", ""});
    } else if (device.usable) {
      entries.push_back({"cuda", description, false,
                         phrase("ScaleScope computes on the first usable GPU"),
                         phrase("CUDA_VISIBLE_DEVICES chooses another")});
    } else {
      entries.push_back({"cuda", description, false, device.reason, device.remedy});
    }
  }
  return entries;
}

/// Of what is wrong with a back end; `source`: of the experiment that asks for it, or null.
Sentence placeOf(const std::string& backend, const Sentence* source) {
  Sentence own{phrase("back end \"%1\""), {backend}};
  if (!source) return own;
  return {phrase("%1: %2: %3"), {*source, "/backend", own}};
}

BackendFactory cudaFactory(const LoadedModule& cuda, const Sentence* source) {
  const std::size_t device = firstUsable(cuda);
  if (device == cuda.devices.size()) {
    refuse(placeOf("cuda", source),
           {phrase("not offered: %1"), {refusal(cudaEntries(cuda).front())}});
  }
  return [make = cuda.module->make, device] { return make(static_cast<int>(device)); };
}

BackendFactory factoryFor(const std::string& backend, int threads, ModuleSource cuda,
                          const Sentence* source) {
  if (backend == "cuda") return cudaFactory(cuda(), source);
  if (backend != "auto" && backend != "cpu")
    refuse(placeOf(backend, source), phrase("unknown; allowed: \"auto\", \"cpu\", \"cuda\""));
  if (backend == "auto" && firstUsable(cuda()) < cuda().devices.size())
    return cudaFactory(cuda(), source);
  return [threads] { return makeCpuBackend(threads); };
}

}  // namespace

Sentence describe(const BackendInfo& info) {
  const std::string names = info.device + ", " + info.library;
  if (info.threads <= 0) return names;
  return {info.threads == 1 ? phrase("%1, %2 thread") : phrase("%1, %2 threads"),
          {names, std::to_string(info.threads)}};
}

Sentence summary(const DeviceEntry& entry) {
  if (entry.offered) return entry.description;
  if (entry.description.inEnglish().empty()) return entry.reason;
  return {phrase("%1: %2"), {entry.description, entry.reason}};
}

Sentence refusal(const DeviceEntry& entry) {
  if (entry.remedy.inEnglish().empty()) return entry.reason;
  return {phrase("%1; %2"), {entry.reason, entry.remedy}};
}

std::vector<DeviceEntry> listDevices(ModuleSource cuda) {
  std::vector<DeviceEntry> entries{cpuEntry()};
  for (DeviceEntry& entry : cudaEntries(cuda())) entries.push_back(std::move(entry));
  return entries;
}

const DeviceEntry* entryOf(const std::vector<DeviceEntry>& devices, const std::string& backend) {
  if (backend == "auto") {
    const DeviceEntry* cuda = entryOf(devices, "cuda");
    return cuda && cuda->offered ? cuda : entryOf(devices, "cpu");
  }
  const DeviceEntry* found = nullptr;
  for (const DeviceEntry& entry : devices) {
    if (entry.backend != backend) continue;
    if (entry.offered) return &entry;
    if (!found) found = &entry;
  }
  return found;
}

BackendFactory backendFactory(const std::string& backend, int threads, ModuleSource cuda) {
  return factoryFor(backend, threads, cuda, nullptr);
}

int usefulThreads(const ExperimentConfig& config) {
  // Measured on two cores: where a second thread begins to pay.
  constexpr std::int64_t kWorkPerThread = 4'000'000;
  constexpr std::int64_t kMostThreads = 1024;
  const std::int64_t work = forwardWork(config.network, config.batchSize);
  return static_cast<int>(std::min(1 + work / kWorkPerThread, kMostThreads));
}

BackendFactory backendFactoryFor(const ExperimentConfig& config, const Sentence& source) {
  return factoryFor(config.backend, usefulThreads(config), cudaModule, &source);
}

}  // namespace scalescope
