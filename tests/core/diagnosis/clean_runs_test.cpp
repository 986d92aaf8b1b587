#include "core/diagnosis/trained.h"

// Nothing is said of trainings in which nothing is wrong.
namespace scalescope {
namespace {

using test::configWith;
using test::Trained;
using test::trained;

constexpr const char* kSgd = R"({"type": "sgd", "lr": 0.05, "momentum": 0.9})";
constexpr const char* kAdam = R"({"type": "adamw", "lr": 0.001, "momentum": null})";

void expectNothing(const std::string& precision, const std::string& optimizer) {
  SCOPED_TRACE(precision + " with " + optimizer);
  const Trained run =
      trained(configWith(R"({"statistics_every": 3, "steps": 40, "optimizer": )" + optimizer +
                         R"(, "runs": [{"name": "fp32", "precision": "fp32"},
                               {"name": "a", "precision": ")" +
                         precision + "\"}]}"),
              test::madeUpDataset());
  for (std::size_t each = 0; each < 2; ++each) {
    // That a dynamic scale is now and then too high is how it works.
    if (const Culprit* culprit = run.unexpected(each)) ADD_FAILURE() << culprit->sentence;
    for (const Finding& finding : run.findings(each)) ADD_FAILURE() << finding.sentence;
    EXPECT_TRUE(run.verdict(each).expected);
  }
  EXPECT_LT(run.steps[1].back().loss, 0.8 * run.steps[1].front().loss) << "it should learn";
}

// With a loss scale that never is too high, nothing at all is said.
TEST(CleanScaling, OfAScaleThatFitsHasNoOverflow) {
  const Trained run = trained(configWith(R"({"statistics_every": 1, "steps": 30, "runs": [
      {"name": "fp32", "precision": "fp32"}, {"name": "bf16", "precision": "bf16-mixed"},
      {"name": "a", "precision": "fp16-mixed", "scaler": {"kind": "static", "scale": 1024}},
      {"name": "b", "precision": "fp16-mixed", "scaler": {"kind": "dynamic", "init": 1024}}]})"),
                              test::madeUpDataset());
  for (std::size_t each = 0; each < 4; ++each) {
    EXPECT_TRUE(run.culprits[each].empty());
    EXPECT_TRUE(run.findings(each).empty());
    EXPECT_EQ(run.verdict(each).pattern, SkipPattern::none);
  }
}

class CleanRun : public testing::TestWithParam<std::string> {};

TEST_P(CleanRun, HasNoCulpritAndNoFinding) {
  expectNothing(GetParam(), kSgd);
  // Adam's eps is zero in a run that keeps nothing in FP32.
  if (GetParam() != "fp16-pure") expectNothing(GetParam(), kAdam);
}
INSTANTIATE_TEST_SUITE_P(Policies, CleanRun, test::everyPolicy(), test::policyWord);

// The skips of a dynamic scale that is on its way down, or tries a higher one, are expected,
// however seldom tensors are counted.
class CleanScalingCounted : public testing::TestWithParam<int> {};

TEST_P(CleanScalingCounted, IsExpectedToSkip) {
  const Trained run = trained(configWith(R"({"statistics_every": )" + std::to_string(GetParam()) +
                                         R"(, "steps": 60, "runs": [
          {"name": "fp32", "precision": "fp32"},
          {"name": "a", "precision": "fp16-mixed",
           "scaler": {"kind": "dynamic", "init": 16777216, "interval": 10}}]})"),
                              test::madeUpDataset());
  ASSERT_GT(run.culprits[1].size(), 3U);
  for (const Culprit& culprit : run.culprits[1]) {
    EXPECT_EQ(toString(culprit.cause), toString(Cause::scaleTooHigh)) << culprit.sentence;
    EXPECT_TRUE(culprit.expected);
    EXPECT_NE(culprit.sentence.find("normal"), std::string::npos) << culprit.sentence;
  }
  const SkipVerdict verdict = run.verdict(1);
  EXPECT_TRUE(verdict.expected) << verdict.sentence;
  EXPECT_GT(verdict.startUp, 0);
  EXPECT_GT(verdict.grown, 0);
  EXPECT_TRUE(run.findings(1).empty());
}
INSTANTIATE_TEST_SUITE_P(Every, CleanScalingCounted, testing::Values(1, 10));

}  // namespace
}  // namespace scalescope
