#include <SQLiteCpp/Database.h>

#include "core/store/check.h"
#include "core/store/fork.h"
#include "core/store/resumption.h"
#include "core/store/run_departure.h"
#include "core/store/store_samples.h"
#include "core/train/fixtures.h"
#include "core/train/fp32_reference.h"

// How far runs are from FP32, kept and told again.
namespace scalescope::test {
namespace {

constexpr const char* kRuns = R"({"statistics_every": 3, "steps": 16, "runs": [
    {"name": "fp32", "precision": "fp32"},
    {"name": "noise", "precision": "fp32", "noise_floor": true},
    {"name": "fp16", "precision": "fp16-pure", "scaler": {"kind": "static", "scale": 1024}}]})";

class StoredDivergence : public StoreTest {
 protected:
  static std::shared_ptr<const Dataset> data() {
    static const auto dataset = madeUpDataset();
    return dataset;
  }

  /// Trains up to a step and stores what it tells; a copy of it in `told`.
  std::vector<std::int64_t> train(const std::string& patch, std::int64_t steps) {
    const ExperimentConfig config = configWith(patch);
    StoreWriter writer(path_);
    std::vector<std::int64_t> ids;
    std::vector<Record> early;
    Experiment experiment(config, data(), factoryUnderTest(), [&](const Record& record) {
      told.listener()(record);
      ids.empty() ? early.push_back(record) : writer.write(record);
    });
    experiment.checkpointEvery = 5;
    ids = writer.begin(config, experiment.trainer(0).backend().info());
    for (const Record& record : early) writer.write(record);
    while (experiment.stepsDone() < steps && !experiment.finished()) experiment.advance();
    if (experiment.finished()) experiment.finish(RunState::finished);
    writer.close();
    return ids;
  }

  Recorder told;
};

void expectSame(const std::vector<DivergenceRecord>& stored,
                const std::vector<DivergenceRecord>& told) {
  ASSERT_EQ(stored.size(), told.size());
  for (std::size_t i = 0; i < stored.size(); ++i) {
    EXPECT_EQ(stored[i].run, told[i].run);
    EXPECT_EQ(stored[i].step, told[i].step);
    EXPECT_EQ(*stored[i].tensors, *told[i].tensors);
    EXPECT_EQ(stored[i].values, told[i].values) << "step " << told[i].step;
  }
}

TEST_F(StoredDivergence, ComesBackToTheBit) {
  const auto ids = train(kRuns, 16);
  const StoreReader reader(path_);
  for (const int run : {1, 2}) {
    const auto stored = reader.divergence(ids[static_cast<std::size_t>(run)]);
    EXPECT_GE(stored.size(), 6U);
    expectSame(stored, told.all<DivergenceRecord>(run));
  }
  EXPECT_TRUE(reader.divergence(ids[0]).empty());
  const auto late = reader.divergence(ids[1], 9);
  ASSERT_FALSE(late.empty());
  EXPECT_EQ(late.front().step, 9);
  EXPECT_TRUE(checkStore(path_).problems.empty());
}

TEST_F(StoredDivergence, KeepsWhatWasNotMeasuredAndWhatIsInfinite) {
  const auto names = std::make_shared<const ParameterNames>(ParameterNames{"", "a", "b"});
  const auto tensors = std::make_shared<const TensorTable>(TensorTable{{"a"}});
  const DivergenceRecord record{
      1, 4, names, {{std::nullopt, inf, {}}, {0.5, std::nullopt, {}}, {-1.0, 1e-300, {}}}};
  std::vector<std::int64_t> ids;
  {
    StoreWriter writer(path_);
    ids = writer.begin(sampleConfig(), sampleBackend());
    writer.write(sampleStep(1, 4));
    writer.write(StatisticsRecord{1, 4, tensors, {{}}});
    writer.write(record);
  }
  expectSame(StoreReader(path_).divergence(ids[1]), {record});
}

TEST_F(StoredDivergence, TakesThePlaceOfWhatWasThereWhenTrainingGoesOn) {
  const auto ids = train(kRuns, 14);  // checkpoints at 5 and 10
  const auto before = StoreReader(path_).divergence(ids[2]);
  ASSERT_EQ(before.back().step, 12);
  Recorder again;
  {
    const StoreReader reader(path_);
    const Resumption plan = planResumption(reader, path_, reader.run(ids[2]));
    ASSERT_EQ(plan.step, 10);
    StoreWriter writer(path_);
    std::vector<Record> early;
    bool begun = false;
    Experiment experiment(plan.config, data(), factoryUnderTest(), [&](const Record& record) {
      again.listener()(record);
      begun ? writer.write(record) : early.push_back(record);
    });
    restoreCheckpoints(reader, plan, experiment);
    resume(writer, plan);
    begun = true;
    while (!experiment.finished()) experiment.advance();
    experiment.finish(RunState::finished);
  }
  const auto after = StoreReader(path_).divergence(ids[2]);
  std::vector<std::int64_t> steps;
  for (const auto& each : after) steps.push_back(each.step);
  EXPECT_TRUE(std::is_sorted(steps.begin(), steps.end()));
  EXPECT_EQ(steps.back(), 15);
  // The same as before: the noise floor was not moved once more, nor was anything else.
  for (const auto& each : again.all<DivergenceRecord>(2)) {
    const auto found = std::find_if(before.begin(), before.end(),
                                    [&](const auto& old) { return old.step == each.step; });
    if (found == before.end()) continue;
    EXPECT_EQ(found->values, each.values) << each.step;
  }
  const RunInfo noise = StoreReader(path_).run(ids[1]);
  EXPECT_EQ(noise.steps, 16);
  EXPECT_TRUE(checkStore(path_).problems.empty());
}

TEST_F(StoredDivergence, AForkOfTheNoiseFloorIsARunLikeAnyOther) {
  const auto ids = train(kRuns, 16);
  const StoreReader reader(path_);
  ForkRequest request;
  request.steps = 20;
  const Fork fork = planFork(reader, path_, reader.run(ids[1]), request);
  EXPECT_FALSE(fork.config.runs.front().noiseFloor);
}

TEST_F(StoredDivergence, AForkBesideItsFp32RunHasItsNoiseFloor) {
  const auto ids = train(kRuns, 16);
  const StoreReader reader(path_);
  ForkRequest request;
  request.steps = 20;
  request.withFp32 = true;
  const Fork fork = planFork(reader, path_, reader.run(ids[2]), request);
  ASSERT_EQ(fork.config.runs.size(), 3U);
  EXPECT_EQ(fork.runs[1].parent, ids[0]);
  EXPECT_EQ(fork.runs[2].parent, ids[1]);
  EXPECT_TRUE(fork.config.runs[2].noiseFloor);
  EXPECT_EQ(referenceRun(fork.config, 0), 1);
  EXPECT_EQ(noiseFloorRun(fork.config, 0), 2);
}

TEST_F(StoredDivergence, DepartureIsToldFromTheRows) {
  const auto ids = train(kRuns, 16);
  const StoreReader reader(path_);
  const RunDivergence found = divergenceOf(reader, reader.run(ids[2]));
  ASSERT_TRUE(found.reference && found.noiseFloor);
  EXPECT_EQ(found.reference->id, ids[0]);
  EXPECT_EQ(found.noiseFloor->id, ids[1]);
  expectSame(found.own, told.all<DivergenceRecord>(2));
  expectSame(found.noise, told.all<DivergenceRecord>(1));
  const auto stepsOf = [&](int run) { return told.all<StepRecord>(run); };
  const auto own = stepsOf(2), reference = stepsOf(0), noise = stepsOf(1);
  const auto expected =
      departureOf(configWith(kRuns), 2, {own, found.own}, {reference, {}}, {noise, found.noise});
  EXPECT_EQ(found.departure.kind, DepartureKind::departed);
  EXPECT_EQ(found.departure.sentence, expected.sentence);
  EXPECT_EQ(divergenceOf(reader, reader.run(ids[1])).departure.kind, DepartureKind::noiseFloor);
  EXPECT_EQ(divergenceOf(reader, reader.run(ids[0])).departure.kind, DepartureKind::reference);
}

TEST_F(StoredDivergence, OfAnotherProgramsRunIsNotKnown) {
  train(kRuns, 2);
  SQLite::Database db(path_, SQLite::OPEN_READWRITE);
  db.exec("UPDATE experiments SET configuration = NULL");
  const StoreReader reader(path_);
  const std::string message = errorOf([&] { divergenceOf(reader, reader.run(1)); });
  EXPECT_NE(message.find("no configuration"), std::string::npos) << message;
}

}  // namespace
}  // namespace scalescope::test
