#include <utility>

#include "core/backend/cuda/double/machine.h"
#include "core/backend/cuda/double/runtime_fixture.h"

// Failures that a test plans, and devices that are lost.
namespace scalescope::cuda_double {
namespace {

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
