#include "core/train/divergence.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/train/fixtures.h"
#include "core/train/fp32_reference.h"

namespace scalescope {
namespace {

using test::configWith;
using test::madeUpDataset;
using test::Recorder;

/// FP32, a policy, and the noise floor; three steps in which the policy's scale is too high.
ExperimentConfig threeRuns(const std::string& policy) {
  return configWith(R"({"statistics_every": 1, "runs": [
    {"name": "fp32", "precision": "fp32"},
    {"name": "other", "precision": ")" +
                    policy + R"(",
     "scaler": {"kind": "scripted", "scales": [[0, 1024], [4, 1e30], [7, 8]]}},
    {"name": "noise", "precision": "fp32", "noise_floor": true}]})");
}

/// A run's parameters, as doubles, read element by element.
struct Values {
  std::vector<std::string> names;
  std::vector<std::vector<double>> gradients, weights;
};

std::vector<double> valuesOf(Trainer& trainer, const Tensor& tensor) {
  std::vector<float> values(static_cast<std::size_t>(elementCount(tensor.shape())));
  trainer.backend().read(tensor, values);
  return {values.begin(), values.end()};
}

Values readAll(Trainer& trainer) {
  Values all;
  for (const Parameter* parameter : trainer.network().parameters()) {
    all.names.push_back(parameter->name);
    all.gradients.push_back(valuesOf(trainer, *parameter->gradient));
    // Only what is stored in a half is still scaled.
    if (parameter->gradient->format() != Format::fp32) {
      for (double& value : all.gradients.back()) value /= trainer.lastDecision().lossScale;
    }
    all.weights.push_back(valuesOf(trainer, *parameter->value));
  }
  return all;
}

using Vector = std::vector<double>;

Vector joined(const std::vector<Vector>& parts) {
  Vector all;
  for (const Vector& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

double dot(const Vector& a, const Vector& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

void expectCosine(const std::optional<double>& found, const Vector& a, const Vector& b) {
  const double norms = std::sqrt(dot(a, a) * dot(b, b));
  if (!std::isfinite(norms) || norms == 0.0) {
    EXPECT_FALSE(found);
    return;
  }
  ASSERT_TRUE(found);
  EXPECT_NEAR(*found, dot(a, b) / norms, 1e-12);
}

void expectDistance(const std::optional<double>& found, const Vector& a, const Vector& b) {
  Vector difference = a;
  for (std::size_t i = 0; i < a.size(); ++i) difference[i] -= b[i];
  if (dot(b, b) == 0.0) {
    EXPECT_FALSE(found);
    return;
  }
  ASSERT_TRUE(found);
  const double expected = std::sqrt(dot(difference, difference) / dot(b, b));
  EXPECT_NEAR(*found, expected, 1e-12 * expected);
}

std::optional<double> lostIn(const StatisticsRecord& statistics, const std::string& name) {
  std::uint64_t lost = 0, nonZero = 0;
  for (std::size_t i = 0; i < statistics.summaries.size(); ++i) {
    const TensorInfo& tensor = (*statistics.tensors)[i];
    if (tensor.role != TensorRole::update) continue;
    if (!name.empty() && tensor.name != name + ".update") continue;
    lost += statistics.summaries[i].lostUpdates;
    nonZero += statistics.summaries[i].elements - statistics.summaries[i].zeros;
  }
  if (nonZero == 0) return std::nullopt;
  return static_cast<double>(lost) / static_cast<double>(nonZero);
}

class DivergenceOfEveryPolicy : public testing::TestWithParam<std::string> {};

TEST_P(DivergenceOfEveryPolicy, IsWhatTheTensorsOfTheTwoTrainersSay) {
  Recorder recorder;
  Experiment experiment(threeRuns(GetParam()), madeUpDataset(), test::factoryUnderTest(),
                        recorder.listener());
  for (std::int64_t step = 0; step < 9; ++step) {
    experiment.advance();
    const Values reference = readAll(experiment.trainer(0));
    for (const int run : {1, 2}) {
      SCOPED_TRACE("run " + std::to_string(run) + ", step " + std::to_string(step));
      const Values own = readAll(experiment.trainer(run));
      const auto records = recorder.all<DivergenceRecord>(run);
      ASSERT_EQ(records.size(), static_cast<std::size_t>(step) + 1);
      const DivergenceRecord& record = records.back();
      EXPECT_EQ(record.step, step);
      ASSERT_EQ(record.values.size(), own.names.size() + 1);
      const StatisticsRecord statistics = recorder.all<StatisticsRecord>(run).back();
      for (std::size_t i = 0; i < record.values.size(); ++i) {
        const std::string& name = (*record.tensors)[i];
        SCOPED_TRACE(name);
        const TensorDivergence& found = record.values[i];
        EXPECT_EQ(found.lostUpdates, lostIn(statistics, name));
        if (i == 0) {
          EXPECT_EQ(name, "");
          expectCosine(found.gradientCosine, joined(own.gradients), joined(reference.gradients));
          expectDistance(found.weightDistance, joined(own.weights), joined(reference.weights));
          continue;
        }
        EXPECT_EQ(name, own.names[i - 1]);
        expectCosine(found.gradientCosine, own.gradients[i - 1], reference.gradients[i - 1]);
        expectDistance(found.weightDistance, own.weights[i - 1], reference.weights[i - 1]);
      }
    }
  }
  EXPECT_TRUE(recorder.all<DivergenceRecord>(0).empty()) << "it would be compared with itself";
}

INSTANTIATE_TEST_SUITE_P(Policies, DivergenceOfEveryPolicy, test::everyPolicy(), test::policyWord);

TEST(Divergence, OfASkippedStepHasNoGradients) {
  Recorder recorder;
  Experiment experiment(threeRuns("fp16-mixed"), madeUpDataset(), test::factoryUnderTest(),
                        recorder.listener());
  for (int step = 0; step < 8; ++step) experiment.advance();
  const auto records = recorder.all<DivergenceRecord>(1);
  const auto steps = recorder.all<StepRecord>(1);
  ASSERT_EQ(records.size(), 8U);
  for (std::size_t i = 0; i < records.size(); ++i) {
    const TensorDivergence& whole = records[i].values.front();
    ASSERT_EQ(steps[i].applied, i < 4 || i > 6) << i;
    EXPECT_EQ(whole.gradientCosine.has_value(), steps[i].applied);
    EXPECT_EQ(whole.lostUpdates.has_value(), steps[i].applied);
    EXPECT_TRUE(whole.weightDistance);
  }
}

TEST(Divergence, IsMeasuredWhereStatisticsAre) {
  ExperimentConfig config = configWith(R"({"statistics_every": 5})");
  Recorder recorder;
  Experiment experiment(config, madeUpDataset(), test::factoryUnderTest(), recorder.listener());
  for (int step = 0; step < 12; ++step) experiment.advance();
  std::vector<std::int64_t> measured, counted;
  for (const auto& each : recorder.all<DivergenceRecord>(1)) measured.push_back(each.step);
  for (const auto& each : recorder.all<StatisticsRecord>(1)) counted.push_back(each.step);
  EXPECT_NE(std::find(measured.begin(), measured.end(), 10), measured.end());
  for (const std::int64_t step : measured) {
    EXPECT_NE(std::find(counted.begin(), counted.end(), step), counted.end());
  }
}

TEST(Divergence, OfWeightsThatAreNotFiniteIsInfinite) {
  Recorder recorder;
  Experiment experiment(configWith(R"({"statistics_every": 1})"), madeUpDataset(),
                        test::factoryUnderTest(), recorder.listener());
  Trainer& trainer = experiment.trainer(1);
  Parameter* const parameter = trainer.network().parameters().back();
  std::vector<float> values(static_cast<std::size_t>(elementCount(parameter->value->shape())));
  trainer.backend().read(*parameter->value, values);
  values.front() = std::numeric_limits<float>::quiet_NaN();
  trainer.backend().write(*parameter->value, values);
  experiment.advance();
  const DivergenceRecord record = recorder.all<DivergenceRecord>(1).front();
  EXPECT_EQ(record.values.front().weightDistance, HUGE_VAL);
  EXPECT_EQ(record.values.back().weightDistance, HUGE_VAL);
  EXPECT_LT(*record.values[1].weightDistance, 1.0);
}

TEST(NoiseFloor, BeginsOneUnitInTheLastPlaceAway) {
  const ExperimentConfig config = threeRuns("fp16-mixed");
  Recorder recorder;
  Experiment experiment(config, madeUpDataset(), test::factoryUnderTest(), recorder.listener());
  const auto reference = experiment.trainer(0).network().readParameters();
  const auto moved = experiment.trainer(2).network().readParameters();
  ASSERT_EQ(reference.size(), moved.size());
  int up = 0, down = 0, zeros = 0;
  for (std::size_t t = 0; t < reference.size(); ++t) {
    for (std::size_t i = 0; i < reference[t].data.size(); ++i) {
      const float before = reference[t].data[i];
      const float after = moved[t].data[i];
      if (before == 0.0F) {
        EXPECT_EQ(floatBits(after), floatBits(before));
        ++zeros;
        continue;
      }
      EXPECT_TRUE(after == std::nextafter(before, INFINITY) ||
                  after == std::nextafter(before, -INFINITY));
      (after > before ? up : down)++;
    }
  }
  EXPECT_GT(zeros, 0);
  EXPECT_GT(up, down / 2);
  EXPECT_GT(down, up / 2);
}

TEST(NoiseFloor, GoesOnFromItsCheckpointAsItWas) {
  const ExperimentConfig config = threeRuns("fp16-mixed");
  Recorder recorder, second;
  Experiment experiment(config, madeUpDataset(), test::factoryUnderTest(), recorder.listener());
  experiment.checkpointEvery = 5;
  while (!experiment.finished()) experiment.advance();
  Experiment resumed(config, madeUpDataset(), test::factoryUnderTest(), second.listener());
  for (const auto& each : recorder.all<CheckpointRecord>()) {
    if (each.step == 5) resumed.resume(each.run, each.data, "checkpoint");
  }
  while (!resumed.finished()) resumed.advance();
  EXPECT_TRUE(test::sameWeights(experiment.trainer(2).weights(), resumed.trainer(2).weights()));
  EXPECT_FALSE(test::sameWeights(experiment.trainer(2).weights(), experiment.trainer(0).weights()));
}

/// Another FP32 run, a unit in the last place away in another direction than the noise floor.
void moveAway(Experiment& experiment, int run) {
  Trainer& trainer = experiment.trainer(run);
  for (Parameter* parameter : trainer.network().parameters()) {
    std::vector<float> values(static_cast<std::size_t>(elementCount(parameter->value->shape())));
    trainer.backend().read(*parameter->value, values);
    for (float& value : values) value = std::nextafter(value, value > 0.0F ? INFINITY : 0.0F);
    trainer.backend().write(*parameter->value, values);
  }
}

constexpr const char* kFp32 = R"({"name": "fp32", "precision": "fp32"})";
constexpr const char* kNoise = R"(, {"name": "noise", "precision": "fp32", "noise_floor": true})";
constexpr const char* kTwin = R"(, {"name": "twin", "precision": "fp32"})";
constexpr const char* kFp16 = R"(, {"name": "fp16", "precision": "fp16-mixed"})";

/// How often the last run pauses because its loss differs from the FP32 run's, at all.
int pausesOfLast(const std::string& runs, bool moved) {
  Recorder recorder;
  Experiment experiment(configWith(R"({"runs": [)" + runs + "]}"), madeUpDataset(),
                        test::factoryUnderTest(), recorder.listener());
  const int last = experiment.runs() - 1;
  if (moved) moveAway(experiment, last);
  experiment.setBreakpoints({.divergence = 1e-12});
  while (!experiment.finished()) experiment.advance();
  return static_cast<int>(recorder.events(EventKind::breakpoint, last).size());
}

TEST(NoiseFloor, IsWhatABreakpointOnDivergenceLetsPass) {
  const std::string fp32 = kFp32, noise = kNoise;
  EXPECT_EQ(pausesOfLast(fp32 + noise + kTwin, true), 0);
  EXPECT_GT(pausesOfLast(fp32 + kTwin, true), 0) << "chance was not measured";
  EXPECT_EQ(pausesOfLast(fp32 + noise, false), 0) << "chance is compared with nothing";
  EXPECT_GT(pausesOfLast(fp32 + noise + kFp16, false), 0) << "its first losses are rounded";
}

}  // namespace
}  // namespace scalescope
