#include <gtest/gtest.h>

#include "core/numerics/counted.h"
#include "core/train/fixtures.h"

// What is counted of a step's tensors, at the places where they get their values.
namespace scalescope {
namespace {

using test::Batches;
using test::configWith;
using test::madeUpDataset;
using test::Recorder;
using test::trainerOf;

constexpr const char* kPlainLayers = R"({"input": [1, 8, 8], "layers": [
    {"type": "conv2d", "out": 4, "kernel": 3, "padding": 1},
    {"type": "avgpool2d", "kernel": 2}, {"type": "flatten"}, {"type": "linear", "out": 12},
    {"type": "layernorm"}, {"type": "linear", "out": 4}]})";

ExperimentConfig countedRun(const std::string& policy, const std::string& optimizer = "sgd",
                            const std::string& network = test::kEveryLayer) {
  return configWith(R"({"optimizer": {"type": ")" + optimizer +
                        R"(", "momentum": null}, "runs": [{"name": "a", "precision": ")" + policy +
                        "\"}]}",
                    network);
}

const CastSite* siteOf(Trainer& trainer, const std::string& tensor) {
  for (const CastSite& site : trainer.network().sites().all()) {
    if (site.tensor == tensor) return &site;
  }
  return nullptr;
}

class StatisticsOfEveryPolicy : public testing::TestWithParam<std::string> {};

// Where FP32 tensors stay as they were put down, they can be counted again.
TEST(StepStatistics, AreThoseOfTheTensorsThatStay) {
  const ExperimentConfig config = countedRun("fp32", "sgd", kPlainLayers);
  const auto trainer = trainerOf(config);
  Batches batches(config);
  batches.step(*trainer);
  batches.load(1);
  trainer->load(batches.pixels, batches.labels);
  trainer->begin({.statistics = true});
  trainer->end();
  int compared = 0;
  for (const auto& [name, tensor] : trainer->network().tensorsInOrder()) {
    const CastSite* site = siteOf(*trainer, name);
    if (!site) continue;  // what a layer passes on as it is
    ASSERT_NE(site->statistics, nullptr) << name;
    std::vector<float> values(static_cast<std::size_t>(elementCount(tensor->shape())));
    trainer->backend().read(*tensor, values);
    EXPECT_TRUE(*site->statistics == test::counted(values, Format::fp32)) << name;
    ++compared;
  }
  EXPECT_GE(compared, 18);
}

TEST(StepStatistics, OfUpdatesAreWhatIsTakenOff) {
  const ExperimentConfig config = countedRun("fp32", "sgd", kPlainLayers);
  const auto trainer = trainerOf(config);
  Batches batches(config);
  batches.load(0);
  trainer->load(batches.pixels, batches.labels);
  trainer->begin({.statistics = true});
  trainer->end();
  const auto lr = static_cast<float>(config.optimizer.lr);
  for (Parameter* parameter : trainer->network().parameters()) {
    std::vector<float> gradient(
        static_cast<std::size_t>(elementCount(parameter->gradient->shape())));
    trainer->backend().read(*parameter->gradient, gradient);
    for (float& value : gradient) value *= lr;
    const CastSite* site = siteOf(*trainer, parameter->name + ".update");
    ASSERT_NE(site, nullptr);
    EXPECT_EQ(site->role, TensorRole::update);
    EXPECT_TRUE(*site->statistics == test::counted(gradient, Format::fp32)) << parameter->name;
  }
}

// A histogram from before the cast says how much the cast made zero or infinite, and how much any
// scale would.
TEST_P(StatisticsOfEveryPolicy, AgreeWithWhatTheCastsCounted) {
  for (const char* optimizer : {"sgd", "adam"}) {
    const ExperimentConfig config = countedRun(GetParam(), optimizer);
    const auto trainer = trainerOf(config);
    Batches batches(config);
    for (const float scale : {1.0F, 16777216.0F}) {  // underflow, and overflow
      trainer->setScale(scale);
      batches.load(trainer->stepsDone());
      trainer->load(batches.pixels, batches.labels);
      trainer->begin({.statistics = true});
      const StepRecord record = trainer->end();
      for (const CastSite& site : trainer->network().sites().all()) {
        SCOPED_TRACE(site.tensor + " at " + std::to_string(scale));
        ASSERT_NE(site.statistics, nullptr);
        const TensorStatistics& statistics = *site.statistics;
        EXPECT_EQ(statistics.format, site.format);
        if (site.role == TensorRole::update) {
          EXPECT_EQ(statistics.elements > 0, record.applied);
        } else {
          EXPECT_GT(statistics.elements, 0U);
        }
        if (site.format == Format::fp32 || site.counts.elements == 0) continue;
        EXPECT_EQ(statistics.elements, site.counts.elements);
        EXPECT_EQ(statistics.underflowsAt(0, site.format), site.counts.underflow);
        EXPECT_EQ(statistics.overflowsAt(0, site.format), site.counts.overflow);
        // FP8 and INT8 saturate: what overflows is clipped, and finite.
        const bool saturates = isScaled(site.format);
        EXPECT_EQ(saturates ? statistics.nans
                            : statistics.infinities + statistics.nans + site.counts.overflow,
                  site.counts.nonFinite);
      }
    }
  }
}

TEST(StepStatistics, OfASkippedStepAreThoseOfItsWeightsAsTheyStay) {
  const ExperimentConfig config = countedRun("fp16-mixed");
  const auto trainer = trainerOf(config);
  Batches batches(config);
  batches.step(*trainer);
  trainer->setScale(16777216.0F);
  batches.load(1);
  trainer->load(batches.pixels, batches.labels);
  trainer->begin({.statistics = true});
  ASSERT_FALSE(trainer->end().applied);
  const StatisticsRecord record = trainer->statistics();
  int compared = 0;
  for (Parameter* parameter : trainer->network().parameters()) {
    const CastSite* site = siteOf(*trainer, parameter->name);
    ASSERT_NE(site, nullptr) << parameter->name;
    std::vector<float> values(static_cast<std::size_t>(elementCount(parameter->value->shape())));
    trainer->backend().read(*parameter->value, values);
    EXPECT_TRUE(*site->statistics == test::counted(values, site->format)) << parameter->name;
    std::uint64_t underflow = 0;
    for (const float value : values) {
      underflow += value != 0.0F && roundTo(site->format, value) == 0.0F;
    }
    for (std::size_t i = 0; i < record.summaries.size(); ++i) {
      if ((*record.tensors)[i].name != parameter->name) continue;
      EXPECT_EQ(record.summaries[i].underflow, underflow) << parameter->name;
      ++compared;
    }
  }
  EXPECT_GE(compared, 6);
}

/// What was counted when the scale was set too high in step 4 of run 1.
std::vector<StatisticsRecord> countedAround(const std::string& every) {
  Recorder recorder;
  Experiment experiment(configWith(R"({"steps": 6, "statistics_every": )" + every + "}"),
                        madeUpDataset(), test::factoryUnderTest(), recorder.listener());
  while (!experiment.finished()) {
    if (experiment.stepsDone() == 4) experiment.setScale(1, 0x1p30F);
    experiment.advance();
  }
  return recorder.all<StatisticsRecord>();
}

TEST(StepStatistics, OfAnOverflowTellTheLargestOfTheStepBefore) {
  const std::vector<StatisticsRecord> all = countedAround("1");
  const std::vector<StatisticsRecord> few = countedAround("0");
  ASSERT_EQ(few.size(), 4U) << "the step that overflows, and the next, and the FP32 run in both";
  for (const int run : {0, 1}) EXPECT_EQ(few[static_cast<std::size_t>(run)].step, 4);
  const auto of = [&](std::int64_t step) {
    return *std::find_if(all.begin(), all.end(), [&](const StatisticsRecord& each) {
      return each.run == 1 && each.step == step;
    });
  };
  const StatisticsRecord before = of(3);
  int known = 0;
  for (const StatisticsRecord& at : {few[1], of(4)}) {
    ASSERT_EQ(at.run, 1);
    ASSERT_EQ(at.largestBefore.size(), before.summaries.size());
    for (std::size_t i = 0; i < before.summaries.size(); ++i) {
      const TensorInfo& tensor = (*before.tensors)[i];
      const double scale = tensor.role == TensorRole::gradient ? before.scale : 1.0;
      if (at.largestBefore[i] == 0.0) continue;
      ++known;
      EXPECT_EQ(at.largestBefore[i], static_cast<double>(before.summaries[i].largest) / scale)
          << tensor.name;
      EXPECT_NE(tensor.format, Format::fp32);
    }
  }
  EXPECT_GT(known, 20);
  EXPECT_TRUE(before.largestBefore.empty()) << "nothing overflowed";
  EXPECT_TRUE(of(5).largestBefore == few[3].largestBefore && few[3].step == 5) << "as in step 3";
  EXPECT_EQ(few[3].largestBefore, few[1].largestBefore) << "step 4 was not applied";
}

TEST_P(StatisticsOfEveryPolicy, ChangeNothing) {
  const ExperimentConfig config = countedRun(GetParam());
  const auto counted = trainerOf(config);
  const auto plain = trainerOf(config);
  Batches batches(config);
  for (int i = 0; i < 6; ++i) {
    batches.load(i);
    counted->load(batches.pixels, batches.labels);
    counted->begin({.statistics = i % 2 == 1});
    const StepRecord a = counted->end();
    EXPECT_TRUE(test::sameNumbers(a, batches.step(*plain))) << "step " << i;
  }
  EXPECT_TRUE(test::sameWeights(counted->weights(), plain->weights()));
  for (const CastSite& site : counted->network().sites().all()) {
    EXPECT_NE(site.statistics, nullptr);
  }
  batches.step(*counted);
  for (const CastSite& site : counted->network().sites().all()) {
    EXPECT_EQ(site.statistics, nullptr) << "of a step that nobody asked about";
  }
}

INSTANTIATE_TEST_SUITE_P(Policies, StatisticsOfEveryPolicy, test::everyPolicy(), test::policyWord);

}  // namespace
}  // namespace scalescope
