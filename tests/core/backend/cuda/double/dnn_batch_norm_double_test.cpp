#include <cmath>
#include <cstddef>

#include "core/backend/cuda/double/dnn_fixture.h"

// cuDNN's batch normalisation.
namespace scalescope::cuda_double {
namespace {

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
