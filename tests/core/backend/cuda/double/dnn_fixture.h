#pragma once

#include <cudnn.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "core/backend/cuda/double/control.h"

// For tests of cuDNN without its graph API.
namespace scalescope::cuda_double {

using Floats = std::vector<float>;

inline constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
inline constexpr float kOne = 1;
inline constexpr float kZero = 0;

/// FP32 values in device memory.
class Device {
 public:
  Device(cudaStream_t stream, const Floats& values) : stream_(stream), size_(values.size()) {
    EXPECT_EQ(cudaMalloc(&address_, bytes()), cudaSuccess);
    EXPECT_EQ(cudaMemcpyAsync(address_, values.data(), bytes(), cudaMemcpyHostToDevice, stream),
              cudaSuccess);
  }
  ~Device() { cudaFree(address_); }
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  void* get() const { return address_; }
  Floats values() const {
    Floats result(size_);
    EXPECT_EQ(cudaMemcpyAsync(result.data(), address_, bytes(), cudaMemcpyDeviceToHost, stream_),
              cudaSuccess);
    EXPECT_EQ(cudaStreamSynchronize(stream_), cudaSuccess);
    return result;
  }

 private:
  std::size_t bytes() const { return size_ * sizeof(float); }

  cudaStream_t stream_;
  std::size_t size_;
  void* address_ = nullptr;
};

/// A tensor's descriptor; packed as channels, height, width.
class Tensor {
 public:
  Tensor() { EXPECT_EQ(cudnnCreateTensorDescriptor(&descriptor_), CUDNN_STATUS_SUCCESS); }
  Tensor(int n, int c, int h, int w) : Tensor() {
    EXPECT_EQ(set(n, c, h, w, c * h * w, h * w, w, 1), CUDNN_STATUS_SUCCESS);
  }
  ~Tensor() { cudnnDestroyTensorDescriptor(descriptor_); }
  Tensor(const Tensor&) = delete;
  Tensor& operator=(const Tensor&) = delete;

  cudnnStatus_t set(int n, int c, int h, int w, int nStride, int cStride, int hStride,
                    int wStride) {
    return cudnnSetTensor4dDescriptorEx(descriptor_, CUDNN_DATA_FLOAT, n, c, h, w, nStride, cStride,
                                        hStride, wStride);
  }
  cudnnTensorDescriptor_t get() const { return descriptor_; }

 private:
  cudnnTensorDescriptor_t descriptor_ = nullptr;
};

class DnnLegacyDouble : public testing::Test {
 protected:
  DnnLegacyDouble() {
    reset();
    EXPECT_EQ(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), cudaSuccess);
    EXPECT_EQ(cudnnCreate(&handle_), CUDNN_STATUS_SUCCESS);
    EXPECT_EQ(cudnnSetStream(handle_, stream_), CUDNN_STATUS_SUCCESS);
  }
  ~DnnLegacyDouble() override {
    reset();
    buffers_.clear();
    EXPECT_EQ(cudnnDestroy(handle_), CUDNN_STATUS_SUCCESS);
    cudaStreamDestroy(stream_);
    EXPECT_EQ(held().libraryObjects, 0U);
  }

  Device& device(const Floats& values) {
    return *buffers_.emplace_back(std::make_unique<Device>(stream_, values));
  }
  void expectComplaint(cudnnStatus_t status, const std::string& function) {
    EXPECT_EQ(status, CUDNN_STATUS_BAD_PARAM);
    const std::vector<std::string> all = complaints();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_TRUE(all.front().starts_with(function + ": ")) << all.front();
    reset();
  }
  void expectSame(const Floats& values, const Floats& expected) {
    ASSERT_EQ(values.size(), expected.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(expected[i])) {
        EXPECT_TRUE(std::isnan(values[i])) << i;
      } else {
        EXPECT_NEAR(values[i], expected[i], 1e-5) << i;
      }
    }
  }

  cudaStream_t stream_ = nullptr;
  cudnnHandle_t handle_ = nullptr;
  std::vector<std::unique_ptr<Device>> buffers_;
};

}  // namespace scalescope::cuda_double
