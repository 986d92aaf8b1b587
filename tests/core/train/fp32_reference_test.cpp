#include "core/train/fp32_reference.h"

#include <gtest/gtest.h>

#include "core/refusal.h"
#include "core/train/fixtures.h"
#include "core/train/run_edit.h"

namespace scalescope {
namespace {

using test::configWith;
using test::expectWords;
using test::refusalOf;

ExperimentConfig withRuns(const std::string& runs) {
  return configWith(R"({"runs": [)" + runs + "]}");
}

constexpr const char* kPlain = R"({"name": "a", "precision": "fp32"}, )";
constexpr const char* kFloor = R"({"name": "n", "precision": "fp32", "noise_floor": true})";
const std::string kOtherAdam =
    R"({"name": "x", "precision": "fp16-mixed", "optimizer": {"type": "adam", "lr": 0.001}})";

TEST(Fp32Reference, IsTheFirstPlainRunThatTrainsAlike) {
  const ExperimentConfig config = withRuns(
      R"({"name": "n", "precision": "fp32", "noise_floor": true},
         {"name": "formats", "precision": "fp32", "layers": {"0": {"compute": "fp16"}}},
         {"name": "a", "precision": "fp32"}, {"name": "b", "precision": "fp32"},
         {"name": "h", "precision": "fp16-mixed"}, )" +
      kOtherAdam);
  EXPECT_EQ(referenceRun(config, 0), 2);
  EXPECT_EQ(referenceRun(config, 1), 2);
  EXPECT_EQ(referenceRun(config, 2), -1) << "it is the reference";
  EXPECT_EQ(referenceRun(config, 3), 2);
  EXPECT_EQ(referenceRun(config, 4), 2);
  EXPECT_EQ(referenceRun(config, 5), -1) << "another optimizer";
  for (const int run : {0, 1, 2, 3, 4}) EXPECT_EQ(noiseFloorRun(config, run), 0) << run;
  EXPECT_EQ(noiseFloorRun(config, 5), -1);
}

TEST(Fp32Reference, WithoutANoiseFloorChanceIsNotMeasured) {
  EXPECT_EQ(noiseFloorRun(configWith(), 0), -1);
  EXPECT_EQ(noiseFloorRun(configWith(), 1), -1);
}

TEST(NoiseFloorConfig, RoundTripsAndIsLeftOutWhereItIsNone) {
  const ExperimentConfig config = withRuns(std::string(kPlain) + kFloor);
  EXPECT_TRUE(config.runs[1].noiseFloor);
  const OrderedJson json = toJson(config);
  EXPECT_FALSE(json["runs"][0].contains("noise_floor"));
  EXPECT_EQ(json["runs"][1]["noise_floor"], true);
  EXPECT_EQ(parseExperiment(json, "again"), config);
}

TEST(NoiseFloorConfig, IsRefusedWhereItCannotBe) {
  const std::string plain = kPlain, floor = kFloor;
  const auto refused = [](const std::string& runs, std::initializer_list<std::string> words) {
    expectWords(refusalOf([&] { withRuns(runs); }), words);
  };
  refused(plain + R"({"name": "n", "precision": "bf16-mixed", "noise_floor": true})",
          {"/runs/1/noise_floor", "expected the precision \"fp32\"", "\"bf16-mixed\""});
  refused(plain + floor + R"(, {"name": "m", "precision": "fp32", "noise_floor": true})",
          {"/runs/2/noise_floor", "one noise floor at most", "\"n\""});
  refused(floor, {"/runs/0/noise_floor", "no other FP32 run"});
  refused(
      plain + R"({"name": "n", "noise_floor": true, "optimizer": {"type": "adam", "lr": 0.001}})",
      {"/runs/1/noise_floor", "same optimizer and clipping"});
  refused(plain + R"({"name": "n", "noise_floor": true, "layers": {"0": {"compute": "fp16"}}})",
          {"/runs/1/noise_floor", "no formats of its own"});
  refused(plain + R"({"name": "n", "noise_floor": 1})", {"/runs/1/noise_floor", "true or false"});
}

// An edit goes for one run, which need not be like its FP32 run any more.
TEST(NoiseFloorConfig, DoesNotStandInTheWayOfEdits) {
  const ExperimentConfig config = withRuns(
      R"({"name": "a", "precision": "fp32", "optimizer": {"type": "sgd", "lr": 0.1}},
         {"name": "n", "noise_floor": true, "optimizer": {"type": "sgd", "lr": 0.1}})");
  RunEdit edit;
  edit.learningRate = 0.5;
  EXPECT_EQ(editedConfig(config, 0, edit).runs[0].optimizer->lr, 0.5);
}

TEST(NoiseFloorConfig, KeepsItsFormats) {
  test::Recorder recorder;
  Experiment experiment(withRuns(std::string(kPlain) + kFloor), test::madeUpDataset(),
                        test::factoryUnderTest(), recorder.listener());
  RunEdit edit;
  edit.layers[0].compute = Format::fp16;
  expectWords(refusalOf([&] { experiment.edit(1, edit); }), {"noise floor", "FP32"});
}

}  // namespace
}  // namespace scalescope
