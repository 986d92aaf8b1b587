#include "core/train/devices.h"

#include <gtest/gtest.h>

#include "core/backend/cpu/cpu_backend.h"
#include "core/refusal.h"
#include "core/train/fixtures.h"

namespace scalescope {
namespace {

using namespace test;

int deviceMade = -1;

const BackendModule recordingModule{kBackendModuleAbi, "", nullptr, nullptr,
                                    [](int device) -> std::unique_ptr<Backend> {
                                      deviceMade = device;
                                      return makeCpuBackend(1);
                                    }};

const LoadedModule& noModule() {
  static const LoadedModule none{nullptr, {}, "", "no driver here", "install it"};
  return none;
}
const LoadedModule& threeGpus() {
  static const LoadedModule three{&recordingModule,
                                  {{"Old", "2 GB", false, "too old", "buy a newer one"},
                                   {"H100", "80 GB", true, "", ""},
                                   {"H200", "141 GB", true, "", ""}},
                                  "cuDNN 9",
                                  "",
                                  ""};
  return three;
}
const LoadedModule& oldGpu() {
  static const LoadedModule old{
      &recordingModule, {{"Old", "", false, "too old", "buy a newer one"}}, "cuDNN 9", "", ""};
  return old;
}
const LoadedModule& notToBeAsked() {
  ADD_FAILURE() << "the CUDA module was asked for";
  return noModule();
}

TEST(Devices, WithoutCudaSayWhy) {
  const auto devices = listDevices(noModule);
  ASSERT_EQ(devices.size(), 2U);
  EXPECT_TRUE(devices[0].offered);
  expectWords(devices[0].description.inEnglish(), {"oneDNN", "thread"});
  EXPECT_FALSE(devices[1].offered);
  EXPECT_EQ(summary(devices[1]).inEnglish(), "no driver here");
  EXPECT_EQ(refusal(devices[1]).inEnglish(), "no driver here; install it");
  EXPECT_EQ(entryOf(devices, "auto"), &devices[0]);
  EXPECT_EQ(entryOf(devices, "cuda"), &devices[1]);
  EXPECT_EQ(entryOf(devices, "tpu"), nullptr);

  EXPECT_EQ(backendFactory("auto", 0, noModule)()->info().kind, "cpu");
  expectWords(refusalOf([] { backendFactory("cuda", 0, noModule); }),
              {"\"cuda\"", "not offered: no driver here; install it"});
}

TEST(Devices, TheFirstUsableGpuIsOffered) {
  const auto devices = listDevices(threeGpus);
  ASSERT_EQ(devices.size(), 4U);
  EXPECT_FALSE(devices[1].offered);
  EXPECT_EQ(summary(devices[1]).inEnglish(), "Old, 2 GB, cuDNN 9: too old");
  EXPECT_EQ(devices[1].remedy.inEnglish(), "buy a newer one");
  EXPECT_TRUE(devices[2].offered);
  EXPECT_EQ(summary(devices[2]).inEnglish(), "H100, 80 GB, cuDNN 9");
  EXPECT_FALSE(devices[3].offered);
  expectWords(refusal(devices[3]).inEnglish(), {"first usable GPU", "CUDA_VISIBLE_DEVICES"});
  EXPECT_EQ(entryOf(devices, "auto"), &devices[2]);
  EXPECT_EQ(entryOf(devices, "cuda"), &devices[2]);
  EXPECT_EQ(entryOf(devices, "cpu"), &devices[0]);

  for (const char* backend : {"auto", "cuda"}) {
    deviceMade = -1;
    backendFactory(backend, 0, threeGpus)();
    EXPECT_EQ(deviceMade, 1) << backend;
  }
}

TEST(Devices, AGpuThatIsNotUsableIsNotTaken) {
  EXPECT_FALSE(listDevices(oldGpu)[1].offered);
  deviceMade = -1;
  EXPECT_EQ(backendFactory("auto", 0, oldGpu)()->info().kind, "cpu");
  EXPECT_EQ(deviceMade, -1);
  expectWords(refusalOf([] { backendFactory("cuda", 0, oldGpu); }), {"too old; buy a newer one"});
}

TEST(Devices, TheProcessorAsksForNoModule) {
  EXPECT_EQ(backendFactory("cpu", 0, notToBeAsked)()->info().threads,
            makeCpuBackend()->info().threads);
  expectWords(refusalOf([] { backendFactory("tpu", 0, notToBeAsked); }), {"tpu", "\"cpu\""});
}

TEST(Devices, AreDescribed) {
  EXPECT_EQ(describe({"cpu", "EPYC", "oneDNN 2", 1}).inEnglish(), "EPYC, oneDNN 2, 1 thread");
  EXPECT_EQ(describe({"cpu", "EPYC", "oneDNN 2", 2}).inEnglish(), "EPYC, oneDNN 2, 2 threads");
  EXPECT_EQ(describe({"cuda", "H100", "cuDNN 9", 0}).inEnglish(), "H100, cuDNN 9");
}

TEST(Devices, FollowAConfiguration) {
  ExperimentConfig config = configWith();
  config.backend = "cpu";
  EXPECT_EQ(backendFactoryFor(config, "c.json")()->info().threads, 1) << "a small network";
  config.backend = "tpu";
  expectWords(refusalOf([&] { backendFactoryFor(config, "c.json"); }), {"c.json: /backend"});
}

}  // namespace
}  // namespace scalescope
