#include <dlfcn.h>
#include <gtest/gtest.h>
#include <oneapi/dnnl/dnnl.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "core/train/fixtures.h"

// Counts this program's calls of operator new while a step runs. What oneDNN allocates inside a
// primitive is its own: the library's one entry point is stepped into to tell it apart.
namespace {
std::atomic<bool> counting{false};
std::atomic<long> allocations{0};
std::atomic<bool> insideLibrary{
    false};  // one for all threads: primitives share their work among them

void* counted(std::size_t bytes, std::size_t alignment) {
  if (counting.load(std::memory_order_relaxed) && !insideLibrary) ++allocations;
  void* memory =
      alignment > alignof(std::max_align_t)
          ? std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment)
          : std::malloc(bytes == 0 ? 1 : bytes);
  if (!memory) throw std::bad_alloc();
  return memory;
}
}  // namespace

// Not inlined: GCC would see free() meet memory of operator new where one alone of a pair is.
[[gnu::noinline]] void* operator new(std::size_t bytes) { return counted(bytes, 0); }
[[gnu::noinline]] void* operator new[](std::size_t bytes) { return counted(bytes, 0); }
[[gnu::noinline]] void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return counted(bytes, static_cast<std::size_t>(alignment));
}
[[gnu::noinline]] void* operator new[](std::size_t bytes, std::align_val_t alignment) {
  return counted(bytes, static_cast<std::size_t>(alignment));
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete[](void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

extern "C" dnnl_status_t dnnl_primitive_execute(const_dnnl_primitive_t primitive,
                                                dnnl_stream_t stream, int count,
                                                const dnnl_exec_arg_t* arguments) {
  using Execute =
      dnnl_status_t (*)(const_dnnl_primitive_t, dnnl_stream_t, int, const dnnl_exec_arg_t*);
  static const auto execute = reinterpret_cast<Execute>(dlsym(RTLD_NEXT, "dnnl_primitive_execute"));
  insideLibrary = true;
  const dnnl_status_t status = execute(primitive, stream, count, arguments);
  insideLibrary = false;
  return status;
}

namespace scalescope {
namespace {

constexpr const char* kArticle = R"({"input": [1, 28, 28], "layers": [
    {"type": "conv2d", "out": 32, "kernel": 3}, {"type": "relu"},
    {"type": "conv2d", "out": 64, "kernel": 3}, {"type": "relu"},
    {"type": "avgpool2d", "kernel": 7}, {"type": "flatten"},
    {"type": "linear", "out": 128}, {"type": "relu"}, {"type": "linear", "out": 10}]})";

long allocationsOf(const std::function<void()>& work) {
  allocations = 0;
  counting = true;
  work();
  counting = false;
  return allocations;
}

TEST(Allocation, AreCountedAtAll) {
  EXPECT_GE(allocationsOf([] { delete new std::vector<int>(100); }), 1);
}

struct Setting {
  const char* name;
  const char* precision;
  const char* network;
};

class SteadyStep : public testing::TestWithParam<Setting> {};

TEST_P(SteadyStep, AllocatesNothing) {
  const ExperimentConfig config = test::configWith(
      std::string(
          R"({"batch_size": 4, "clip": {"max": 1.0}, "runs": [{"name": "run", "precision": ")") +
          GetParam().precision + "\"}]}",
      GetParam().network);
  test::Batches batches(config);
  const auto trainer = test::trainerOf(config);
  for (int i = 0; i < 3; ++i) batches.step(*trainer);
  EXPECT_EQ(allocationsOf([&] {
              for (int i = 0; i < 10; ++i) batches.step(*trainer);
            }),
            0);
}

INSTANTIATE_TEST_SUITE_P(Settings, SteadyStep,
                         testing::Values(Setting{"article_fp32", "fp32", kArticle},
                                         Setting{"article_mixed", "fp16-mixed", kArticle},
                                         Setting{"article_pure", "fp16-pure", kArticle},
                                         Setting{"article_autocast", "fp16-autocast", kArticle},
                                         Setting{"every_layer_fp32", "fp32", test::kEveryLayer},
                                         Setting{"every_layer_mixed", "fp16-mixed",
                                                 test::kEveryLayer}),
                         [](const auto& test) { return test.param.name; });

TEST(Allocation, AnExperimentsStepAllocatesNothingEither) {
  const ExperimentConfig config = test::configWith(
      R"({"steps": 100, "statistics_every": 0, "runs": [{"name": "fp32"}, {"name": "fp16", "precision": "fp16-mixed",
          "scaler": {"kind": "dynamic", "init": 256}}]})",
      kArticle);
  std::int64_t seen = 0;
  std::int64_t events = 0;
  Experiment experiment(config, test::madeUpDataset({1, 28, 28}), test::factoryUnderTest(),
                        [&](const Record& record) {
                          seen += std::holds_alternative<StepRecord>(record);
                          events += std::holds_alternative<EventRecord>(record);
                        });
  experiment.checkpointEvery = 0;
  for (int i = 0; i < 4; ++i) experiment.advance();
  EXPECT_EQ(allocationsOf([&] {
              for (int i = 0; i < 10; ++i) experiment.advance();
            }),
            0);
  EXPECT_EQ(seen, 28);
  EXPECT_EQ(events, 0) << "an event is told in words, which allocates";
}

}  // namespace
}  // namespace scalescope
