#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <cmath>

#include "core/store/store_samples.h"

namespace scalescope::test {
namespace {

using RoundTrip = StoreTest;

void expectSame(double a, double b) {
  if (std::isnan(a)) {
    EXPECT_TRUE(std::isnan(b)) << b;
  } else {
    EXPECT_EQ(a, b);
  }
}

void expectSame(const StepRecord& a, const StepRecord& b) {
  EXPECT_EQ(a.run, b.run);
  EXPECT_EQ(a.step, b.step);
  expectSame(a.loss, b.loss);
  expectSame(a.scale, b.scale);
  EXPECT_EQ(a.foundInf, b.foundInf);
  EXPECT_EQ(a.applied, b.applied);
  expectSame(a.gradNorm, b.gradNorm);
  expectSame(a.learningRate, b.learningRate);
  EXPECT_EQ(a.overflow, b.overflow);
  EXPECT_EQ(a.underflow, b.underflow);
  EXPECT_EQ(a.castElements, b.castElements);
  EXPECT_EQ(a.lostUpdates, b.lostUpdates);
  expectSame(a.stepMs, b.stepMs);
  expectSame(a.wallTime, b.wallTime);
  EXPECT_EQ(a.samples, b.samples);
  expectSame(a.accuracy, b.accuracy);
}

TEST_F(RoundTrip, StepKeepsEveryValueAndEveryKindOfNumber) {
  std::vector<StepRecord> written;
  const double values[] = {nan, inf, -inf, 0.0, 1e-310, 1.0 / 3.0, 1e300};
  for (const double value : values) {
    for (int column = 0; column < 7; ++column) {
      StepRecord record = sampleStep(1, static_cast<std::int64_t>(written.size()));
      double* const columns[] = {&record.loss,         &record.scale,  &record.gradNorm,
                                 &record.learningRate, &record.stepMs, &record.wallTime,
                                 &record.accuracy};
      *columns[column] = value;
      record.foundInf = column % 2 == 0;
      record.applied = column % 3 == 0;
      record.overflow = 11 + column;
      record.underflow = INT64_MAX - column;
      record.lostUpdates = 13;
      written.push_back(record);
    }
  }
  StoreWriter writer(path_);
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  for (const StepRecord& record : written) writer.write(record);
  writer.close();

  const auto read = StoreReader(path_).steps(ids[1]);
  ASSERT_EQ(read.size(), written.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    SCOPED_TRACE(i);
    expectSame(written[i], read[i]);
  }
  EXPECT_TRUE(StoreReader(path_).steps(ids[0]).empty());
}

TEST_F(RoundTrip, NanIsToldApartFromNotMeasured) {
  StoreWriter writer(path_);
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  StepRecord record = sampleStep(0, 0);
  record.loss = record.gradNorm = nan;
  writer.write(record);
  writer.close();
  SQLite::Database db(path_, SQLite::OPEN_READWRITE);
  EXPECT_EQ(db.execAndGet("SELECT nan_mask FROM steps WHERE loss IS NULL").getInt(), 1 | 4);
  // What another program leaves out, and a mask that would contradict its row.
  db.exec("INSERT INTO steps (run_id, step) VALUES (1, 1)");
  EXPECT_EQ(db.execAndGet("SELECT count(*) FROM steps WHERE nan_mask & 1").getInt(), 1);
  EXPECT_THROW(db.exec("INSERT INTO steps (run_id, step, loss, nan_mask) VALUES (1, 2, 0.5, 1)"),
               SQLite::Exception);
  const auto unmeasured = StoreReader(path_).steps(ids[0]).at(1);
  EXPECT_TRUE(std::isnan(unmeasured.loss));
  EXPECT_EQ(unmeasured.overflow, 0);
  EXPECT_TRUE(unmeasured.applied);
}

TEST_F(RoundTrip, StepsCanBeReadInPages) {
  StoreWriter writer(path_);
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  for (std::int64_t step = 0; step < 10; ++step) writer.write(sampleStep(0, step));
  writer.flush();
  const StoreReader reader(path_);
  const auto page = reader.steps(ids[0], 4, 3);
  ASSERT_EQ(page.size(), 3u);
  EXPECT_EQ(page.front().step, 4);
  EXPECT_EQ(page.back().step, 6);
  EXPECT_EQ(reader.steps(ids[0], 8).size(), 2u);
  EXPECT_TRUE(reader.steps(ids[0], 10).empty());
}

TEST_F(RoundTrip, EvaluationsEventsAndCheckpoints) {
  StoreWriter writer(path_);
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  writer.write(EvaluationRecord{0, 50, nan, 0.5, 3200, 1.5});
  writer.write(EvaluationRecord{0, 100, inf, 0.75, 6400, 3.0});
  const EventKind kinds[] = {EventKind::overflow,   EventKind::scaleChange, EventKind::collapse,
                             EventKind::breakpoint, EventKind::injection,   EventKind::evaluation,
                             EventKind::note,       EventKind::state};
  for (const EventKind kind : kinds) writer.write(EventRecord{1, 3, kind, -inf, "größer ≥ 0"});
  writer.write(EventRecord{-1, 4, EventKind::note, nan, "both"});
  CheckpointRecord checkpoint{1, 7, std::string("\0binary\xff\n\0", 10)};
  writer.write(checkpoint);
  writer.write(StateRecord{1, 8, RunState::failed, "scale at its floor", 123456789});
  writer.close();

  const StoreReader reader(path_);
  const auto evaluations = reader.evaluations(ids[0]);
  ASSERT_EQ(evaluations.size(), 2u);
  EXPECT_TRUE(std::isnan(evaluations[0].loss));
  EXPECT_EQ(evaluations[1].step, 100);
  EXPECT_EQ(evaluations[1].loss, inf);
  EXPECT_EQ(evaluations[1].accuracy, 0.75);
  EXPECT_EQ(evaluations[1].samples, 6400);
  EXPECT_EQ(evaluations[1].wallTime, 3.0);

  // Stores of before have the number of test samples there; the step before it tells better.
  SQLite::Database(path_, SQLite::OPEN_READWRITE)
      .exec("INSERT INTO steps (run_id, step, samples) VALUES (1, 99, 12800)");
  EXPECT_EQ(reader.evaluations(ids[0])[1].samples, 12800);

  const auto events = reader.events(ids[1]);
  ASSERT_EQ(events.size(), std::size(kinds) + 1);
  for (std::size_t i = 0; i < std::size(kinds); ++i) {
    EXPECT_EQ(events[i].kind, kinds[i]);
    EXPECT_EQ(events[i].run, 1);
    EXPECT_EQ(events[i].value, -inf);
    EXPECT_EQ(events[i].message, "größer ≥ 0");
  }
  EXPECT_EQ(events.back().run, -1);
  EXPECT_TRUE(std::isnan(events.back().value));
  EXPECT_EQ(reader.events(ids[0]).size(), 1u);  // the experiment's

  EXPECT_EQ(reader.lastCheckpoint(ids[1])->data, checkpoint.data);
  EXPECT_EQ(reader.checkpoint(ids[1], 7)->step, 7);
  EXPECT_FALSE(reader.checkpoint(ids[1], 8));
  EXPECT_FALSE(reader.lastCheckpoint(ids[0]));

  const RunInfo run = reader.run(ids[1]);
  EXPECT_EQ(run.state, RunState::failed);
  EXPECT_EQ(run.stateMessage, "scale at its floor");
  EXPECT_EQ(run.memoryPeak, 123456789u);
}

TEST_F(RoundTrip, RunInfoSumsUpARun) {
  const ExperimentConfig config = sampleConfig();
  StoreWriter writer(path_);
  const auto ids = writer.begin(config, sampleBackend());
  for (std::int64_t step = 0; step < 20; ++step) {
    StepRecord record = sampleStep(1, step);
    record.applied = step % 4 != 0;
    if (step == 19) record.loss = nan;
    writer.write(record);
  }
  writer.write(EvaluationRecord{1, 10, 1.0, 0.5, 640, 0.2});
  writer.write(EvaluationRecord{1, 20, 1.0, 0.625, 1280, 0.4});
  writer.write(StateRecord{1, 20, RunState::finished, "", 4096});
  writer.setTags(ids[1], {"b", "a", "b", ""});
  writer.setNote(ids[1], "looks odd");
  writer.flush();

  const RunInfo run = StoreReader(path_).run(ids[1]);
  EXPECT_EQ(run.id, ids[1]);
  EXPECT_EQ(run.index, 1);
  EXPECT_EQ(run.experiment, "spirals");
  EXPECT_EQ(run.name, "fp16");
  EXPECT_EQ(run.precision, "fp16-mixed");
  EXPECT_EQ(run.scaler, "dynamic (pytorch, edited)");
  EXPECT_EQ(parseExperiment(parseJson(run.configuration, "store"), "store"), config);
  EXPECT_EQ(run.seed, 7u);
  EXPECT_EQ(run.backend, "cpu");
  EXPECT_EQ(run.device, "a processor");
  EXPECT_EQ(run.library, "oneDNN 2.6.3");
  EXPECT_EQ(run.threads, 2);
  EXPECT_EQ(run.state, RunState::finished);
  EXPECT_EQ(run.created.size(), std::string("2025-01-01T00:00:00Z").size());
  EXPECT_EQ(run.steps, 20);
  EXPECT_EQ(run.plannedSteps, 100);
  EXPECT_EQ(run.skipped, 5);
  EXPECT_TRUE(run.hasFinalLoss);
  EXPECT_TRUE(std::isnan(run.finalLoss));
  EXPECT_TRUE(run.hasAccuracy);
  EXPECT_EQ(run.accuracy, 0.625);
  EXPECT_EQ(run.wallTime, 0.019 * 20);
  EXPECT_EQ(run.memoryPeak, 4096u);
  EXPECT_EQ(run.tags, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(run.note, "looks odd");

  const RunInfo empty = StoreReader(path_).run(ids[0]);
  EXPECT_EQ(empty.scaler, "none");
  EXPECT_EQ(empty.steps, 0);
  EXPECT_FALSE(empty.hasFinalLoss);
  EXPECT_FALSE(empty.hasAccuracy);
}

TEST_F(RoundTrip, RunsAreFoundByNumberNameAndPath) {
  StoreWriter writer(path_);
  const auto first = writer.begin(sampleConfig("a/b"), sampleBackend());
  const auto second = writer.begin(sampleConfig("c"), sampleBackend());
  writer.close();
  const StoreReader reader(path_);
  EXPECT_EQ(reader.findRun(std::to_string(first[1])).id, first[1]);
  EXPECT_EQ(reader.findRun("fp16").id, second[1]);
  EXPECT_EQ(reader.findRun("a/b/fp16").id, first[1]);
  const std::string message = errorOf([&] { reader.findRun("bf16"); });
  EXPECT_NE(message.find("there is no run \"bf16\""), std::string::npos) << message;
  EXPECT_NE(message.find("c/fp32"), std::string::npos) << message;
  EXPECT_NE(message.find(path_), std::string::npos) << message;
  errorOf([&] { reader.run(99); });
  errorOf([&] { reader.steps(99); });

  const auto runs = reader.runs();
  ASSERT_EQ(runs.size(), 4u);
  EXPECT_EQ(runs[0].id, second[0]);
  EXPECT_EQ(runs[3].id, first[1]);
}

}  // namespace
}  // namespace scalescope::test
