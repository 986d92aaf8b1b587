#include <cudnn.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "core/backend/cuda/double/control.h"
#include "core/backend/cuda/double/dnn_handle.h"

// The double of cuDNN without its graph API: handles, tensors, pooling, batch normalisation.
namespace scalescope::cuda_double {
namespace {

using Floats = std::vector<float>;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kOne = 1;
constexpr float kZero = 0;

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

/// A square pooling's descriptor.
class Pooling {
 public:
  Pooling(cudnnPoolingMode_t mode, int window, int padding, int stride,
          cudnnNanPropagation_t nan = CUDNN_PROPAGATE_NAN) {
    EXPECT_EQ(cudnnCreatePoolingDescriptor(&descriptor_), CUDNN_STATUS_SUCCESS);
    EXPECT_EQ(cudnnSetPooling2dDescriptor(descriptor_, mode, nan, window, window, padding, padding,
                                          stride, stride),
              CUDNN_STATUS_SUCCESS);
  }
  ~Pooling() { cudnnDestroyPoolingDescriptor(descriptor_); }
  Pooling(const Pooling&) = delete;
  Pooling& operator=(const Pooling&) = delete;

  cudnnPoolingDescriptor_t get() const { return descriptor_; }

 private:
  cudnnPoolingDescriptor_t descriptor_ = nullptr;
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

  cudnnStatus_t pool(const Pooling& pooling, const Tensor& xDesc, const Device& x,
                     const Tensor& yDesc, const Device& y, float alpha = 1, float beta = 0) {
    return cudnnPoolingForward(handle_, pooling.get(), &alpha, xDesc.get(), x.get(), &beta,
                               yDesc.get(), y.get());
  }
  /// Of one image of one channel, `size` pixels high and wide.
  Floats pooled(const Pooling& pooling, const Floats& x, int size, int outputSize) {
    const Tensor xDesc(1, 1, size, size);
    const Tensor yDesc(1, 1, outputSize, outputSize);
    const auto outputs = static_cast<std::size_t>(outputSize) * outputSize;
    Device& y = device(Floats(outputs, kNan));
    EXPECT_EQ(pool(pooling, xDesc, device(x), yDesc, y), CUDNN_STATUS_SUCCESS);
    return y.values();
  }
  Floats poolGradient(const Pooling& pooling, const Floats& x, int size, const Floats& dy,
                      int outputSize) {
    const Tensor xDesc(1, 1, size, size);
    const Tensor yDesc(1, 1, outputSize, outputSize);
    Device& input = device(x);
    Device& y = device(Floats(dy.size()));
    Device& dx = device(Floats(x.size(), kNan));
    EXPECT_EQ(pool(pooling, xDesc, input, yDesc, y), CUDNN_STATUS_SUCCESS);
    EXPECT_EQ(cudnnPoolingBackward(handle_, pooling.get(), &kOne, yDesc.get(), y.get(), yDesc.get(),
                                   device(dy).get(), xDesc.get(), input.get(), &kZero, xDesc.get(),
                                   dx.get()),
              CUDNN_STATUS_SUCCESS);
    return dx.values();
  }

  cudaStream_t stream_ = nullptr;
  cudnnHandle_t handle_ = nullptr;
  std::vector<std::unique_ptr<Device>> buffers_;
};

// Handles and descriptors.

TEST_F(DnnLegacyDouble, KnowsItsHandles) {
  EXPECT_TRUE(isDnnHandle(handle_));
  EXPECT_EQ(streamOf(handle_), stream_);
  EXPECT_EQ(held().libraryObjects, 1U);
  cudnnHandle_t other = nullptr;
  ASSERT_EQ(cudnnCreate(&other), CUDNN_STATUS_SUCCESS);
  EXPECT_EQ(streamOf(other), nullptr);
  EXPECT_EQ(cudnnDestroy(other), CUDNN_STATUS_SUCCESS);
  EXPECT_FALSE(isDnnHandle(other));
  EXPECT_EQ(streamOf(other), nullptr);
  expectComplaint(cudnnDestroy(other), "cudnnDestroy");
  expectComplaint(cudnnSetStream(other, stream_), "cudnnSetStream");
  expectComplaint(cudnnCreate(nullptr), "cudnnCreate");
}

TEST_F(DnnLegacyDouble, RefusesDestroyedStreams) {
  cudaStream_t gone = nullptr;
  cudaStreamCreateWithFlags(&gone, cudaStreamNonBlocking);
  cudaStreamDestroy(gone);
  expectComplaint(cudnnSetStream(handle_, gone), "cudnnSetStream");
  EXPECT_EQ(streamOf(handle_), stream_);
}

TEST_F(DnnLegacyDouble, NamesVersionAndErrors) {
  EXPECT_EQ(cudnnGetVersion(), 91900U);
  EXPECT_STREQ(cudnnGetErrorString(CUDNN_STATUS_SUCCESS), "CUDNN_STATUS_SUCCESS");
  EXPECT_STREQ(cudnnGetErrorString(CUDNN_STATUS_BAD_PARAM_NULL_POINTER),
               "CUDNN_STATUS_BAD_PARAM_NULL_POINTER");
  EXPECT_STREQ(cudnnGetErrorString(CUDNN_STATUS_EXECUTION_FAILED), "CUDNN_STATUS_EXECUTION_FAILED");
  char message[8] = "unset";
  cudnnGetLastErrorString(message, sizeof message);
  EXPECT_STREQ(message, "");
  cudnnDestroyPoolingDescriptor(nullptr);
  cudnnGetLastErrorString(message, sizeof message);
  EXPECT_STREQ(message, "cudnnDe");
}

TEST_F(DnnLegacyDouble, FailsAsPlannedAndReleasesAllTheSame) {
  cudnnTensorDescriptor_t tensor = nullptr;
  failCall(1, "cudnnCreateTensorDescriptor");
  EXPECT_EQ(cudnnCreateTensorDescriptor(&tensor), CUDNN_STATUS_ALLOC_FAILED);
  EXPECT_EQ(cudnnCreateTensorDescriptor(&tensor), CUDNN_STATUS_SUCCESS);
  EXPECT_EQ(held().libraryObjects, 2U);
  failCall(1, "cudnnDestroy");
  EXPECT_EQ(cudnnDestroyTensorDescriptor(tensor), CUDNN_STATUS_EXECUTION_FAILED);
  EXPECT_EQ(held().libraryObjects, 1U);
  failCall(1);
  EXPECT_EQ(cudnnSetStream(handle_, stream_), CUDNN_STATUS_EXECUTION_FAILED);
  EXPECT_TRUE(complaints().empty());
}

TEST_F(DnnLegacyDouble, RefusesWrongTensors) {
  constexpr const char* function = "cudnnSetTensor4dDescriptorEx";
  Tensor tensor;
  expectComplaint(tensor.set(1, 0, 1, 1, 1, 1, 1, 1), function);
  expectComplaint(tensor.set(1, 1, 1, 1, 1, -1, 1, 1), function);
  EXPECT_EQ(tensor.set(1 << 16, 1 << 16, 1, 1, 1 << 16, 1, 1, 1), CUDNN_STATUS_NOT_SUPPORTED);
  EXPECT_EQ(complaints().size(), 1U);
  reset();
  expectComplaint(cudnnSetTensor4dDescriptorEx(tensor.get(), static_cast<cudnnDataType_t>(99), 1, 1,
                                               1, 1, 1, 1, 1, 1),
                  function);
  expectComplaint(cudnnSetTensor4dDescriptorEx(nullptr, CUDNN_DATA_FLOAT, 1, 1, 1, 1, 1, 1, 1, 1),
                  function);
}

TEST_F(DnnLegacyDouble, RefusesWrongPoolings) {
  const Pooling pooling(CUDNN_POOLING_MAX, 2, 0, 2);
  const auto set = [&](int mode, int nan, int window, int padding, int stride) {
    return cudnnSetPooling2dDescriptor(pooling.get(), static_cast<cudnnPoolingMode_t>(mode),
                                       static_cast<cudnnNanPropagation_t>(nan), window, window,
                                       padding, padding, stride, stride);
  };
  constexpr const char* function = "cudnnSetPooling2dDescriptor";
  expectComplaint(set(0, 1, 0, 0, 2), function);
  expectComplaint(set(0, 1, 2, -1, 2), function);
  expectComplaint(set(0, 1, 2, 2, 2), function);
  expectComplaint(set(0, 1, 2, 0, 0), function);
}

// Pooling.

const Floats kImage{1, 5, 2, 0, 3, 5, 4, 8, 6};  // 3 x 3

TEST_F(DnnLegacyDouble, PoolsMaxima) {
  for (const auto mode : {CUDNN_POOLING_MAX, CUDNN_POOLING_MAX_DETERMINISTIC}) {
    expectSame(pooled(Pooling(mode, 2, 0, 1), kImage, 3, 2), {5, 5, 8, 8});
    expectSame(pooled(Pooling(mode, 3, 1, 2), kImage, 3, 2), {5, 5, 8, 8});
  }
  // Padding is no value.
  const Floats negative{-1, -2, -3, -4};
  expectSame(pooled(Pooling(CUDNN_POOLING_MAX, 2, 1, 2), negative, 2, 2), {-1, -2, -3, -4});
}

TEST_F(DnnLegacyDouble, PoolsAverages) {
  const Pooling included(CUDNN_POOLING_AVERAGE_COUNT_INCLUDE_PADDING, 3, 1, 2);
  const Pooling excluded(CUDNN_POOLING_AVERAGE_COUNT_EXCLUDE_PADDING, 3, 1, 2);
  expectSame(pooled(included, kImage, 3, 2), {1.F, 15 / 9.F, 15 / 9.F, 22 / 9.F});
  expectSame(pooled(excluded, kImage, 3, 2), {9 / 4.F, 15 / 4.F, 15 / 4.F, 22 / 4.F});
}

TEST_F(DnnLegacyDouble, PoolsNanAsToldTo) {
  const Floats x{1, kNan, 3, 2};
  constexpr auto mode = CUDNN_POOLING_MAX_DETERMINISTIC;
  expectSame(pooled(Pooling(mode, 2, 0, 1), x, 2, 1), {kNan});
  expectSame(pooled(Pooling(mode, 2, 0, 1, CUDNN_NOT_PROPAGATE_NAN), x, 2, 1), {3});
  expectSame(pooled(Pooling(mode, 2, 0, 1, CUDNN_NOT_PROPAGATE_NAN), {kNan, kNan, -3, kNan}, 2, 1),
             {-3});
  expectSame(poolGradient(Pooling(mode, 2, 0, 1), x, 2, {4}, 1), {0, 4, 0, 0});
}

TEST_F(DnnLegacyDouble, PoolsGradientsOfMaxima) {
  const Pooling overlapping(CUDNN_POOLING_MAX_DETERMINISTIC, 2, 0, 1);
  // Of equal values the first one gets it; windows add up.
  expectSame(poolGradient(overlapping, kImage, 3, {1, 10, 100, 1000}, 2),
             {0, 11, 0, 0, 0, 0, 0, 1100, 0});
}

TEST_F(DnnLegacyDouble, PoolsGradientsOfAverages) {
  const Pooling included(CUDNN_POOLING_AVERAGE_COUNT_INCLUDE_PADDING, 2, 1, 2);
  const Pooling excluded(CUDNN_POOLING_AVERAGE_COUNT_EXCLUDE_PADDING, 2, 1, 2);
  const Floats dy{4, 8, 12, 16};
  expectSame(poolGradient(included, kImage, 3, dy, 2), {1, 2, 2, 3, 4, 4, 3, 4, 4});
  expectSame(poolGradient(excluded, kImage, 3, dy, 2), {4, 4, 4, 6, 4, 4, 6, 4, 4});
}

TEST_F(DnnLegacyDouble, PoolsAnyStrides) {
  Tensor xDesc;
  Tensor yDesc;
  ASSERT_EQ(xDesc.set(2, 2, 2, 2, 8, 1, 4, 2), CUDNN_STATUS_SUCCESS);  // channels last
  ASSERT_EQ(yDesc.set(2, 2, 1, 1, 1, 3, 1, 1), CUDNN_STATUS_SUCCESS);  // a gap between channels
  const Floats x{1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 7, -7, 8, -8};
  Device& y = device(Floats(5, 9));
  EXPECT_EQ(pool(Pooling(CUDNN_POOLING_MAX, 2, 0, 2), xDesc, device(x), yDesc, y),
            CUDNN_STATUS_SUCCESS);
  expectSame(y.values(), {4, 8, 9, -1, -5});
}

TEST_F(DnnLegacyDouble, BlendsAndDefersWithTheFactorsOfTheCall) {
  const Tensor xDesc(1, 1, 2, 2);
  const Tensor yDesc(1, 1, 1, 1);
  Device& x = device({1, 2, 3, 4});
  Device& y = device({10});
  ASSERT_EQ(cudaStreamSynchronize(stream_), cudaSuccess);
  const Pooling pooling(CUDNN_POOLING_MAX, 2, 0, 2);
  float alpha = 2;
  float beta = 0.5F;
  EXPECT_EQ(cudnnPoolingForward(handle_, pooling.get(), &alpha, xDesc.get(), x.get(), &beta,
                                yDesc.get(), y.get()),
            CUDNN_STATUS_SUCCESS);
  alpha = beta = 100;
  EXPECT_EQ(queued(), 1U);
  expectSame(y.values(), {13});
}

TEST_F(DnnLegacyDouble, RefusesWrongPoolingCalls) {
  constexpr const char* function = "cudnnPoolingForward";
  const Pooling pooling(CUDNN_POOLING_MAX, 2, 0, 2);
  const Tensor xDesc(1, 1, 2, 2);
  const Tensor yDesc(1, 1, 1, 1);
  const Device& x = device(Floats(4));
  const Device& y = device(Floats(1));
  const auto call = [&](const Tensor& xOf, const void* from, const Tensor& yOf, void* to) {
    return cudnnPoolingForward(handle_, pooling.get(), &kOne, xOf.get(), from, &kZero, yOf.get(),
                               to);
  };
  const Floats host(4);
  expectComplaint(call(xDesc, nullptr, yDesc, y.get()), function);
  expectComplaint(call(xDesc, host.data(), yDesc, y.get()), function);
  expectComplaint(call(xDesc, static_cast<char*>(x.get()) + 1, yDesc, y.get()), function);
  expectComplaint(call(Tensor(1, 1, 3, 2), x.get(), yDesc, y.get()), function);
  expectComplaint(call(xDesc, x.get(), Tensor(), y.get()), function);
  expectComplaint(call(Tensor(1, 1, 2, 1), x.get(), yDesc, y.get()), function);
  expectComplaint(call(xDesc, x.get(), xDesc, x.get()), function);
  expectComplaint(cudnnPoolingForward(handle_, pooling.get(), nullptr, xDesc.get(), x.get(), &kZero,
                                      yDesc.get(), y.get()),
                  function);
  expectComplaint(cudnnPoolingForward(handle_, nullptr, &kOne, xDesc.get(), x.get(), &kZero,
                                      yDesc.get(), y.get()),
                  function);
  ASSERT_EQ(cudnnSetStream(handle_, nullptr), CUDNN_STATUS_SUCCESS);
  expectComplaint(call(xDesc, x.get(), yDesc, y.get()), function);
}

TEST_F(DnnLegacyDouble, RefusesGradientsThatDifferBetweenRuns) {
  const Tensor desc(1, 1, 1, 1);
  const Device& data = device({1});
  const auto backward = [&](cudnnPoolingMode_t mode, const Tensor& dyDesc) {
    const Pooling pooling(mode, 1, 0, 1);
    return cudnnPoolingBackward(handle_, pooling.get(), &kOne, desc.get(), data.get(), dyDesc.get(),
                                data.get(), desc.get(), data.get(), &kZero, desc.get(), data.get());
  };
  expectComplaint(backward(CUDNN_POOLING_MAX, desc), "cudnnPoolingBackward");
  Tensor otherStrides;
  otherStrides.set(1, 1, 1, 1, 2, 1, 1, 1);
  expectComplaint(backward(CUDNN_POOLING_MAX_DETERMINISTIC, otherStrides), "cudnnPoolingBackward");
}

// Batch normalisation.

/// Two images of two channels, two pixels each.
class DnnLegacyDoubleNorm : public DnnLegacyDouble {
 protected:
  static constexpr double kEpsilon = 0.25;

  cudnnStatus_t derive(cudnnBatchNormMode_t mode) {
    mode_ = mode;
    return cudnnDeriveBNTensorDescriptor(parameters_.get(), data_.get(), mode);
  }
  cudnnStatus_t train(double factor, const Device* mean, const Device* variance,
                      const Device* savedMean, const Device* savedInverse,
                      double epsilon = kEpsilon) {
    const auto address = [](const Device* device) { return device ? device->get() : nullptr; };
    return cudnnBatchNormalizationForwardTraining(
        handle_, mode_, &kOne, &kZero, data_.get(), x_->get(), data_.get(), y_->get(),
        parameters_.get(), scale_->get(), bias_->get(), factor, address(mean), address(variance),
        epsilon, address(savedMean), address(savedInverse));
  }
  cudnnStatus_t infer(const Device& mean, const Device& variance) {
    return cudnnBatchNormalizationForwardInference(
        handle_, mode_, &kOne, &kZero, data_.get(), x_->get(), data_.get(), y_->get(),
        parameters_.get(), scale_->get(), bias_->get(), mean.get(), variance.get(), kEpsilon);
  }
  cudnnStatus_t backward(const Device& dy, const Device& dx, const Device& dScale,
                         const Device& dBias, const void* mean, const void* inverse,
                         float betaData = 0, float betaParameters = 0) {
    return cudnnBatchNormalizationBackward(handle_, mode_, &kOne, &betaData, &kOne, &betaParameters,
                                           data_.get(), x_->get(), data_.get(), dy.get(),
                                           data_.get(), dx.get(), parameters_.get(), scale_->get(),
                                           dScale.get(), dBias.get(), kEpsilon, mean, inverse);
  }
  /// The sum of y's values times dy's for changed values.
  double loss(const Floats& x, const Floats& scale, const Floats& bias) {
    x_ = &device(x);
    scale_ = &device(scale);
    bias_ = &device(bias);
    EXPECT_EQ(train(1, nullptr, nullptr, nullptr, nullptr), CUDNN_STATUS_SUCCESS);
    const Floats y = y_->values();
    double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i) sum += double{y[i]} * kGradient[i];
    return sum;
  }
  template <typename Loss>
  void expectSlopes(const Floats& at, const Floats& gradient, const Loss& lossAt) {
    constexpr float kStep = 1e-2F;
    for (std::size_t i = 0; i < at.size(); ++i) {
      Floats above = at;
      Floats below = at;
      above[i] += kStep;
      below[i] -= kStep;
      EXPECT_NEAR((lossAt(above) - lossAt(below)) / (2 * kStep), gradient[i], 2e-3) << i;
    }
  }
  void expectGradientsAreSlopes(cudnnBatchNormMode_t mode, const Floats& scale);

  const Floats kValues{1, 3, 0, 2, 5, 7, -2, 4};
  const Floats kGradient{1, -2, 3, 0.5F, -1, 2, 0.25F, 1};
  Tensor data_{2, 2, 1, 2};
  Tensor parameters_;
  cudnnBatchNormMode_t mode_ = CUDNN_BATCHNORM_SPATIAL;
  const Device* x_ = &device(kValues);
  const Device* y_ = &device(Floats(8, kNan));
  const Device* scale_ = &device({2, 1});
  const Device* bias_ = &device({0, 10});
};

TEST_F(DnnLegacyDoubleNorm, NormalizesChannelsInTraining) {
  ASSERT_EQ(derive(CUDNN_BATCHNORM_SPATIAL), CUDNN_STATUS_SUCCESS);
  const Device& mean = device({8, 0});
  const Device& variance = device({1, 3});
  const Device& savedMean = device({kNan, kNan});
  const Device& savedInverse = device({kNan, kNan});
  ASSERT_EQ(train(0.5, &mean, &variance, &savedMean, &savedInverse), CUDNN_STATUS_SUCCESS);
  // Means 4 and 1, variances 5 and 5 of the values, 20/3 of what they are a sample of.
  const float inverse = 1 / std::sqrt(5.25F);
  expectSame(savedMean.values(), {4, 1});
  expectSame(savedInverse.values(), {inverse, inverse});
  expectSame(mean.values(), {6, 0.5F});
  expectSame(variance.values(), {0.5F + 10 / 3.F, 1.5F + 10 / 3.F});
  expectSame(y_->values(), {-6 * inverse, -2 * inverse, 10 - inverse, 10 + inverse, 2 * inverse,
                            6 * inverse, 10 - 3 * inverse, 10 + 3 * inverse});
}

TEST_F(DnnLegacyDoubleNorm, StartsRunningStatisticsWithAFactorOfOne) {
  ASSERT_EQ(derive(CUDNN_BATCHNORM_SPATIAL), CUDNN_STATUS_SUCCESS);
  const Device& mean = device({kNan, kNan});
  const Device& variance = device({kNan, kNan});
  ASSERT_EQ(train(1, &mean, &variance, nullptr, nullptr), CUDNN_STATUS_SUCCESS);
  expectSame(mean.values(), {4, 1});
  expectSame(variance.values(), {20 / 3.F, 20 / 3.F});
}

TEST_F(DnnLegacyDoubleNorm, NormalizesActivations) {
  ASSERT_EQ(derive(CUDNN_BATCHNORM_PER_ACTIVATION), CUDNN_STATUS_SUCCESS);
  scale_ = &device({1, 2, 3, 4});
  bias_ = &device({0, 0, 1, 1});
  const Device& mean = device(Floats(4));
  const Device& variance = device(Floats(4));
  ASSERT_EQ(train(1, &mean, &variance, nullptr, nullptr), CUDNN_STATUS_SUCCESS);
  expectSame(mean.values(), {3, 5, -1, 3});
  expectSame(variance.values(), {8, 8, 2, 2});
  const float wide = 2 / std::sqrt(4.25F);
  const float narrow = 1 / std::sqrt(1.25F);
  expectSame(y_->values(), {-wide, -2 * wide, 1 + 3 * narrow, 1 - 4 * narrow, wide, 2 * wide,
                            1 - 3 * narrow, 1 + 4 * narrow});
}

TEST_F(DnnLegacyDoubleNorm, NormalizesInInference) {
  ASSERT_EQ(derive(CUDNN_BATCHNORM_SPATIAL), CUDNN_STATUS_SUCCESS);
  ASSERT_EQ(infer(device({1, 2}), device({3.75F, 0.75F})), CUDNN_STATUS_SUCCESS);
  expectSame(y_->values(), {0, 2, 8, 10, 4, 6, 6, 12});
}

void DnnLegacyDoubleNorm::expectGradientsAreSlopes(cudnnBatchNormMode_t mode, const Floats& scale) {
  const Floats bias(scale.size(), 0.5F);
  ASSERT_EQ(derive(mode), CUDNN_STATUS_SUCCESS);
  const Floats zeros(scale.size());
  const Device& mean = device(zeros);
  const Device& inverse = device(zeros);
  const Device& dy = device(kGradient);
  const Device& dx = device(Floats(8, kNan));
  const Device& dScale = device(zeros);
  const Device& dBias = device(zeros);
  scale_ = &device(scale);
  bias_ = &device(bias);
  ASSERT_EQ(train(1, nullptr, nullptr, &mean, &inverse), CUDNN_STATUS_SUCCESS);
  ASSERT_EQ(backward(dy, dx, dScale, dBias, mean.get(), inverse.get()), CUDNN_STATUS_SUCCESS);
  const Floats fromSaved = dx.values();
  // The same without what was saved.
  ASSERT_EQ(backward(dy, dx, dScale, dBias, nullptr, nullptr), CUDNN_STATUS_SUCCESS);
  expectSame(dx.values(), fromSaved);
  expectSlopes(kValues, fromSaved, [&](const Floats& x) { return loss(x, scale, bias); });
  expectSlopes(scale, dScale.values(), [&](const Floats& s) { return loss(kValues, s, bias); });
  expectSlopes(bias, dBias.values(), [&](const Floats& b) { return loss(kValues, scale, b); });
}

TEST_F(DnnLegacyDoubleNorm, GivesTheGradientsOfChannels) {
  expectGradientsAreSlopes(CUDNN_BATCHNORM_SPATIAL, {2, -1});
}

TEST_F(DnnLegacyDoubleNorm, GivesTheGradientsOfActivations) {
  expectGradientsAreSlopes(CUDNN_BATCHNORM_PER_ACTIVATION, {2, -1, 0.5F, 1});
}

TEST_F(DnnLegacyDoubleNorm, BlendsGradients) {
  ASSERT_EQ(derive(CUDNN_BATCHNORM_SPATIAL), CUDNN_STATUS_SUCCESS);
  const Device& dy = device(Floats(8, 1));
  const Device& dx = device(Floats(8, 3));
  const Device& dScale = device({1, 2});
  const Device& dBias = device({1, 2});
  ASSERT_EQ(backward(dy, dx, dScale, dBias, nullptr, nullptr, 2, 3), CUDNN_STATUS_SUCCESS);
  expectSame(dx.values(), Floats(8, 6));  // equal gradients move nothing
  expectSame(dScale.values(), {3, 6});
  expectSame(dBias.values(), {7, 10});
}

TEST_F(DnnLegacyDoubleNorm, RefusesWrongCalls) {
  constexpr const char* function = "cudnnBatchNormalizationForwardTraining";
  expectComplaint(derive(CUDNN_BATCHNORM_SPATIAL_PERSISTENT), "cudnnDeriveBNTensorDescriptor");
  expectComplaint(train(1, nullptr, nullptr, nullptr, nullptr), function);  // not derived
  ASSERT_EQ(derive(CUDNN_BATCHNORM_SPATIAL), CUDNN_STATUS_SUCCESS);
  const Device& two = device({0, 0});
  const Device& one = device({0});
  expectComplaint(train(1, &two, nullptr, nullptr, nullptr), function);
  expectComplaint(train(1, nullptr, nullptr, nullptr, &two), function);
  expectComplaint(train(1, &two, &one, nullptr, nullptr), function);
  expectComplaint(train(1, nullptr, nullptr, nullptr, nullptr, -1), function);
  mode_ = CUDNN_BATCHNORM_PER_ACTIVATION;
  expectComplaint(train(1, nullptr, nullptr, nullptr, nullptr), function);
  mode_ = CUDNN_BATCHNORM_SPATIAL_PERSISTENT;
  expectComplaint(train(1, nullptr, nullptr, nullptr, nullptr), function);
  mode_ = CUDNN_BATCHNORM_SPATIAL;
  expectComplaint(backward(one, *x_, two, two, nullptr, nullptr),
                  "cudnnBatchNormalizationBackward");
}

TEST_F(DnnLegacyDoubleNorm, FailsAsPlannedAndOnBrokenDevices) {
  ASSERT_EQ(derive(CUDNN_BATCHNORM_SPATIAL), CUDNN_STATUS_SUCCESS);
  failCall(1, "cudnnBatchNormalization");
  EXPECT_EQ(train(1, nullptr, nullptr, nullptr, nullptr), CUDNN_STATUS_EXECUTION_FAILED);
  EXPECT_EQ(train(1, nullptr, nullptr, nullptr, nullptr), CUDNN_STATUS_SUCCESS);
  breakDevice();
  EXPECT_EQ(infer(*scale_, *bias_), CUDNN_STATUS_EXECUTION_FAILED);
  EXPECT_TRUE(complaints().empty());
}

}  // namespace
}  // namespace scalescope::cuda_double
