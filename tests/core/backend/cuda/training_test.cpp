#include <gtest/gtest.h>

#include <cmath>

#include "core/backend/cpu/cpu_backend.h"
#include "core/train/fixtures.h"

// The article's network, trained on both back ends from the same weights on the same batches.
namespace scalescope {
namespace {

constexpr const char* kArticle = R"({"input": [1, 28, 28], "layers": [
    {"type": "conv2d", "out": 32, "kernel": 3}, {"type": "relu"},
    {"type": "conv2d", "out": 64, "kernel": 3}, {"type": "relu"},
    {"type": "avgpool2d", "kernel": 7}, {"type": "flatten"},
    {"type": "linear", "out": 128}, {"type": "relu"}, {"type": "linear", "out": 10}]})";

constexpr int kSteps = 40;

struct Case {
  const char* name;
  const char* run;
  double tolerance;  ///< relative, of a loss
};

ExperimentConfig configFor(const Case& c) {
  return test::configWith(std::string(R"({"batch_size": 8, "steps": 40, "optimizer": {"lr": 0.01},
      "runs": [)") + c.run + "]}",
                          kArticle);
}

std::vector<StepRecord> train(const ExperimentConfig& config, std::unique_ptr<Backend> backend) {
  Trainer trainer(std::move(backend), config, 0,
                  initialWeights(config.network, config.init, config.seed));
  test::Batches batches(config);
  std::vector<StepRecord> records;
  for (int i = 0; i < kSteps; ++i) records.push_back(batches.step(trainer));
  return records;
}

class ArticleTraining : public testing::TestWithParam<Case> {};

// What rounding there is differs only in the order of sums. An FP32 loss parts by some units in its
// last place a step and by the rate at which training amplifies that; where values are rounded to
// halves, a sum that falls to the other side of a rounding boundary moves a value by half a unit of
// the half format: 2^-11 of it, 2^-8 for BF16.
TEST_P(ArticleTraining, TakesTheCpuBackEndsSteps) {
  const ExperimentConfig config = configFor(GetParam());
  const std::vector<StepRecord> cpu = train(config, makeCpuBackend());
  const std::vector<StepRecord> cuda = train(config, test::makeBackendUnderTest());
  for (std::size_t i = 0; i < cpu.size(); ++i) {
    SCOPED_TRACE("step " + std::to_string(i));
    ASSERT_NEAR(cuda[i].loss, cpu[i].loss, GetParam().tolerance * cpu[i].loss);
    ASSERT_EQ(cuda[i].scale, cpu[i].scale);
    ASSERT_EQ(cuda[i].applied, cpu[i].applied);
    ASSERT_EQ(cuda[i].foundInf, cpu[i].foundInf);
    ASSERT_EQ(cuda[i].castElements, cpu[i].castElements);
    ASSERT_EQ(cuda[i].learningRate, cpu[i].learningRate);
  }
  EXPECT_LT(cpu.back().loss, cpu.front().loss) << "nothing was learnt";
}

INSTANTIATE_TEST_SUITE_P(
    Policies, ArticleTraining,
    testing::Values(Case{"fp32", R"({"name": "a", "precision": "fp32"})", 1e-4},
                    Case{"tf32", R"({"name": "a", "precision": "tf32"})", 0.02},
                    Case{"fp16_mixed", R"({"name": "a", "precision": "fp16-mixed",
                        "scaler": {"kind": "dynamic", "init": 16777216, "interval": 8}})",
                         0.02},
                    Case{"fp16_pure", R"({"name": "a", "precision": "fp16-pure"})", 0.02},
                    Case{"fp16_autocast", R"({"name": "a", "precision": "fp16-autocast"})", 0.02},
                    Case{"bf16_mixed", R"({"name": "a", "precision": "bf16-mixed"})", 0.1}),
    [](const auto& test) { return test.param.name; });

TEST(ArticleTraining, HasTheSameBitsAtEveryRun) {
  const ExperimentConfig config =
      configFor({"", R"({"name": "a", "precision": "fp16-mixed"})", 0.0});
  const std::vector<StepRecord> first = train(config, test::makeBackendUnderTest());
  const std::vector<StepRecord> second = train(config, test::makeBackendUnderTest());
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_TRUE(test::sameNumbers(first[i], second[i])) << "step " << i;
  }
}

}  // namespace
}  // namespace scalescope
