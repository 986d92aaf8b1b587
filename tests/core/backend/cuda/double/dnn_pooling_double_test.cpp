#include "core/backend/cuda/double/dnn_fixture.h"

// cuDNN's pooling.
namespace scalescope::cuda_double {
namespace {

const Floats kImage{1, 5, 2, 0, 3, 5, 4, 8, 6};  // 3 x 3

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

}  // namespace
}  // namespace scalescope::cuda_double
