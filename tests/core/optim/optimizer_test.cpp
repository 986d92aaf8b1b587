#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/base/error.h"
#include "core/optim/optimizer_config.h"

namespace scalescope {
namespace {

OptimizerConfig parse(const std::string& text) {
  static Json json;
  json = Json::parse(text);
  return parseOptimizer(JsonReader(json, "test", "/optimizer"));
}

/// The published rules in double precision, step by step.
struct Reference {
  OptimizerConfig c;
  double value, first = 0.0, second = 0.0;
  int t = 0;

  void sgd(double g) {
    g += c.weightDecay * value;
    if (c.momentum != 0.0) {
      first = t == 0 ? g : c.momentum * first + g;
      g = c.nesterov ? g + c.momentum * first : first;
    }
    ++t;
    value -= c.lr * g;
  }
  void adam(double g) {
    ++t;
    if (c.type == OptimizerType::adamw)
      value -= c.lr * c.weightDecay * value;
    else
      g += c.weightDecay * value;
    first = c.beta1 * first + (1 - c.beta1) * g;
    second = c.beta2 * second + (1 - c.beta2) * g * g;
    const double m = first / (1 - std::pow(c.beta1, t));
    const double v = second / (1 - std::pow(c.beta2, t));
    value -= c.lr * m / (std::sqrt(v) + c.eps);
  }
};

TEST(OptimizerRule, FollowsTheReference) {
  for (const char* text :
       {R"({"type": "sgd", "lr": 0.1})", R"({"type": "sgd", "lr": 0.1, "weight_decay": 0.01})",
        R"({"type": "sgd", "lr": 0.05, "momentum": 0.9})",
        R"({"type": "sgd", "lr": 0.05, "momentum": 0.9, "nesterov": true, "weight_decay": 0.1})",
        R"({"type": "adam", "lr": 0.01})", R"({"type": "adam", "lr": 0.01, "weight_decay": 0.1})",
        R"({"type": "adamw", "lr": 0.01, "weight_decay": 0.1, "beta1": 0.8})"}) {
    const OptimizerConfig config = parse(text);
    Reference reference{config, 0.7};
    float value = 0.7F, first = 0.0F, second = 0.0F;
    std::mt19937 random(2);
    std::normal_distribution<float> normal;
    for (int step = 0; step < 200; ++step) {
      const float gradient = normal(random);
      const UpdateConstants constants = updateConstants(config, config.lr, step);
      if (config.type == OptimizerType::sgd) {
        updateSgd(constants, Format::fp32, value, gradient, first);
        reference.sgd(static_cast<double>(gradient));
      } else {
        updateAdam(constants, Format::fp32, value, gradient, first, second);
        reference.adam(static_cast<double>(gradient));
      }
      ASSERT_NEAR(value, reference.value, 2e-5) << text << " at step " << step;
      // Relative, so that a decay constant rounded in the wrong place shows.
      ASSERT_NEAR(second, reference.second, 3e-6 * reference.second) << text;
    }
  }
}

TEST(UpdateConstants, AreComputedInDoubleAndRoundedOnce) {
  const OptimizerConfig config = parse(R"({"type": "adamw", "lr": 0.1, "weight_decay": 0.3})");
  const UpdateConstants first = updateConstants(config, 0.001, 0);
  EXPECT_TRUE(first.firstStep);
  EXPECT_EQ(first.lr, 0.001F);  // the schedule's rate, not the configuration's
  EXPECT_EQ(first.keptWeight, 0.9997F);
  EXPECT_EQ(first.newShare1, 0.1F);
  EXPECT_EQ(first.newShare2, 0.001F);
  EXPECT_FLOAT_EQ(first.stepSize, 0.01F);  // 0.001 / (1 − 0.9)
  EXPECT_FLOAT_EQ(first.biasCorrection2Sqrt, 0.0316227766F);
  const UpdateConstants third = updateConstants(config, 0.001, 2);
  EXPECT_FALSE(third.firstStep);
  EXPECT_FLOAT_EQ(third.stepSize, static_cast<float>(0.001 / 0.271));   // 1 − 0.9³
  EXPECT_FLOAT_EQ(third.biasCorrection2Sqrt, std::sqrt(0.002997001F));  // 1 − 0.999³
}

TEST(OptimizerRule, AdamInFp16LosesItsEpsAndItsSecondMoment) {
  const OptimizerConfig config = parse(R"({"type": "adam", "lr": 0.001})");
  float value = 1.0F, first = 0.0F, second = 0.0F;
  updateAdam(updateConstants(config, config.lr, 0), Format::fp16, value, 1e-4F, first, second);
  EXPECT_EQ(second, 0.0F);             // (1e-4)² is 0 in FP16
  EXPECT_FALSE(std::isfinite(value));  // so is eps, and the update divides by their sum
  value = 1.0F;
  first = second = 0.0F;
  updateAdam(updateConstants(config, config.lr, 0), Format::fp32, value, 1e-4F, first, second);
  EXPECT_NEAR(value, 0.999F, 1e-5);
}

TEST(OptimizerRule, SgdInFp16LosesSmallUpdates) {
  const OptimizerConfig config = parse(R"({"type": "sgd", "lr": 1})");
  float buffer = 0.0F;
  float value = 1.0F;
  updateSgd(updateConstants(config, 1.0, 0), Format::fp16, value, 0x1.fp-13F, buffer);
  EXPECT_EQ(value, 1.0F);
  updateSgd(updateConstants(config, 1.0, 0), Format::fp32, value, 0x1.fp-13F, buffer);
  EXPECT_LT(value, 1.0F);
}

// A momentum that fades is one long before the update is: what is zero is not lost.
TEST(OptimizerRule, AnUpdateThatIsZeroIsNotLost) {
  for (const char* text : {R"({"type": "sgd", "lr": 0.001, "momentum": 0.9})",
                           R"({"type": "adam", "lr": 1e-20, "eps": 1})"}) {
    const OptimizerConfig config = parse(text);
    const UpdateConstants constants = updateConstants(config, config.lr, 1);
    ElementState element{1.0F, 1e-44F, 0.0F, 0.0F};
    if (config.type != OptimizerType::sgd) element.first = 1e-30F;
    EXPECT_FALSE(updateElement(constants, Format::fp32, {}, 0.0F, element)) << text;
    EXPECT_NE(element.first, 0.0F);
    EXPECT_EQ(element.takenOff, 0.0F);
    element.first = 1e-3F;
    element.value = 1e10F;
    EXPECT_TRUE(updateElement(constants, Format::fp32, {}, 0.0F, element)) << text;
    EXPECT_NE(element.takenOff, 0.0F);
  }
}

TEST(OptimizerConfig, RoundTripsAndRefuses) {
  for (const char* text : {R"({"type": "sgd", "lr": 0.1, "momentum": 0.5, "nesterov": true})",
                           R"({"type": "adamw", "lr": 0.1, "beta2": 0.9, "eps": 0})"}) {
    EXPECT_EQ(parse(toJson(parse(text)).dump()), parse(text));
  }
  EXPECT_THROW(parse(R"({"type": "sgd"})"), Error);
  EXPECT_THROW(parse(R"({"type": "sgd", "lr": 0.1, "beta1": 0.9})"), Error);
  EXPECT_THROW(parse(R"({"type": "adam", "lr": 0.1, "beta1": 1})"), Error);
  EXPECT_THROW(parse(R"({"type": "sgd", "lr": 0.1, "nesterov": true})"), Error);
  EXPECT_THROW(parse(R"({"type": "sgd", "lr": "fast"})"), Error);
}

}  // namespace
}  // namespace scalescope
