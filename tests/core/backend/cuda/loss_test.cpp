#include "core/backend/cuda/kernels/loss.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "core/backend/reference.h"

namespace scalescope::cuda {
namespace {

constexpr std::int64_t kSamples = 300;
constexpr std::int64_t kClasses = 10;
constexpr std::int64_t kPitch = 16;  // class counts are padded on a device

struct Case {
  std::vector<float> padded = std::vector<float>(kSamples * kPitch, 1e30F);
  reference::Array plain{{kSamples, kClasses}};
  std::vector<std::int32_t> labels = std::vector<std::int32_t>(kSamples);

  Case() {
    std::mt19937 random(11);
    std::normal_distribution<float> normal(0.0F, 20.0F);
    for (std::int64_t n = 0; n < kSamples; ++n) {
      labels[static_cast<std::size_t>(n)] = static_cast<std::int32_t>(random() % kClasses);
      for (std::int64_t k = 0; k < kClasses; ++k) {
        const float value = normal(random);
        padded[static_cast<std::size_t>(n * kPitch + k)] = value;
        plain[n * kClasses + k] = static_cast<double>(value);
      }
    }
  }
  Logits logits() const { return {padded.data(), Format::fp32, kClasses, kPitch}; }
};

class LossKernel : public testing::TestWithParam<LossKind> {};
INSTANTIATE_TEST_SUITE_P(Kinds, LossKernel, testing::Values(LossKind::crossEntropy, LossKind::mse));

TEST_P(LossKernel, IsTheReferencesLoss) {
  const Case c;
  LossSum result{};
  runOnHost(Grid{1, kThreads},
            Reduction<LossBody>{{c.logits(), c.labels.data(), kSamples, GetParam(), &result}});
  const double expected = reference::loss(c.plain, c.labels, GetParam());
  EXPECT_NEAR(result.loss, expected, 1e-12 * expected);
  std::size_t correct = 0;
  for (std::int64_t n = 0; n < kSamples; ++n) {
    const auto row = c.plain.values.begin() + n * kClasses;
    correct += std::max_element(row, row + kClasses) - row == c.labels[static_cast<std::size_t>(n)];
  }
  EXPECT_EQ(result.correct, correct);
}

TEST_P(LossKernel, LooksAtTheFirstSamplesOnly) {
  Case c;
  LossSum few{};
  runOnHost(Grid{1, kThreads},
            Reduction<LossBody>{{c.logits(), c.labels.data(), 5, GetParam(), &few}});
  c.plain.shape[0] = 5;
  c.plain.values.resize(5 * kClasses);
  c.labels.resize(5);
  const double expected = reference::loss(c.plain, c.labels, GetParam());
  EXPECT_NEAR(few.loss, expected, 1e-12 * expected);
}

TEST_P(LossKernel, GradientIsTheReferencesTimesTheScale) {
  const Case c;
  const float scale = 1024.0F;
  std::vector<float> gradients(c.padded.size(), -7.0F);
  runOnHost(gridOver(kSamples), LossGradient{c.logits(), c.labels.data(), kSamples, GetParam(),
                                             &scale, gradients.data()});
  const reference::Array expected = reference::lossBackward(c.plain, c.labels, GetParam());
  for (std::int64_t n = 0; n < kSamples; ++n) {
    for (std::int64_t k = 0; k < kPitch; ++k) {
      const auto got = static_cast<double>(gradients[static_cast<std::size_t>(n * kPitch + k)]);
      if (k >= kClasses) {
        ASSERT_EQ(got, -7.0) << "padding belongs to nobody";
        continue;
      }
      const double wanted = expected[n * kClasses + k] * 1024.0;
      ASSERT_NEAR(got, wanted, 1e-6 * std::abs(wanted) + 1e-7);
    }
  }
}

TEST(LossKernel, OneNaNLogitMakesTheLossNaN) {
  Case c;
  c.padded[kPitch + 3] = NAN;
  LossSum result{};
  runOnHost(Grid{1, kThreads}, Reduction<LossBody>{{c.logits(), c.labels.data(), kSamples,
                                                    LossKind::crossEntropy, &result}});
  EXPECT_TRUE(std::isnan(result.loss));
}

}  // namespace
}  // namespace scalescope::cuda
