#include "core/store/store_samples.h"

namespace scalescope::test {
namespace {

using Resume = StoreTest;

/// 60 steps of both runs with a checkpoint at 50, then the process "ends".
std::vector<std::int64_t> interruptedRun(const std::string& path) {
  StoreWriter writer(path);
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  for (std::int64_t step = 0; step < 60; ++step) {
    for (int run = 0; run < 2; ++run) {
      writer.write(sampleStep(run, step));
      if (step % 10 == 0) writer.write(EventRecord{run, step, EventKind::overflow, 1.0, "step"});
    }
    if (step + 1 == 50) {
      for (int run = 0; run < 2; ++run) {
        writer.write(EvaluationRecord{run, 50, 1.0, 0.5, 50, 1.0});
        writer.write(EventRecord{run, 50, EventKind::evaluation, 0.5, "evaluated"});
      }
      for (int run = 0; run < 2; ++run) writer.write(sampleCheckpoint(run, 50));
    }
  }
  writer.write(EvaluationRecord{0, 60, 1.0, 0.5, 60, 1.0});
  writer.write(sampleCheckpoint(0, 60));
  writer.close();
  return ids;
}

TEST_F(Resume, RemovesWhatCameAfterTheCheckpointAndGoesOn) {
  const auto ids = interruptedRun(path_);
  const StoreReader reader(path_);
  const RunInfo before = reader.run(ids[0]);
  EXPECT_EQ(before.state, RunState::interrupted);
  ASSERT_EQ(reader.lastCommonCheckpoint(before.experimentId), 50);

  StoreWriter writer(path_);
  EXPECT_EQ(writer.resume(before.experimentId, 50), ids);
  for (const auto id : ids) {
    EXPECT_EQ(reader.run(id).state, RunState::running);
    EXPECT_EQ(reader.steps(id).size(), 50u);
    ASSERT_EQ(reader.evaluations(id).size(), 1u);
    EXPECT_EQ(reader.evaluations(id)[0].step, 50);
    const auto events = reader.events(id);
    ASSERT_EQ(events.size(),
              6u);  // overflow at 0, 10 … 40, and the evaluation before the checkpoint
    EXPECT_EQ(events.back().message, "evaluated");
    EXPECT_EQ(reader.lastCheckpoint(id)->step,
              50);  // still there, should this process be killed too
  }
  for (std::int64_t step = 50; step < 100; ++step) {
    for (int run = 0; run < 2; ++run) writer.write(sampleStep(run, step));
  }
  for (int run = 0; run < 2; ++run) writer.write(StateRecord{run, 100, RunState::finished, "", 0});
  writer.close();
  for (const auto id : ids) {
    EXPECT_EQ(reader.steps(id).size(), 100u);
    EXPECT_EQ(reader.run(id).state, RunState::finished);
  }
}

TEST_F(Resume, FromTheStartDoesEverythingAgain) {
  const auto ids = interruptedRun(path_);
  StoreWriter writer(path_);
  const StoreReader reader(path_);
  writer.resume(reader.run(ids[0]).experimentId, 0);
  EXPECT_TRUE(reader.steps(ids[0]).empty());
  EXPECT_TRUE(reader.events(ids[0]).empty());
  EXPECT_TRUE(reader.evaluations(ids[0]).empty());
  EXPECT_FALSE(reader.lastCheckpoint(ids[0]));
}

TEST_F(Resume, IsRefusedWhileSomeoneTrainsIt) {
  StoreWriter first(path_);
  const auto ids = first.begin(sampleConfig(), sampleBackend());
  const auto experiment = StoreReader(path_).run(ids[0]).experimentId;
  StoreWriter second(path_);
  const std::string message = errorOf([&] { second.resume(experiment, 0); });
  EXPECT_NE(message.find("is being trained right now"), std::string::npos) << message;
  errorOf([&] { second.removeRun(ids[0]); });
  first.close();
  EXPECT_EQ(second.resume(experiment, 0), ids);
}

TEST_F(Resume, IsRefusedForAnUnknownExperiment) {
  StoreWriter writer(path_);
  EXPECT_NE(errorOf([&] { writer.resume(5, 0); }).find("no experiment 5"), std::string::npos);
  errorOf([&] { writer.resume(5, -1); });
}

}  // namespace
}  // namespace scalescope::test
