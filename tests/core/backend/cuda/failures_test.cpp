#include <gtest/gtest.h>

#include <cmath>

#include "core/backend/bench_rig.h"
#include "core/backend/cuda/cuda_backend.h"
#include "core/backend/cuda/devices.h"
#include "core/backend/cuda/double/control.h"
#include "core/refusal.h"
#include "core/train/fixtures.h"

// What the back end makes of libraries that fail it.
namespace scalescope {
namespace {

using namespace cuda_double;
using test::expectWords;

ExperimentConfig smallConfig() {
  return test::configWith(R"({"runs": [{"name": "a", "precision": "fp16-mixed"}]})");
}

/// A run's whole life: made, three steps, a checkpoint, an evaluation.
void liveARun() {
  const ExperimentConfig config = smallConfig();
  test::Batches batches(config);
  const auto trainer = test::trainerOf(config);
  for (int i = 0; i < 3; ++i) batches.step(*trainer);
  trainer->saveCheckpoint();
  trainer->evaluate(batches.pixels, batches.labels, config.batchSize);
}

/// "" if all went well.
std::string failureOf(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::failed);
    return error.what();
  }
  return "";
}

class FailingCall : public testing::TestWithParam<const char*> {};

// Whichever call of a function fails: the run ends with one message that names the library, nothing
// is left over (see no_complaints.cpp), and the next run is none the worse.
TEST_P(FailingCall, EndsTheRunAndNothingElse) {
  const std::string function = GetParam();
  reset();
  liveARun();
  // The last wait is the destructor's, which tells nobody.
  const long last = function == "cudaStreamSynchronize" ? 1 : 0;
  const long calls = cuda_double::calls(function) - last;
  ASSERT_GT(calls, 0) << "is not called at all";
  const long step = std::max(1L, calls / 40);
  for (long n = 1; n <= calls; n += step) {
    SCOPED_TRACE("call " + std::to_string(n) + " of " + std::to_string(calls));
    failCall(n, function);
    const std::string message = failureOf(liveARun);
    expectWords(message, {"failed"});
    const bool named = message.find("CUDA") != std::string::npos ||
                       message.find("cuDNN") != std::string::npos ||
                       message.find("cuBLASLt") != std::string::npos;
    EXPECT_TRUE(named) << message;
    ASSERT_EQ(held().deviceBytes, 0U);
    ASSERT_TRUE(complaints().empty()) << complaints().front();
  }
  EXPECT_EQ(failureOf(liveARun), "");
}

INSTANTIATE_TEST_SUITE_P(
    Functions, FailingCall,
    testing::Values("cudaSetDevice", "cudaStreamCreateWithFlags", "cudaHostAlloc",
                    "cudaStreamWaitEvent", "cudaEventSynchronize", "cudaStreamEndCapture",
                    "cudnnBackendCreateDescriptor", "cudnnBackendGetAttribute",
                    "cudnnBackendFinalize", "cublasLtMatmul(", "cudaMemcpyAsync", "cudaMemsetAsync",
                    "cudaLaunchKernel", "cudaEventCreateWithFlags", "cudaEventRecord",
                    "cudaStreamSynchronize", "cudaStreamBeginCapture", "cudaGraphInstantiate",
                    "cudaGraphLaunch", "cudnnCreate", "cudnnSetStream", "cudnnBackendSetAttribute",
                    "cudnnBackendExecute", "cudnnBatchNormalization", "cublasLtCreate",
                    "cublasLtMatmulDescSetAttribute", "cublasLtMatmulAlgoGetHeuristic"),
    [](const auto& test) {
      std::string name = test.param;
      std::erase(name, '(');
      return name;
    });

TEST(DeviceMemory, ThatIsTooSmallIsNamedAndLaterRunsAreWelcome) {
  reset();
  setMemory(std::size_t{1} << 18U);
  expectWords(failureOf(liveARun), {"GPU memory", "MiB", "free", "smaller batch", "CPU"});
  EXPECT_EQ(held().deviceBytes, 0U);
  setMemory(std::size_t{1} << 30U);
  EXPECT_EQ(failureOf(liveARun), "");
}

TEST(DeviceMemory, IsTakenInOneAllocationBeforeTheFirstStep) {
  reset();
  const ExperimentConfig config = smallConfig();
  test::Batches batches(config);
  const auto trainer = test::trainerOf(config);
  EXPECT_EQ(calls("cudaMalloc"), 1);
  batches.step(*trainer);  // room for batches comes with the first one
  const long before = calls("cudaMalloc");
  EXPECT_LE(before, 4);
  for (int i = 0; i < 4; ++i) batches.step(*trainer);
  EXPECT_EQ(calls("cudaMalloc"), before);
  EXPECT_GE(trainer->backend().memoryPeak(), held().deviceBytes);
}

TEST(StepGraph, IsCapturedOnceAndReplayed) {
  reset();
  const ExperimentConfig config = smallConfig();
  test::Batches batches(config);
  const auto trainer = test::trainerOf(config);
  for (int i = 0; i < 10; ++i) batches.step(*trainer);
  EXPECT_EQ(calls("cudaStreamBeginCapture"), 1);
  EXPECT_EQ(calls("cudaGraphInstantiate"), 1);
  EXPECT_EQ(calls("cudaGraphLaunch"), 9);
  const long kernels = calls("cudaLaunchKernel");
  const long waits = calls("cudaStreamSynchronize");
  batches.step(*trainer);
  EXPECT_EQ(calls("cudaLaunchKernel"), kernels) << "a replayed step launches nothing by itself";
  EXPECT_EQ(calls("cudaStreamSynchronize"), waits) << "nor does it wait for its stream";
}

TEST(StickyError, KeepsRowsAndCheckpointsOfFailedRuns) {
  reset();
  test::Recorder recorder;
  Experiment experiment(test::configWith(R"({"steps": 8})"), test::madeUpDataset(),
                        test::factoryUnderTest(), recorder.listener());
  experiment.checkpointEvery = 2;
  for (int i = 0; i < 3; ++i) experiment.advance();
  breakDevice();
  experiment.advance();
  EXPECT_TRUE(experiment.finished()) << "no run is left that could go on";
  for (const int run : {0, 1}) {
    EXPECT_EQ(recorder.all<StepRecord>(run).size(), 3U);
    EXPECT_EQ(recorder.all<CheckpointRecord>(run).size(), 1U);
    const auto states = recorder.all<StateRecord>(run);
    EXPECT_EQ(states.back().state, RunState::failed);
    expectWords(states.back().message, {"CUDA", "illegal", "start ScaleScope again", "CPU"});
  }
  experiment.finish(RunState::finished);
}

/// Records, and does `then` once this step of run 1 was told of.
RecordListener afterStep(test::Recorder& recorder, std::int64_t step, std::function<void()> then) {
  return [tell = recorder.listener(), step, then = std::move(then)](const Record& record) {
    tell(record);
    const auto* told = std::get_if<StepRecord>(&record);
    if (told && told->run == 1 && told->step == step) then();
  };
}

TEST(StickyError, InAnEvaluationFailsTheRunsWithTheirRows) {
  reset();
  test::Recorder recorder;
  Experiment experiment(test::configWith(R"({"steps": 8, "eval_every": 4})"), test::madeUpDataset(),
                        test::factoryUnderTest(), afterStep(recorder, 3, [] { breakDevice(); }));
  while (!experiment.finished()) experiment.advance();
  experiment.finish(RunState::failed, "what came first");
  for (const int run : {0, 1}) {
    EXPECT_EQ(recorder.all<StepRecord>(run).size(), 4U);
    EXPECT_EQ(recorder.states(run).back(), RunState::failed);
  }
}

TEST(FailingCall, InOneRunsEvaluationLeavesTheOthersGoing) {
  reset();
  test::Recorder recorder;
  Experiment experiment(test::configWith(R"({"steps": 4, "eval_every": 2})"), test::madeUpDataset(),
                        test::factoryUnderTest(),
                        afterStep(recorder, 1, [] { failCall(1, "cudnnBackendExecute"); }));
  while (!experiment.finished()) experiment.advance();
  experiment.finish(RunState::finished);
  EXPECT_EQ(recorder.states(0).back(), RunState::failed);
  EXPECT_EQ(recorder.states(1).back(), RunState::finished);
  EXPECT_EQ(recorder.all<StepRecord>(1).size(), 4U);
}

TEST(StickyError, AtACheckpointFailsTheRuns) {
  reset();
  test::Recorder recorder;
  Experiment experiment(test::configWith(R"({"steps": 8})"), test::madeUpDataset(),
                        test::factoryUnderTest(), recorder.listener());
  for (int i = 0; i < 3; ++i) experiment.advance();
  breakDevice();
  experiment.finish(RunState::stopped);
  for (const int run : {0, 1}) {
    EXPECT_EQ(recorder.states(run).back(), RunState::failed);
    EXPECT_TRUE(recorder.all<CheckpointRecord>(run).empty());
  }
}

TEST(KeptSamples, TakeOnlyWhatAllRunsHaveLeft) {
  reset();
  const ExperimentConfig config = test::configWith();
  const auto dataset = test::madeUpDataset();
  const auto train = [&] {
    Experiment experiment(config, dataset, test::factoryUnderTest(), [](const Record&) {});
    while (!experiment.finished()) experiment.advance();
  };
  // As much as the runs need without samples.
  setMemory(std::size_t{1} << 30U);
  std::size_t needed = 0;
  {
    std::vector<std::unique_ptr<Trainer>> trainers;
    test::Batches batches(config);
    for (const int run : {0, 1}) {
      trainers.push_back(test::trainerOf(config, run));
      batches.step(*trainers.back());
    }
    needed = held().deviceBytes;
  }
  setMemory(needed);
  EXPECT_EQ(failureOf(train), "");
}

TEST(CudaDevices, SayWhyTheyCannotBeUsed) {
  reset();
  ModuleReport report = cuda::reportDevices();
  ASSERT_EQ(report.devices.size(), 1U);
  EXPECT_TRUE(report.devices[0].usable);
  expectWords(report.devices[0].detail, {"GiB", "compute capability"});
  expectWords(report.library, {"cuDNN 9", "cuBLASLt"});
  setComputeCapability(6, 1);
  report = cuda::reportDevices();
  EXPECT_FALSE(report.devices[0].usable);
  expectWords(report.devices[0].reason.inEnglish(), {"6.1"});
  expectWords(report.devices[0].remedy.inEnglish(), {"7.5"});
  for (const auto& [error, word] : {std::pair{cudaErrorNoDevice, "no CUDA device"},
                                    {cudaErrorInsufficientDriver, "driver"},
                                    {cudaErrorUnknown, "does not start"}}) {
    setDevices(0, error);
    report = cuda::reportDevices();
    EXPECT_TRUE(report.devices.empty());
    expectWords(report.reason.inEnglish(), {word});
    EXPECT_FALSE(report.remedy.inEnglish().empty());
    EXPECT_NE(failureOf([] { makeCudaBackend(0); }), "");
  }
  reset();
}

// Where no engine gives FP32 results from halves, operands are widened: exactly.
TEST(Convolution, GoesThroughFp32WhereItMust) {
  for (const bool offered : {true, false}) {
    reset();
    setConvolutionSupport({offered});
    test::Rig rig(test::makeBackendUnderTest(), Format::fp16);
    const reference::Array x = rig.random({4, 5, 7, 7});
    const reference::Array w = rig.random({6, 5, 3, 3}, 0.2);
    Parameter weight = rig.parameter("w", w);
    const Conv2dSpec spec{6, 3, 1, 1, 1};
    const auto operation = rig.backend().conv2d(rig.site(x), spec, weight, nullptr);
    const reference::Array y = reference::conv2d(x, w, reference::Array(Shape{0}), spec);
    rig.expectClose(rig.forward(*operation), y, "convolution");
    const reference::Array dy = rig.random(y.shape);
    const auto gradients = reference::conv2dBackward(x, w, dy, spec);
    rig.expectClose(rig.backward(*operation, dy), gradients.input, "input gradient");
    rig.expectClose(rig.read(*weight.gradient), gradients.weight, "weight gradient");
  }
}

TEST(KeptSamples, GiveTheStepsOfLoadedOnes) {
  const ExperimentConfig config = smallConfig();
  test::Batches batches(config);
  const auto loaded = test::trainerOf(config);
  const auto kept = test::trainerOf(config);
  ASSERT_TRUE(kept->keep(batches.dataset->train));
  for (int i = 0; i < 5; ++i) {
    const StepRecord a = batches.step(*loaded);
    kept->load(batches.indices);
    kept->begin();
    EXPECT_TRUE(test::sameNumbers(a, kept->end())) << "step " << i;
  }
  Samples bytes = batches.dataset->train;
  std::vector<std::uint8_t> values;
  for (const float value : std::get<std::vector<float>>(bytes.values)) {
    values.push_back(static_cast<std::uint8_t>(std::lround(value * 255.0F)));
  }
  bytes.values = values;
  ASSERT_TRUE(kept->keep(bytes));
  bytes.gather(batches.indices, batches.pixels, batches.labels);
  kept->load(batches.indices);
  kept->begin();
  const StepRecord a = loaded->step(batches.pixels, batches.labels);
  EXPECT_TRUE(test::sameNumbers(a, kept->end()));
}

TEST(KeptSamples, StayWithTheHostWhereThereIsNoRoom) {
  reset();
  const ExperimentConfig config = smallConfig();
  test::Batches batches(config);
  const auto trainer = test::trainerOf(config);
  setMemory(held().deviceBytes + 1000);
  EXPECT_FALSE(trainer->keep(batches.dataset->train)) << "16 KB of samples";
  setMemory(std::size_t{1} << 30U);
  batches.step(*trainer);
}

}  // namespace
}  // namespace scalescope
