#include "core/sweep/sweep_match.h"

#include "core/store/store_samples.h"

namespace scalescope::test {
namespace {

class SweepMatch : public StoreTest {
 protected:
  static SweepPlan plan() {
    SweepSpec spec;
    spec.name = "study";
    spec.configuration = Json::parse(toJson(sampleConfig()).dump());
    spec.source = "study.json";
    spec.folder = std::filesystem::current_path();
    spec.grid = {{"/seed", {1, 2, 3, 4, 5}}};
    return planSweep(spec);
  }

  void train(const ExperimentConfig& config, std::int64_t steps, RunState first, RunState second) {
    StoreWriter writer(path_);
    writer.begin(config, sampleBackend());
    for (std::int64_t step = 0; step < steps; ++step) {
      for (int run = 0; run < 2; ++run) writer.write(sampleStep(run, step));
    }
    writer.write(StateRecord{0, steps, first, "", 0});
    writer.write(StateRecord{1, steps, second, "", 0});
    writer.close();
  }
};

TEST_F(SweepMatch, TellsHowFarEachPointIs) {
  const SweepPlan points = plan();
  train(points.points[0].config, 30, RunState::finished, RunState::finished);
  train(points.points[1].config, 20, RunState::stopped, RunState::stopped);
  train(points.points[2].config, 30, RunState::finished, RunState::failed);
  StoreWriter writer(path_);
  writer.begin(points.points[3].config, sampleBackend());
  writer.flush();
  const auto found = matchPoints(points, StoreReader(path_).runs());
  ASSERT_EQ(found.size(), 5u);
  EXPECT_EQ(found[0].state, PointState::finished);
  EXPECT_EQ(found[1].state, PointState::interrupted);
  EXPECT_EQ(found[2].state, PointState::failed);
  EXPECT_EQ(found[3].state, PointState::training);
  EXPECT_EQ(found[4].state, PointState::missing);
  ASSERT_EQ(found[1].runs.size(), 2u);
  EXPECT_EQ(found[1].runs[0].name, "fp32");
}

TEST_F(SweepMatch, TakesTheFurthestOfSeveral) {
  const SweepPlan points = plan();
  train(points.points[0].config, 10, RunState::stopped, RunState::stopped);
  train(points.points[0].config, 30, RunState::finished, RunState::finished);
  train(points.points[0].config, 20, RunState::stopped, RunState::stopped);
  const auto found = matchPoints(points, StoreReader(path_).runs());
  EXPECT_EQ(found[0].state, PointState::finished);
  EXPECT_EQ(found[0].runs[0].steps, 30);
}

TEST_F(SweepMatch, AnotherConfigurationOfTheSameNameIsNone) {
  const SweepPlan points = plan();
  ExperimentConfig other = points.points[0].config;
  other.batchSize = 99;
  train(other, 30, RunState::finished, RunState::finished);
  EXPECT_EQ(matchPoints(points, StoreReader(path_).runs())[0].state, PointState::missing);
}

}  // namespace
}  // namespace scalescope::test
