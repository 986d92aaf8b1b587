#include "core/diagnosis/findings.h"

#include <gtest/gtest.h>

#include <memory>

#include "core/numerics/cast_counts.h"
#include "core/train/fixtures.h"
#include "core/train/tensor_record.h"

namespace scalescope {
namespace {

/// Ten values of this size, before a cast to the tensor's format.
TensorSummary counted(const TensorInfo& tensor, float value) {
  TensorStatistics values;
  CastCounts casts;
  for (int i = 0; i < 10; ++i) {
    values.add(value);
    countCast(casts, value, roundTo(tensor.format, value));
  }
  return summarise(values, casts);
}

std::vector<Finding> findingsAt(Format format, float value, float other) {
  auto tensors = std::make_shared<TensorTable>();
  tensors->push_back({"loss.input.grad", TensorRole::gradient, format});
  tensors->push_back({"layers.0.weight.grad", TensorRole::gradient, Format::fp16});
  const ScaledStatistics newest{
      {0, 5, tensors, {counted(tensors->at(0), value), counted(tensors->at(1), other)}, 1.0}, 1.0};
  ExperimentConfig config = test::configWith();
  config.runs.resize(1);
  config.runs.front().scaler.kind = ScalerKind::fixed;
  config.runs.front().scaler.scale = 1.0;
  return findingsOf(config, 0, {&newest, 1});
}

bool tells(const std::vector<Finding>& findings, const std::string& words) {
  return !findings.empty() && findings.front().sentence.find(words) != std::string::npos;
}

TEST(Findings, AHigherScaleIsABoundWhereGradientsAreAllZero) {
  EXPECT_TRUE(tells(findingsAt(Format::fp16, 1e-9F, 1e-3F), "times as high"));
  EXPECT_FALSE(tells(findingsAt(Format::fp16, 1e-9F, 1e-3F), "That is a bound"));
  EXPECT_TRUE(tells(findingsAt(Format::fp16, 1e-9F, 0.0F),
                    "That is a bound: 1 gradient is all zero before its cast"));
}

TEST(Findings, ALossScaleDoesNothingForFp8ThatHasScalesOfItsOwn) {
  const auto findings = findingsAt(Format::e5m2, 1e-9F, 1e-3F);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].cause, Cause::formatTooNarrow);
  EXPECT_FALSE(findings[0].raise);
  EXPECT_TRUE(tells(findings, "each operand has a scale of its own")) << findings[0].sentence;
}

// A step that loses all of few values, among steps that lose little of many.
TEST(Findings, SharesOfValuesAndOfTheirSumAreMeansOfTheSameSteps) {
  auto tensors = std::make_shared<TensorTable>();
  tensors->push_back({"layers.0.input", TensorRole::activation, Format::fp16});
  std::vector<ScaledStatistics> statistics;
  for (const float value : {1.0F, 1e-9F, 1.0F})
    statistics.push_back({{0,
                           static_cast<std::int64_t>(statistics.size()),
                           tensors,
                           {counted(tensors->at(0), value)},
                           1.0},
                          1.0});
  ExperimentConfig config = test::configWith();
  config.runs.resize(1);
  const auto findings = findingsOf(config, 0, statistics);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_NEAR(findings[0].share, 1.0 / 3.0, 1e-12);
  EXPECT_TRUE(tells(findings, "33 % of what is not zero in layers.0.input"))
      << findings[0].sentence;
  EXPECT_TRUE(tells(findings, "33 % of its sum")) << findings[0].sentence;
  EXPECT_TRUE(tells(findings, "That is of 1 of the 3 steps that were looked at, step 1."))
      << findings[0].sentence;
}

}  // namespace
}  // namespace scalescope
