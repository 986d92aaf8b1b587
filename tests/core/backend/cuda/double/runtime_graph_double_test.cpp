#include <cstring>
#include <functional>
#include <thread>
#include <utility>

#include "core/backend/cuda/double/machine.h"
#include "core/backend/cuda/double/runtime_fixture.h"

// Capture and graphs.
namespace scalescope::cuda_double {
namespace {

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

}  // namespace
}  // namespace scalescope::cuda_double
