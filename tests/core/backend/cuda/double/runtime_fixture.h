#pragma once

#include <cuda_runtime_api.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/backend/cuda/double/control.h"
#include "core/backend/cuda/launch.h"

namespace scalescope::cuda_double {

inline constexpr std::size_t kBytes = 64;

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

}  // namespace scalescope::cuda_double
