#include "core/store/check.h"
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

std::vector<std::string> messagesOf(const std::vector<EventRecord>& events) {
  std::vector<std::string> messages;
  messages.reserve(events.size());
  for (const EventRecord& event : events) {
    messages.push_back(std::to_string(event.step) + " " + event.message);
  }
  return messages;
}

/// Steps of both runs as the training that goes on would write them, told apart by their samples.
void trainAgain(StoreWriter& writer, std::int64_t from, std::int64_t to) {
  for (std::int64_t step = from; step < to; ++step) {
    for (int run = 0; run < 2; ++run) {
      StepRecord record = sampleStep(run, step);
      record.samples = -1;
      if (step % 10 == 0) writer.write(EventRecord{run, step, EventKind::overflow, 1.0, "again"});
      writer.write(record);
    }
  }
}

TEST_F(Resume, ReplacesWhatCameAfterTheCheckpointStepByStep) {
  const auto ids = interruptedRun(path_);
  const StoreReader reader(path_);
  const RunInfo before = reader.run(ids[0]);
  EXPECT_EQ(before.state, RunState::interrupted);
  ASSERT_EQ(reader.commonCheckpoints(ids).front(), 50);

  StoreWriter writer(path_);
  EXPECT_EQ(writer.resume(before.experimentId, 50), ids);
  for (const auto id : ids) {
    EXPECT_EQ(reader.run(id).state, RunState::running);
    EXPECT_EQ(reader.steps(id).size(), 60U) << "nothing is lost before it is trained again";
    EXPECT_EQ(reader.lastCheckpoint(id)->step, 50) << "still there, should this be killed too";
  }
  trainAgain(writer, 50, 55);
  writer.flush();
  for (const auto id : ids) {
    const auto steps = reader.steps(id);
    ASSERT_EQ(steps.size(), 60U);
    for (const StepRecord& step : steps) {
      EXPECT_EQ(step.samples == -1, step.step >= 50 && step.step < 55) << step.step;
    }
    EXPECT_EQ(messagesOf(reader.events(id)),
              (std::vector<std::string>{"0 step", "10 step", "20 step", "30 step", "40 step",
                                        "50 evaluated", "50 again"}));
  }
  EXPECT_EQ(reader.evaluations(ids[0]).size(), 2U);
  EXPECT_EQ(checkStore(path_).problems, std::vector<std::string>{});

  trainAgain(writer, 55, 100);
  for (int run = 0; run < 2; ++run) writer.write(StateRecord{run, 100, RunState::finished, "", 0});
  writer.close();
  for (const auto id : ids) {
    EXPECT_EQ(reader.steps(id).size(), 100U);
    EXPECT_EQ(reader.run(id).state, RunState::finished);
    EXPECT_EQ(reader.events(id).size(), 11U);
  }
}

TEST_F(Resume, KilledAgainBeforeTheOldRowsAreReplacedKeepsEachEventOnce) {
  const auto ids = interruptedRun(path_);
  const std::int64_t experiment = StoreReader(path_).run(ids[0]).experimentId;
  {
    StoreWriter writer(path_);
    writer.resume(experiment, 50);
    trainAgain(writer, 50, 52);
  }
  StoreWriter writer(path_);
  writer.resume(experiment, 50);
  trainAgain(writer, 50, 70);
  for (int run = 0; run < 2; ++run) writer.write(sampleCheckpoint(run, 70));
  writer.write(EventRecord{0, 70, EventKind::overflow, 1.0, "lost with the process"});
  writer.close();

  StoreWriter third(path_);
  third.resume(experiment, 70);
  trainAgain(third, 70, 71);
  third.close();
  const StoreReader reader(path_);
  EXPECT_EQ(messagesOf(reader.events(ids[0])),
            (std::vector<std::string>{"0 step", "10 step", "20 step", "30 step", "40 step",
                                      "50 evaluated", "50 again", "60 again", "70 again"}));
  EXPECT_EQ(reader.steps(ids[0]).size(), 71U);
}

TEST_F(Resume, AtTheEndNothingOfTheOldRowsIsLeft) {
  const auto ids = interruptedRun(path_);
  const StoreReader reader(path_);
  StoreWriter writer(path_);
  writer.resume(reader.run(ids[0]).experimentId, 50);
  trainAgain(writer, 50, 52);
  writer.write(StateRecord{0, 52, RunState::failed, "the scale fell below its floor", 0});
  writer.write(StateRecord{1, 52, RunState::stopped, "", 0});
  writer.flush();
  EXPECT_EQ(reader.steps(ids[0]).size(), 52U);
  EXPECT_EQ(reader.evaluations(ids[0]).size(), 1U);
  EXPECT_EQ(reader.steps(ids[1]).size(), 52U) << "stopped on purpose: it is at one step";
}

TEST_F(Resume, ACheckpointAmongOldRowsDoesNotKeepTheEventsBeyondIt) {
  const auto ids = interruptedRun(path_);
  const std::int64_t experiment = StoreReader(path_).run(ids[0]).experimentId;
  {
    StoreWriter writer(path_);
    writer.resume(experiment, 0);
    trainAgain(writer, 0, 32);
    for (int run = 0; run < 2; ++run) writer.write(sampleCheckpoint(run, 32));
  }
  StoreWriter writer(path_);
  writer.resume(experiment, 32);
  trainAgain(writer, 32, 60);
  writer.close();
  const StoreReader reader(path_);
  for (const auto id : ids) {
    EXPECT_EQ(messagesOf(reader.events(id)),
              (std::vector<std::string>{"0 again", "10 again", "20 again", "30 again", "40 again",
                                        "50 again"}));
  }
}

TEST_F(Resume, FromTheStartDoesEverythingAgain) {
  const auto ids = interruptedRun(path_);
  StoreWriter writer(path_);
  const StoreReader reader(path_);
  writer.resume(reader.run(ids[0]).experimentId, 0);
  EXPECT_FALSE(reader.lastCheckpoint(ids[0]));
  trainAgain(writer, 0, 60);
  writer.flush();
  for (const auto id : ids) {
    for (const StepRecord& step : reader.steps(id)) EXPECT_EQ(step.samples, -1);
    EXPECT_EQ(messagesOf(reader.events(id)),
              (std::vector<std::string>{"0 again", "10 again", "20 again", "30 again", "40 again",
                                        "50 again"}));
  }
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
