#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/backend/cuda/double/control.h"
#include "core/backend/cuda/double/machine.h"
#include "core/backend/cuda/launch.h"

namespace scalescope::cuda_double {
namespace {

constexpr std::size_t kBytes = 64;

/// Two streams, an event, a block of device memory and one of pinned memory.
class RuntimeDouble : public testing::Test {
 protected:
  RuntimeDouble() {
    reset();
    for (cudaStream_t* stream : {&a_, &b_}) {
      EXPECT_EQ(cudaStreamCreateWithFlags(stream, cudaStreamNonBlocking), cudaSuccess);
    }
    EXPECT_EQ(cudaEventCreateWithFlags(&event_, cudaEventDisableTiming), cudaSuccess);
    void* address = nullptr;
    EXPECT_EQ(cudaMalloc(&address, kBytes), cudaSuccess);
    device_ = static_cast<unsigned char*>(address);
    EXPECT_EQ(cudaHostAlloc(&address, kBytes, cudaHostAllocDefault), cudaSuccess);
    pinned_ = static_cast<unsigned char*>(address);
    reset();
  }
  ~RuntimeDouble() override {
    reset();
    cudaFree(device_);
    cudaFreeHost(pinned_);
    cudaEventDestroy(event_);
    cudaStreamDestroy(a_);
    cudaStreamDestroy(b_);
    const Held rest = held();
    EXPECT_EQ(rest.streams + rest.events + rest.graphs + rest.graphExecs, 0U);
    EXPECT_EQ(rest.deviceBlocks + rest.deviceBytes + rest.pinnedBlocks, 0U);
  }

  /// Work that only says that it was done.
  cudaError_t say(cudaStream_t stream, const std::string& what) {
    return cuda::enqueueOnHost(stream, [this, what] { said_ += what; });
  }
  cudaError_t copyToDevice(const void* from) {
    return cudaMemcpyAsync(device_, from, kBytes, cudaMemcpyHostToDevice, a_);
  }
  cudaError_t copyToHost(void* to) {
    return cudaMemcpyAsync(to, device_, kBytes, cudaMemcpyDeviceToHost, a_);
  }
  std::vector<unsigned char> deviceBytes() {
    std::vector<unsigned char> bytes(kBytes);
    EXPECT_EQ(copyToHost(bytes.data()), cudaSuccess);
    return bytes;
  }
  void beginCapture(cudaStreamCaptureMode mode = cudaStreamCaptureModeThreadLocal) {
    ASSERT_EQ(cudaStreamBeginCapture(a_, mode), cudaSuccess);
  }
  /// Instantiates what was captured; the graph itself is gone then.
  cudaGraphExec_t endCapture() {
    cudaGraph_t graph = nullptr;
    cudaGraphExec_t exec = nullptr;
    EXPECT_EQ(cudaStreamEndCapture(a_, &graph), cudaSuccess);
    EXPECT_EQ(cudaGraphInstantiate(&exec, graph, 0), cudaSuccess);
    EXPECT_EQ(cudaGraphDestroy(graph), cudaSuccess);
    return exec;
  }
  /// That exactly one complaint came up, against this function.
  void expectComplaint(const std::string& function) {
    const std::vector<std::string> all = complaints();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_TRUE(all.front().starts_with(function + ": ")) << all.front();
  }
  void expectInvalidated() {
    cudaGraph_t graph = nullptr;
    EXPECT_EQ(say(a_, "x"), cudaErrorStreamCaptureInvalidated);
    EXPECT_EQ(cudaStreamEndCapture(a_, &graph), cudaErrorStreamCaptureInvalidated);
    EXPECT_EQ(graph, nullptr);
    EXPECT_EQ(said_, "");
  }

  cudaStream_t a_ = nullptr;
  cudaStream_t b_ = nullptr;
  cudaEvent_t event_ = nullptr;
  unsigned char* device_ = nullptr;
  unsigned char* pinned_ = nullptr;
  std::string said_;
};

using RuntimeDoubleDeathTest = RuntimeDouble;

// Streams and events.

TEST_F(RuntimeDouble, DefersWorkUntilSomebodyWaits) {
  EXPECT_EQ(say(a_, "1"), cudaSuccess);
  EXPECT_EQ(say(a_, "2"), cudaSuccess);
  EXPECT_EQ(said_, "");
  EXPECT_EQ(queued(), 2U);
  EXPECT_EQ(cudaStreamSynchronize(b_), cudaSuccess);
  EXPECT_EQ(said_, "");
  EXPECT_EQ(cudaStreamSynchronize(a_), cudaSuccess);
  EXPECT_EQ(said_, "12");
  EXPECT_EQ(queued(), 0U);
}

TEST_F(RuntimeDouble, OrdersStreamsByEvents) {
  say(a_, "1");
  cudaEventRecord(event_, a_);
  say(a_, "3");
  EXPECT_EQ(cudaStreamWaitEvent(b_, event_, 0), cudaSuccess);
  say(b_, "2");
  EXPECT_EQ(cudaStreamSynchronize(b_), cudaSuccess);
  EXPECT_EQ(said_, "12");
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  EXPECT_EQ(said_, "123");
}

TEST_F(RuntimeDouble, WaitsForTheLatestRecordAtTheTimeOfTheCall) {
  say(a_, "1");
  cudaEventRecord(event_, a_);
  cudaStreamWaitEvent(b_, event_, 0);
  say(a_, "later");
  cudaEventRecord(event_, a_);
  say(b_, "2");
  cudaStreamSynchronize(b_);
  EXPECT_EQ(said_, "12");
  EXPECT_EQ(cudaEventSynchronize(event_), cudaSuccess);
  EXPECT_EQ(said_, "12later");
}

TEST_F(RuntimeDouble, StreamsThatWaitForEachOtherInTurn) {
  cudaEvent_t back = nullptr;
  cudaEventCreateWithFlags(&back, cudaEventDisableTiming);
  for (int round = 0; round < 3; ++round) {
    say(a_, "a");
    cudaEventRecord(event_, a_);
    cudaStreamWaitEvent(b_, event_, 0);
    say(b_, "b");
    cudaEventRecord(back, b_);
    cudaStreamWaitEvent(a_, back, 0);
  }
  cudaEventDestroy(back);
  cudaStreamSynchronize(a_);
  EXPECT_EQ(said_, "ababab");
  EXPECT_EQ(queued(), 0U);
}

TEST_F(RuntimeDouble, IsNotReadyOnceThenMakesProgress) {
  EXPECT_EQ(cudaEventQuery(event_), cudaSuccess) << "never recorded";
  EXPECT_EQ(cudaStreamQuery(a_), cudaSuccess);
  say(a_, "1");
  cudaEventRecord(event_, a_);
  say(a_, "2");
  EXPECT_EQ(cudaEventQuery(event_), cudaErrorNotReady);
  EXPECT_EQ(said_, "1");
  EXPECT_EQ(cudaEventQuery(event_), cudaSuccess);
  EXPECT_EQ(cudaStreamQuery(a_), cudaErrorNotReady);
  EXPECT_EQ(said_, "12");
  EXPECT_EQ(cudaStreamQuery(a_), cudaSuccess);
}

TEST_F(RuntimeDouble, MeasuresTimeBetweenEvents) {
  cudaEvent_t first = nullptr;
  cudaEvent_t last = nullptr;
  cudaEventCreateWithFlags(&first, cudaEventDefault);
  cudaEventCreateWithFlags(&last, cudaEventDefault);
  float time = -1;
  cudaEventRecord(first, a_);
  cuda::enqueueOnHost(a_, [] { std::this_thread::sleep_for(std::chrono::milliseconds(2)); });
  cudaEventRecord(last, a_);
  EXPECT_EQ(cudaEventElapsedTime(&time, first, last), cudaErrorNotReady);
  cudaStreamSynchronize(a_);
  EXPECT_EQ(cudaEventElapsedTime(&time, first, last), cudaSuccess);
  EXPECT_GE(time, 2);
  EXPECT_TRUE(complaints().empty());
  EXPECT_EQ(cudaEventElapsedTime(&time, first, event_), cudaErrorInvalidResourceHandle);
  expectComplaint("cudaEventElapsedTime");
  cudaEventDestroy(first);
  cudaEventDestroy(last);
}

TEST_F(RuntimeDouble, ComplainsOfHandlesThatAreNone) {
  EXPECT_EQ(say(nullptr, "x"), cudaErrorInvalidResourceHandle);
  EXPECT_EQ(cudaStreamSynchronize(cudaStreamPerThread), cudaErrorInvalidResourceHandle);
  cudaStream_t stream = nullptr;
  cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking);
  EXPECT_TRUE(isStream(stream));
  cudaStreamDestroy(stream);
  EXPECT_FALSE(isStream(stream));
  cudaStream_t next = nullptr;
  cudaStreamCreateWithFlags(&next, cudaStreamNonBlocking);
  EXPECT_EQ(cudaEventRecord(event_, stream), cudaErrorInvalidResourceHandle);
  cudaStreamDestroy(next);
  EXPECT_EQ(cudaEventRecord(nullptr, a_), cudaErrorInvalidResourceHandle);
  EXPECT_EQ(complaints().size(), 4U);
}

TEST_F(RuntimeDouble, FinishesWorkOfDestroyedStreams) {
  cudaStream_t stream = nullptr;
  cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking);
  say(stream, "1");
  EXPECT_EQ(cudaStreamDestroy(stream), cudaSuccess);
  EXPECT_EQ(said_, "1");
}

TEST_F(RuntimeDouble, RunsQueuesThatGetTooLong) {
  int done = 0;
  for (int i = 0; i < 200001; ++i) cuda::enqueueOnHost(a_, [&done] { ++done; });
  EXPECT_EQ(done, 200001);
}

TEST_F(RuntimeDouble, IsUsedFromManyThreads) {
  std::vector<std::thread> threads;
  std::vector<int> done(4);
  for (int& count : done) {
    threads.emplace_back([&count] {
      cudaStream_t stream = nullptr;
      cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking);
      for (int i = 0; i < 1000; ++i) cuda::enqueueOnHost(stream, [&count] { ++count; });
      cudaStreamSynchronize(stream);
      cudaStreamDestroy(stream);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(done, std::vector<int>(4, 1000));
}

// Memory.

TEST_F(RuntimeDoubleDeathTest, HostMustNotTouchDeviceMemory) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  volatile unsigned char* device = device_;
  EXPECT_DEATH(device[0] = 1, "");
  EXPECT_DEATH(
      {
        cudaStreamSynchronize(a_);
        static_cast<void>(device[0]);
      },
      "");
}

TEST_F(RuntimeDoubleDeathTest, KernelsMustNotRunOutOfABlock) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  volatile unsigned char* device = device_;
  EXPECT_DEATH(
      {
        cuda::enqueueOnHost(a_, [device] { device[256] = 1; });
        cudaStreamSynchronize(a_);
      },
      "");
}

TEST_F(RuntimeDouble, KernelsTouchDeviceMemory) {
  EXPECT_EQ(deviceBytes(), std::vector<unsigned char>(kBytes, 0xFF)) << "not initialised";
  EXPECT_EQ(cudaMemsetAsync(device_, 3, kBytes, a_), cudaSuccess);
  cuda::enqueueOnHost(a_, [this] { ++device_[1]; });
  const std::vector<unsigned char> bytes = deviceBytes();
  EXPECT_EQ(bytes[0], 3);
  EXPECT_EQ(bytes[1], 4);
  EXPECT_TRUE(isAligned(device_, 256));
  EXPECT_TRUE(isDeviceMemory(device_ + 1, kBytes - 1));
  EXPECT_FALSE(isDeviceMemory(device_ + 1, kBytes));
  EXPECT_FALSE(isDeviceMemory(pinned_, 1));
}

TEST_F(RuntimeDouble, ReadsPinnedMemoryWhenItsTurnComes) {
  std::memset(pinned_, 1, kBytes);
  EXPECT_EQ(copyToDevice(pinned_), cudaSuccess);
  std::memset(pinned_, 2, kBytes);
  EXPECT_EQ(deviceBytes(), std::vector<unsigned char>(kBytes, 2));
}

TEST_F(RuntimeDouble, ReadsPlainMemoryAtTheCall) {
  std::vector<unsigned char> plain(kBytes, 1);
  EXPECT_EQ(copyToDevice(plain.data()), cudaSuccess);
  EXPECT_EQ(queued(), 1U);
  plain.assign(kBytes, 2);
  EXPECT_EQ(deviceBytes(), std::vector<unsigned char>(kBytes, 1));
}

TEST_F(RuntimeDouble, WritesPinnedMemoryLater) {
  cudaMemsetAsync(device_, 5, kBytes, a_);
  EXPECT_EQ(copyToHost(pinned_), cudaSuccess);
  EXPECT_EQ(pinned_[0], 0xFF);
  cudaStreamSynchronize(a_);
  EXPECT_EQ(pinned_[0], 5);
}

TEST_F(RuntimeDouble, HasAsMuchMemoryAsSaid) {
  setMemory(1000);
  std::size_t free = 0;
  std::size_t total = 0;
  EXPECT_EQ(cudaMemGetInfo(&free, &total), cudaSuccess);
  EXPECT_EQ(total, 1000U);
  EXPECT_EQ(free, 1000U - kBytes);
  void* more = &free;
  EXPECT_EQ(cudaMalloc(&more, free + 1), cudaErrorMemoryAllocation);
  EXPECT_EQ(more, nullptr);
  EXPECT_EQ(cudaGetLastError(), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaMalloc(&more, free), cudaSuccess);
  EXPECT_EQ(held().deviceBytes, 1000U);
  EXPECT_EQ(held().deviceBlocks, 2U);
  EXPECT_EQ(cudaFree(more), cudaSuccess);
  EXPECT_EQ(held().deviceBytes, kBytes);
  EXPECT_TRUE(complaints().empty());
}

TEST_F(RuntimeDouble, WaitsBeforeItFrees) {
  void* block = nullptr;
  cudaMalloc(&block, kBytes);
  say(a_, "1");
  EXPECT_EQ(cudaFree(nullptr), cudaSuccess);
  EXPECT_EQ(said_, "");
  EXPECT_EQ(cudaFree(block), cudaSuccess);
  EXPECT_EQ(said_, "1");
  EXPECT_EQ(cudaFree(block), cudaErrorInvalidValue);
  EXPECT_FALSE(isDeviceMemory(block, 1));
  expectComplaint("cudaFree");
}

TEST_F(RuntimeDouble, NoticesWritesBesideABlock) {
  void* block = nullptr;
  cudaMalloc(&block, kBytes);
  cuda::enqueueOnHost(a_, [block] { static_cast<unsigned char*>(block)[kBytes] = 0; });
  EXPECT_EQ(cudaFree(block), cudaErrorInvalidValue);
  expectComplaint("cudaFree");
}

TEST_F(RuntimeDouble, ComplainsOfWrongKindsAndRanges) {
  const auto copy = [this](void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) {
    return cudaMemcpyAsync(to, from, bytes, kind, a_);
  };
  unsigned char plain[2 * kBytes] = {};
  EXPECT_EQ(copy(plain, pinned_, 1, cudaMemcpyHostToDevice), cudaErrorInvalidValue);
  EXPECT_EQ(copy(device_, pinned_, 1, cudaMemcpyDeviceToDevice), cudaErrorInvalidValue);
  EXPECT_EQ(copy(pinned_, plain, 1, cudaMemcpyDeviceToHost), cudaErrorInvalidValue);
  EXPECT_EQ(copy(device_, plain, kBytes + 1, cudaMemcpyHostToDevice), cudaErrorInvalidValue);
  EXPECT_EQ(copy(plain, pinned_ + 1, kBytes, cudaMemcpyHostToHost), cudaErrorInvalidValue);
  EXPECT_EQ(copy(device_ + 1, device_, 2, cudaMemcpyDeviceToDevice), cudaErrorInvalidValue);
  EXPECT_EQ(copy(nullptr, device_, 1, cudaMemcpyDeviceToHost), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemsetAsync(device_ + kBytes - 1, 0, 2, a_), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemsetAsync(plain, 0, 1, a_), cudaErrorInvalidValue);
  EXPECT_EQ(complaints().size(), 9U);
  EXPECT_EQ(queued(), 0U);
  EXPECT_EQ(copy(device_, device_ + 1, 1, cudaMemcpyDefault), cudaSuccess);
  EXPECT_EQ(copy(nullptr, nullptr, 0, cudaMemcpyDeviceToHost), cudaSuccess);
  EXPECT_EQ(complaints().size(), 9U);
}

// Graphs.

TEST_F(RuntimeDouble, ReplaysWhatWasCaptured) {
  beginCapture();
  EXPECT_TRUE(isCapturing(a_));
  EXPECT_FALSE(isCapturing(b_));
  say(a_, "1");
  cudaMemsetAsync(device_, 7, kBytes, a_);
  enqueue(a_, [this] { ++device_[0]; });
  EXPECT_EQ(copyToHost(pinned_), cudaSuccess);
  cudaGraphExec_t exec = endCapture();
  EXPECT_EQ(queued(), 0U);
  for (int replay = 0; replay < 2; ++replay) {
    std::memset(pinned_, 0, kBytes);
    EXPECT_EQ(cudaGraphLaunch(exec, a_), cudaSuccess);
    EXPECT_EQ(pinned_[0], 0);
    cudaStreamSynchronize(a_);
    EXPECT_EQ(pinned_[0], 8);
    EXPECT_EQ(pinned_[1], 7);
  }
  EXPECT_EQ(said_, "11");
  EXPECT_EQ(held().graphs, 0U);
  EXPECT_EQ(held().graphExecs, 1U);
  EXPECT_EQ(cudaGraphExecDestroy(exec), cudaSuccess);
  EXPECT_TRUE(complaints().empty());
  EXPECT_EQ(cudaGraphLaunch(exec, a_), cudaErrorInvalidValue);
  expectComplaint("cudaGraphLaunch");
}

TEST_F(RuntimeDouble, DoesNotRunAGraphBesideItself) {
  beginCapture();
  say(a_, "g");
  cudaGraphExec_t exec = endCapture();
  say(a_, "1");
  cudaGraphLaunch(exec, a_);
  cudaGraphLaunch(exec, b_);
  say(b_, "2");
  cudaGraphExecDestroy(exec);
  cudaStreamSynchronize(b_);
  EXPECT_EQ(said_, "1gg2");
}

TEST_F(RuntimeDouble, LaunchesAGraphIntoACapture) {
  beginCapture();
  say(a_, "1");
  cudaGraphExec_t inner = endCapture();
  beginCapture();
  cudaGraphLaunch(inner, a_);
  say(a_, "2");
  cudaGraphExec_t outer = endCapture();
  cudaGraphExecDestroy(inner);
  cudaGraphLaunch(outer, a_);
  cudaStreamSynchronize(a_);
  EXPECT_EQ(said_, "12");
  cudaGraphExecDestroy(outer);
}

TEST_F(RuntimeDouble, SaysHowACaptureStands) {
  cudaStreamCaptureStatus status = cudaStreamCaptureStatusActive;
  cudaStreamIsCapturing(a_, &status);
  EXPECT_EQ(status, cudaStreamCaptureStatusNone);
  cudaGraph_t graph = nullptr;
  EXPECT_EQ(cudaStreamEndCapture(a_, &graph), cudaErrorIllegalState);
  beginCapture();
  EXPECT_EQ(cudaStreamBeginCapture(a_, cudaStreamCaptureModeGlobal), cudaErrorIllegalState);
  cudaStreamIsCapturing(a_, &status);
  EXPECT_EQ(status, cudaStreamCaptureStatusActive);
  cudaStreamSynchronize(a_);
  cudaStreamIsCapturing(a_, &status);
  EXPECT_EQ(status, cudaStreamCaptureStatusInvalidated);
  expectInvalidated();
}

TEST_F(RuntimeDouble, InvalidatesCapturesThatAreWaitedFor) {
  void* block = nullptr;
  const std::pair<const char*, std::function<cudaError_t()>> calls[] = {
      {"cudaStreamSynchronize", [this] { return cudaStreamSynchronize(a_); }},
      {"cudaStreamQuery", [this] { return cudaStreamQuery(a_); }},
      {"cudaDeviceSynchronize", [] { return cudaDeviceSynchronize(); }},
      {"cudaEventSynchronize", [this] { return cudaEventSynchronize(event_); }},
      {"cudaMalloc", [&block] { return cudaMalloc(&block, kBytes); }},
      {"cudaHostAlloc", [&block] { return cudaHostAlloc(&block, kBytes, 0); }},
      {"cudaFree", [this] { return cudaFree(device_); }},
      {"cudaMemcpyAsync", [this, &block] { return copyToHost(&block); }},
      {"cudaMemcpyAsync", [this] { return copyToDevice(this); }}};
  for (const auto& [name, call] : calls) {
    SCOPED_TRACE(name);
    reset();
    beginCapture();
    say(a_, "x");
    EXPECT_EQ(call(), cudaErrorStreamCaptureUnsupported);
    expectComplaint(name);
    expectInvalidated();
  }
  EXPECT_EQ(held().deviceBlocks, 1U);
}

TEST_F(RuntimeDouble, CapturesForbidNoMoreThanTheirModeSays) {
  const auto allocate = [] {
    void* block = nullptr;
    const cudaError_t error = cudaMalloc(&block, kBytes);
    cudaFree(block);
    return error;
  };
  cudaError_t elsewhere = cudaSuccess;
  const auto allocateElsewhere = [&] {
    std::thread([&] { elsewhere = allocate(); }).join();
    return elsewhere;
  };
  beginCapture(cudaStreamCaptureModeRelaxed);
  EXPECT_EQ(allocate(), cudaSuccess);
  EXPECT_EQ(allocateElsewhere(), cudaSuccess);
  cudaGraphExecDestroy(endCapture());
  beginCapture(cudaStreamCaptureModeThreadLocal);
  EXPECT_EQ(allocateElsewhere(), cudaSuccess);
  cudaGraphExecDestroy(endCapture());
  beginCapture(cudaStreamCaptureModeGlobal);
  EXPECT_EQ(allocateElsewhere(), cudaErrorStreamCaptureUnsupported);
  expectInvalidated();
}

TEST_F(RuntimeDouble, KeepsCapturesApartFromOtherWork) {
  say(b_, "");
  cudaEventRecord(event_, b_);
  beginCapture();
  EXPECT_EQ(cudaStreamWaitEvent(a_, event_, 0), cudaErrorStreamCaptureIsolation);
  expectComplaint("cudaStreamWaitEvent");
  expectInvalidated();
}

TEST_F(RuntimeDouble, EventsOfACaptureAreNotWaitedFor) {
  beginCapture();
  say(a_, "1");
  EXPECT_EQ(cudaEventRecord(event_, a_), cudaSuccess);
  EXPECT_EQ(cudaStreamWaitEvent(a_, event_, 0), cudaSuccess);
  say(a_, "2");
  cudaGraphExec_t exec = endCapture();
  EXPECT_TRUE(complaints().empty());
  EXPECT_EQ(cudaEventSynchronize(event_), cudaErrorCapturedEvent);
  expectComplaint("cudaEventSynchronize");
  cudaGraphLaunch(exec, a_);
  EXPECT_EQ(cudaEventRecord(event_, a_), cudaSuccess);
  EXPECT_EQ(cudaEventSynchronize(event_), cudaSuccess);
  EXPECT_EQ(said_, "12");
  cudaGraphExecDestroy(exec);
}

TEST_F(RuntimeDouble, OnlyTheThreadThatBeganACaptureEndsIt) {
  beginCapture();
  cudaGraph_t graph = nullptr;
  cudaError_t error = cudaSuccess;
  std::thread([&] { error = cudaStreamEndCapture(a_, &graph); }).join();
  EXPECT_EQ(error, cudaErrorStreamCaptureWrongThread);
  expectInvalidated();
}

// Failures.

TEST_F(RuntimeDouble, FailsTheNthCallOnce) {
  failCall(2, "cudaLaunch");
  failCall(1, "cudaHostAlloc");
  EXPECT_EQ(say(a_, "1"), cudaSuccess);
  EXPECT_EQ(say(a_, "2"), cudaErrorLaunchFailure);
  EXPECT_EQ(cudaPeekAtLastError(), cudaErrorLaunchFailure);
  EXPECT_EQ(cudaGetLastError(), cudaErrorLaunchFailure);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  EXPECT_EQ(say(a_, "3"), cudaSuccess);
  void* block = nullptr;
  EXPECT_EQ(cudaHostAlloc(&block, kBytes, 0), cudaErrorMemoryAllocation);
  cudaStreamSynchronize(a_);
  EXPECT_EQ(said_, "13");
  EXPECT_EQ(calls("cudaLaunchKernel"), 3);
  EXPECT_EQ(calls(), 5);
  EXPECT_TRUE(complaints().empty());
}

TEST_F(RuntimeDouble, FailsCallsOfAnyName) {
  failCall(2);
  EXPECT_FALSE(mustFail("cudnnCreate"));
  EXPECT_TRUE(mustFail("cublasLtCreate"));
  EXPECT_FALSE(mustFail("cublasLtCreate"));
  EXPECT_EQ(calls("cublasLt"), 2);
  failCall(1);
  EXPECT_EQ(cudaFree(device_), cudaErrorLaunchFailure);
  EXPECT_EQ(held().deviceBlocks, 1U) << "the call did nothing";
}

TEST_F(RuntimeDouble, BrokenDevicesFailEachCall) {
  say(a_, "x");
  cudaEventRecord(event_, a_);
  cudaStreamWaitEvent(b_, event_, 0);
  say(b_, "y");
  breakDevice();
  EXPECT_TRUE(broken());
  EXPECT_EQ(queued(), 0U);
  EXPECT_EQ(cudaStreamSynchronize(a_), cudaErrorIllegalAddress);
  EXPECT_EQ(say(a_, "x"), cudaErrorIllegalAddress);
  enqueue(a_, [this] { said_ += "x"; });
  EXPECT_EQ(cudaGetLastError(), cudaErrorIllegalAddress);
  EXPECT_EQ(cudaGetLastError(), cudaErrorIllegalAddress);
  EXPECT_TRUE(mustFail("cudnnCreate"));
  int count = 1;
  EXPECT_EQ(cudaGetDeviceCount(&count), cudaErrorIllegalAddress);
  reset();
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  EXPECT_EQ(cudaEventQuery(event_), cudaSuccess) << "what will never run is not waited for";
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  EXPECT_EQ(said_, "");
}

TEST_F(RuntimeDouble, WorkMayBreakTheDevice) {
  beginCapture();
  cuda::enqueueOnHost(a_, [] { breakDevice(cudaErrorAssert); });
  say(a_, "x");
  cudaGraphExec_t exec = endCapture();
  say(a_, "1");
  cudaGraphLaunch(exec, a_);
  cudaEventRecord(event_, a_);
  cudaStreamWaitEvent(b_, event_, 0);
  say(b_, "y");
  EXPECT_EQ(cudaStreamSynchronize(b_), cudaErrorAssert);
  EXPECT_EQ(said_, "1");
  EXPECT_EQ(cudaGraphExecDestroy(exec), cudaErrorAssert);
  EXPECT_EQ(held().graphExecs, 0U);
}

TEST_F(RuntimeDouble, BrokenDevicesReleaseWhatTheyHold) {
  beginCapture(cudaStreamCaptureModeGlobal);
  breakDevice(cudaErrorECCUncorrectable);
  cudaGraph_t graph = nullptr;
  EXPECT_EQ(cudaStreamEndCapture(a_, &graph), cudaErrorECCUncorrectable);
  EXPECT_FALSE(isCapturing(a_));
  EXPECT_EQ(cudaFree(std::exchange(device_, nullptr)), cudaErrorECCUncorrectable);
  EXPECT_EQ(cudaFreeHost(std::exchange(pinned_, nullptr)), cudaErrorECCUncorrectable);
  EXPECT_EQ(cudaEventDestroy(event_), cudaErrorECCUncorrectable);
  EXPECT_EQ(cudaStreamDestroy(b_), cudaErrorECCUncorrectable);
  EXPECT_EQ(held().deviceBlocks + held().pinnedBlocks + held().events, 0U);
  EXPECT_EQ(held().streams, 1U);
  EXPECT_TRUE(complaints().empty());
}

// Devices.

TEST_F(RuntimeDouble, DescribesItsDevice) {
  setComputeCapability(7, 5);
  setMemory(1 << 20);
  int count = 0;
  EXPECT_EQ(cudaGetDeviceCount(&count), cudaSuccess);
  EXPECT_EQ(count, 1);
  EXPECT_EQ(cudaSetDevice(0), cudaSuccess);
  EXPECT_EQ(cudaSetDevice(1), cudaErrorInvalidDevice);
  cudaDeviceProp properties;
  EXPECT_EQ(cudaGetDeviceProperties(&properties, 0), cudaSuccess);
  EXPECT_EQ(properties.totalGlobalMem, std::size_t{1} << 20);
  int major = 0;
  int minor = 0;
  cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, 0);
  cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, 0);
  EXPECT_EQ(major * 10 + minor, 75);
  EXPECT_EQ(properties.major * 10 + properties.minor, 75);
  int version = 0;
  EXPECT_EQ(cudaRuntimeGetVersion(&version), cudaSuccess);
  EXPECT_EQ(version, CUDART_VERSION);
  EXPECT_STREQ(cudaGetErrorString(cudaErrorMemoryAllocation), "out of memory");
  EXPECT_STREQ(cudaGetErrorName(cudaErrorNoDevice), "cudaErrorNoDevice");
}

TEST_F(RuntimeDouble, MayHaveNoDevice) {
  int count = 1;
  setDevices(0);
  EXPECT_EQ(cudaGetDeviceCount(&count), cudaErrorNoDevice);
  EXPECT_EQ(count, 0);
  setDevices(0, cudaErrorInsufficientDriver);
  EXPECT_EQ(cudaGetDeviceCount(&count), cudaErrorInsufficientDriver);
  void* block = nullptr;
  EXPECT_EQ(cudaMalloc(&block, kBytes), cudaErrorInsufficientDriver);
  int driver = 0;
  EXPECT_EQ(cudaDriverGetVersion(&driver), cudaSuccess);
  EXPECT_LT(driver, CUDART_VERSION);
  EXPECT_FALSE(broken());
}

TEST_F(RuntimeDouble, ResetsWhatTestsHaveSaid) {
  setConvolutionSupport({.halfToFloat = false});
  EXPECT_FALSE(convolutionSupport().halfToFloat);
  objectMade();
  say(nullptr, "x");
  failCall(1);
  reset();
  EXPECT_TRUE(convolutionSupport().halfToFloat);
  EXPECT_EQ(calls(), 0);
  EXPECT_TRUE(complaints().empty());
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  EXPECT_EQ(held().libraryObjects, 1U) << "objects stay";
  objectDestroyed();
  EXPECT_EQ(held().libraryObjects, 0U);
}

}  // namespace
}  // namespace scalescope::cuda_double
