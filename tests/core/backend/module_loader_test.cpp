#include "core/backend/module_loader.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/refusal.h"
#include "support/scratch.h"

namespace scalescope {
namespace {

using test::expectWords;

std::filesystem::path fake(const std::string& name) {
  return std::filesystem::path(SCALESCOPE_FAKE_MODULES) / (name + ".so");
}

/// What is told of a module that cannot be used.
LoadedModule refused(const LoadedModule& loaded) {
  EXPECT_EQ(loaded.module, nullptr);
  EXPECT_TRUE(loaded.devices.empty());
  EXPECT_FALSE(loaded.remedy.inEnglish().empty());
  return loaded;
}

TEST(ModuleLoader, AGoodModuleMakesBackEnds) {
  const LoadedModule loaded = loadModule(fake("good"));
  ASSERT_NE(loaded.module, nullptr) << loaded.reason.inEnglish();
  ASSERT_EQ(loaded.devices.size(), 3U);
  EXPECT_FALSE(loaded.devices[0].usable);
  expectWords(loaded.devices[0].reason.inEnglish(), {"compute capability 3.0"});
  EXPECT_EQ(loaded.devices[1].name, "Fake GPU");
  EXPECT_EQ(loaded.library, "fake library 9.1");
  EXPECT_EQ(loaded.reason.inEnglish(), "");

  const std::unique_ptr<Backend> backend = loaded.module->make(1);
  EXPECT_EQ(backend->info().device, "Fake GPU 1");
  const TensorPtr tensor = backend->tensor({2, 2}, Format::fp16);
  backend->write(*tensor, std::vector<float>{1, 2, 3, 4});
  std::vector<float> read(4);
  backend->read(*tensor, read);
  EXPECT_EQ(read, (std::vector<float>{1, 2, 3, 4}));
}

TEST(ModuleLoader, ErrorsCrossFromTheModule) {
  const LoadedModule loaded = loadModule(fake("good"));
  ASSERT_NE(loaded.module, nullptr) << loaded.reason.inEnglish();
  try {
    loaded.module->make(0);
    ADD_FAILURE() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::failed);
    EXPECT_STREQ(error.what(), "device 0: is too old");
  }
}

TEST(ModuleLoader, RefusesAnotherVersion) {
  expectWords(refused(loadModule(fake("other_abi"))).reason.inEnglish(),
              {"another version of ScaleScope", backendBuild(), "interface 9999"});
  const LoadedModule build = refused(loadModule(fake("other_build")));
  expectWords(build.reason.inEnglish(), {"another version of ScaleScope", "0.0.0", backendBuild()});
  expectWords(build.remedy.inEnglish(), {"build", "together"});
}

TEST(ModuleLoader, RefusesWhatIsNoModule) {
  expectWords(refused(loadModule(fake("no_entry"))).reason.inEnglish(),
              {"scalescopeBackendModule"});
  expectWords(refused(loadModule(fake("none"))).reason.inEnglish(), {"none.so", "not there"});
  const test::ScratchDirectory scratch;
  expectWords(refused(loadModule(scratch.write("text.so", "Dear diary"))).reason.inEnglish(),
              {"cannot be loaded", "text.so"});
}

TEST(ModuleLoader, NamesTheLibraryThatIsMissing) {
  const auto names = [](const std::string& module, const std::string& library,
                        const std::string& product) {
    const LoadedModule loaded = refused(loadModule(fake(module)));
    expectWords(loaded.reason.inEnglish(), {library + " not found"});
    EXPECT_EQ(loaded.reason.inEnglish().find('/'), std::string::npos) << loaded.reason.inEnglish();
    expectWords(loaded.remedy.inEnglish(), {"install " + product, "LD_LIBRARY_PATH"});
  };
  names("needs_cudnn", "libcudnn-absent.so.9", "cuDNN 9,");
  names("needs_cublasLt", "libcublasLt-absent.so.9", "cuBLAS of CUDA 9");
  names("needs_cudart", "libcudart-absent.so.9", "the runtime of CUDA 9");
  names("needs_other", "libother-absent.so.9", "the package that brings libother-absent.so.9");
}

TEST(ModuleLoader, MissingSymbolsShowAtOnce) {
  expectWords(refused(loadModule(fake("undefined"))).reason.inEnglish(),
              {"cannot be loaded", "symbolOfAnotherLibrary"});
}

TEST(ModuleLoader, SaysWhyThereIsNoDevice) {
  const LoadedModule old = refused(loadModule(fake("no_device")));
  EXPECT_EQ(old.reason.inEnglish(), "the driver is of version 470, CUDA 13 needs 580");
  EXPECT_EQ(old.remedy.inEnglish(), "update NVIDIA's driver");
  const LoadedModule none = refused(loadModule(fake("no_driver")));
  EXPECT_EQ(none.reason.inEnglish(), "no NVIDIA driver here: libno-such-driver.so.1 not found");
  expectWords(none.remedy.inEnglish(), {"install NVIDIA's driver"});
  expectWords(refused(loadModule(fake("throwing"))).reason.inEnglish(),
              {"device 0: fell off the bus"});
}

TEST(ModuleLoader, LooksBesideTheProgram) {
  const test::ScratchDirectory scratch;
  const auto bin = std::filesystem::path(scratch.path("bin"));
  std::filesystem::create_directories(bin);
  const auto nothing = refused(loadCudaModule(nullptr, bin));
  expectWords(nothing.reason.inEnglish(), {"no CUDA back end", "libscalescope_cuda.so"});
  expectWords(nothing.remedy.inEnglish(), {"nvcc", "cuDNN 9", "-DSCALESCOPE_CUDA=ON"});

  for (const char* folder : {"lib/scalescope", "bin"}) {
    std::filesystem::create_directories(scratch.path(folder));
    const auto file = scratch.path(std::string(folder) + "/libscalescope_cuda.so");
    std::filesystem::copy_file(fake("good"), file);
    EXPECT_NE(loadCudaModule("", bin).module, nullptr) << folder;
    std::filesystem::remove(file);
  }
}

TEST(ModuleLoader, ANamedFileAloneCounts) {
  const test::ScratchDirectory scratch;
  const auto beside = scratch.path("libscalescope_cuda.so");
  std::filesystem::copy_file(fake("good"), beside);
  const auto missing = refused(loadCudaModule("/nowhere/x.so", scratch.path()));
  expectWords(missing.reason.inEnglish(), {"SCALESCOPE_CUDA_MODULE", "/nowhere/x.so"});
  expectWords(missing.remedy.inEnglish(), {"unset"});
  expectWords(refused(loadCudaModule(fake("no_device").c_str(), scratch.path())).reason.inEnglish(),
              {"470"});
}

}  // namespace
}  // namespace scalescope
