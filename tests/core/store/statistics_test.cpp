#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <numeric>
#include <random>

#include "core/numerics/counted.h"
#include "core/store/check.h"
#include "core/store/database.h"
#include "core/store/inspected_step.h"
#include "core/store/run_diagnosis.h"
#include "core/store/store_samples.h"

// Statistics of tensors, from a run into a store and back.
namespace scalescope::test {
namespace {

using Statistics = StoreTest;

std::shared_ptr<const TensorTable> sampleTensors() {
  return std::make_shared<const TensorTable>(
      TensorTable{{"input", TensorRole::activation, Format::fp16},
                  {"layers.0.weight.grad", TensorRole::gradient, Format::fp16},
                  {"layers.0.weight.update", TensorRole::update, Format::fp32},
                  {"layers.0.weight", TensorRole::weight, Format::fp16}});
}

TensorStatistics sampleStatistics(Format format, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.0F, 1e-4F);
  std::vector<float> values{0.0F, 65536.0F, 0x1p-30F, std::numeric_limits<float>::infinity(),
                            std::nanf("")};
  for (int i = 0; i < 5000; ++i) values.push_back(normal(random));
  return counted(values, format);
}

StatisticsRecord sampleRecord(int run, std::int64_t step,
                              const std::shared_ptr<const TensorTable>& tensors) {
  StatisticsRecord record{run, step, tensors, {}, 1024.0};
  for (std::size_t i = 0; i < tensors->size(); ++i) {
    TensorStatistics statistics = sampleStatistics(
        (*tensors)[i].format, static_cast<unsigned>(100 * step) + static_cast<unsigned>(i));
    statistics.lostUpdates = 3;
    record.summaries.push_back(summarise(statistics, {statistics.elements, 1, 2, 3}));
    record.largestBefore.push_back(i == 2 ? 0.0 : 0.5 + static_cast<double>(i));
  }
  return record;
}

std::vector<std::int64_t> firstOf(StoreWriter& writer) {
  return writer.begin(sampleConfig(), sampleBackend());
}

TEST_F(Statistics, ComeBack) {
  StoreWriter writer(path_);
  const auto ids = firstOf(writer);
  const auto tensors = sampleTensors();
  for (const std::int64_t step : {0, 7, 20}) {
    for (const int run : {0, 1}) writer.write(sampleRecord(run, step, tensors));
  }
  writer.close();
  const StoreReader reader(path_);
  for (const int run : {0, 1}) {
    const std::int64_t id = ids[static_cast<std::size_t>(run)];
    EXPECT_EQ(reader.statisticsSteps(id), (std::vector<std::int64_t>{0, 7, 20}));
    EXPECT_EQ(reader.statisticsSteps(id, 8), (std::vector<std::int64_t>{20}));
    const auto read = reader.statistics(id, 7);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->run, run);
    EXPECT_EQ(read->step, 7);
    EXPECT_EQ(read->scale, 1024.0);
    EXPECT_EQ(*read->tensors, *tensors);
    EXPECT_EQ(read->summaries, sampleRecord(run, 7, tensors).summaries);
    EXPECT_EQ(read->largestBefore, sampleRecord(run, 7, tensors).largestBefore);
    EXPECT_FALSE(reader.statistics(id, 8));
  }
  EXPECT_EQ(checkStore(path_).problems, std::vector<std::string>{});
}

TEST_F(Statistics, TellOfAStepThatWaits) {
  StoreWriter writer(path_);
  const auto ids = firstOf(writer);
  const StatisticsRecord waiting = sampleRecord(0, 7, sampleTensors());
  writer.write(waiting);  // its row is not there before its update
  writer.close();
  const StoreReader reader(path_);
  const auto inspected = inspectStep(reader, path_, ids[0], 7);
  ASSERT_TRUE(inspected);
  EXPECT_EQ(inspected->row.scale, 1024.0);
  EXPECT_EQ(inspected->counted.scale, 1024.0);
  const RunDiagnosis diagnosis = diagnose(reader, reader.run(ids[0]));
  EXPECT_EQ(diagnosis.overflowed, 1);
  ASSERT_TRUE(diagnosis.first);
  EXPECT_EQ(diagnosis.first->overflowStep, 7);
  EXPECT_EQ(diagnosis.first->tensor, waiting.tensors->front().name);
  EXPECT_EQ(diagnosis.skips.skipped, 0);
  EXPECT_EQ(culpritAt(reader, reader.run(ids[0]), 7).tensor, diagnosis.first->tensor);
}

TEST_F(Statistics, TellAnExplanationAgainInOtherWords) {
  StoreWriter writer(path_);
  const auto ids = firstOf(writer);
  for (const std::int64_t step : {7, 8}) {
    StepRecord row = sampleStep(0, step);
    row.overflow = 4;
    row.applied = false;
    writer.write(row);
  }
  writer.write(sampleRecord(0, 7, sampleTensors()));
  const auto skipped = [&](std::int64_t step, const std::string& message) {
    writer.write(EventRecord{0, step, EventKind::overflow, 4, message});
  };
  skipped(7, "skipped: 4 values overflowed, first in w (scale 2)");
  skipped(7, "skipped: 4 values overflowed, first in w (scale 2). It overflowed.");
  skipped(8, "skipped: 4 values overflowed, first in w (scale 2). Nothing was counted here.");
  writer.close();
  const StoreReader reader(path_);
  const Phrases loud([](const char* english) { return "!" + std::string(english); });
  std::vector<EventRecord> events = reader.events(ids[0]);
  ASSERT_EQ(events.size(), 3U);
  retellEvents(reader, reader.run(ids[0]), events, loud, [] { return false; });
  for (const EventRecord& event : events) EXPECT_EQ(event.reason, "");
  retellEvents(reader, reader.run(ids[0]), events, loud, [] { return true; });
  EXPECT_EQ(events[0].reason, "");
  EXPECT_EQ(events[1].reason, culpritAt(reader, reader.run(ids[0]), 7, loud).sentence);
  EXPECT_EQ(events[1].reason.front(), '!');
  EXPECT_EQ(events[2].reason, "");
}

TEST_F(Statistics, ARunWithAPlantedFaultIsNotSaidToBeWell) {
  StoreWriter writer(path_);
  const auto ids = firstOf(writer);
  writer.write(sampleStep(0, 0));
  const auto planted = [&](std::int64_t step, double factor) {
    Injection injection;
    injection.step = step;
    injection.tensor = "input";
    injection.value = factor;
    writer.write(EventRecord{0, step, EventKind::injection, factor, describe(injection),
                             toJson(injection).dump()});
  };
  planted(3, 1.0);  // changes nothing
  planted(5, 1000.0);
  writer.close();
  const StoreReader reader(path_);
  const auto findings = diagnose(reader, reader.run(ids[0])).findings;
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].cause, Cause::injected);
  EXPECT_EQ(findings[0].step, 5);
  EXPECT_NE(findings[0].sentence.find("Planted on purpose: input multiplied by 1000 in step 5."),
            std::string::npos)
      << findings[0].sentence;
  EXPECT_TRUE(diagnose(reader, reader.run(ids[1])).findings.empty());
}

TEST_F(Statistics, OfOneTensorOverTime) {
  StoreWriter writer(path_);
  const auto ids = firstOf(writer);
  const auto tensors = sampleTensors();
  for (const std::int64_t step : {0, 7, 20}) writer.write(sampleRecord(0, step, tensors));
  writer.close();
  const StoreReader reader(path_);
  const auto stored = reader.tensors(ids[0]);
  ASSERT_EQ(stored.size(), 4U);
  EXPECT_EQ(stored[1].info, (*tensors)[1]);
  const auto history = reader.history(ids[0], stored[1].number, {0, 3, 20});
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[1].step, 20);
  EXPECT_EQ(history[1].summary, sampleRecord(0, 20, tensors).summaries[1]);
}

TEST_F(Statistics, ATensorWithoutValuesHasNoRow) {
  StoreWriter writer(path_);
  const auto ids = firstOf(writer);
  StatisticsRecord record = sampleRecord(0, 5, sampleTensors());
  record.summaries[2] = record.summaries[3] = {};
  writer.write(record);
  writer.close();
  const auto read = StoreReader(path_).statistics(ids[0], 5);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->summaries, record.summaries);
  SQLite::Database db(path_);
  EXPECT_EQ(db.execAndGet("SELECT count(*) FROM tensor_stats").getInt(), 2);
}

TEST_F(Statistics, AnotherFormatIsAnotherTensor) {
  StoreWriter writer(path_);
  const auto ids = firstOf(writer);
  writer.write(sampleRecord(0, 0, sampleTensors()));
  TensorTable edited = *sampleTensors();
  edited[1].format = Format::fp32;
  writer.write(sampleRecord(0, 1, std::make_shared<const TensorTable>(edited)));
  writer.close();
  const StoreReader reader(path_);
  const auto stored = reader.tensors(ids[0]);
  ASSERT_EQ(stored.size(), 5U);
  EXPECT_EQ(stored[1].info.name, stored[2].info.name);
  EXPECT_NE(stored[1].info.format, stored[2].info.format);
  EXPECT_EQ(reader.statistics(ids[0], 0)->summaries[2].elements, 0U);
  EXPECT_EQ(reader.statistics(ids[0], 1)->summaries[1].elements, 0U);
}

TEST_F(Statistics, OfATimelineThatIsTrainedAgainGiveWay) {
  std::vector<std::int64_t> ids;
  const auto tensors = sampleTensors();
  {
    StoreWriter writer(path_);
    ids = firstOf(writer);
    for (std::int64_t step = 0; step < 60; ++step) {
      writer.write(sampleStep(0, step));
      if (step % 5 == 0) writer.write(sampleRecord(0, step, tensors));
    }
    writer.write(sampleCheckpoint(0, 50));
  }
  StoreWriter writer(path_);
  writer.resume(StoreReader(path_).run(ids[0]).experimentId, 50);
  StatisticsRecord again = sampleRecord(0, 52, tensors);
  for (std::int64_t step = 50; step < 56; ++step) {
    writer.write(sampleStep(0, step));
    if (step == 52) writer.write(again);
  }
  writer.write(StateRecord{0, 56, RunState::stopped, "", 0});
  writer.close();
  const StoreReader reader(path_);
  EXPECT_EQ(reader.statisticsSteps(ids[0], 45), (std::vector<std::int64_t>{45, 52}));
  EXPECT_EQ(reader.statistics(ids[0], 52)->summaries, again.summaries);
  EXPECT_EQ(checkStore(path_).problems, std::vector<std::string>{});
}

TEST_F(Statistics, GoWithTheirRun) {
  StoreWriter writer(path_);
  const auto ids = firstOf(writer);
  writer.write(sampleRecord(0, 0, sampleTensors()));
  writer.write(StateRecord{0, 1, RunState::finished, "", 0});
  writer.write(StateRecord{1, 1, RunState::finished, "", 0});
  writer.flush();
  writer.close();
  StoreWriter(path_).removeRun(ids[0]);
  SQLite::Database db(path_);
  for (const char* table : {"tensors", "statistics_steps", "tensor_stats"}) {
    EXPECT_EQ(db.execAndGet(std::string("SELECT count(*) FROM ") + table).getInt(), 0) << table;
  }
}

TEST_F(Statistics, WithoutASummaryForEachTensorHaveNoPlace) {
  std::vector<std::string> errors;
  StoreWriter writer(path_, [&](const std::string& error) { errors.push_back(error); });
  firstOf(writer);
  StatisticsRecord record = sampleRecord(0, 0, sampleTensors());
  record.summaries.pop_back();
  writer.write(record);
  writer.write(sampleStep(0, 0));
  writer.close();
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_NE(errors[0].find("another number of tensors"), std::string::npos);
}

TEST_F(Statistics, DamageIsFound) {
  StoreWriter writer(path_);
  const auto ids = firstOf(writer);
  writer.write(sampleStep(0, 0));
  writer.write(sampleRecord(0, 0, sampleTensors()));
  writer.close();
  const StoreReader reader(path_);
  SQLite::Database db(path_, SQLite::OPEN_READWRITE);
  db.exec("UPDATE tensor_stats SET histogram = x'0102' WHERE tensor = 1");
  const auto record = reader.statistics(ids[0], 0);
  const auto& tensor = record->tensors->at(1);
  EXPECT_NE(errorOf([&] { statisticsOf(tensor, record->summaries[1], path_); }).find("damaged"),
            std::string::npos);
  EXPECT_NE(checkStore(path_).problems.at(0).find("layers.0.weight.grad"), std::string::npos);
  db.exec("UPDATE tensor_stats SET histogram = x'0000' WHERE tensor = 1");
  EXPECT_NE(checkStore(path_).problems.at(0).find("accounts for"), std::string::npos);
  EXPECT_FALSE(reader.statisticsSteps(ids[0]).empty());
  db.exec("UPDATE tensor_stats SET step = 1");
  EXPECT_TRUE(reader.statisticsSteps(ids[0]).empty());
  const std::vector<std::string> problems = checkStore(path_).problems;
  EXPECT_TRUE(std::any_of(problems.begin(), problems.end(), [](const std::string& problem) {
    return problem.find("step 0: is listed among the steps") != std::string::npos;
  }));
  EXPECT_FALSE(diagnose(reader, reader.run(ids[0])).first) << "nothing to look into";
  db.exec("UPDATE tensor_stats SET step = 0");
  db.exec("DELETE FROM tensor_stats WHERE tensor = 1; DELETE FROM tensors WHERE tensor = 2");
  EXPECT_NE(checkStore(path_).problems.at(0).find("tensor 2"), std::string::npos);
}

TEST_F(Statistics, OfVersion1AreKept) {
  {
    SQLite::Database db(path_, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    db.exec(fileBytes(std::string(SCALESCOPE_ROOT_DIR) + "/tests/core/store/schema_1.sql"));
    db.exec(
        "INSERT INTO experiments (name) VALUES ('old');"
        "INSERT INTO runs (experiment_id, position, name, precision, state)"
        "  VALUES (1, 0, 'amp', 'fp16-mixed', 'finished');"
        "INSERT INTO steps (run_id, step) VALUES (1, 0);"
        "INSERT INTO events (experiment_id, run_id, step, kind, message)"
        "  VALUES (1, 1, 0, 'note', 'kept');"
        "INSERT INTO tensor_stats (run_id, step, tensor, role, format, elements, zeros, underflow,"
        " overflow, non_finite, amax, amin, histogram) VALUES"
        " (1, 0, 'layers.0.weight', 'weight', 'fp16', 10, 4, 1, 2, 3, 1.5, 0.25,"
        "  x'feffffff010000000000000005000000')");
  }
  StoreWriter(path_).close();
  const StoreReader reader(path_);
  EXPECT_EQ(reader.events(1).at(0).message, "kept");
  EXPECT_EQ(reader.statisticsSteps(1), (std::vector<std::int64_t>{0}));
  const auto record = reader.statistics(1, 0);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->tensors->at(0),
            (TensorInfo{"layers.0.weight", TensorRole::weight, Format::fp16}));
  const TensorSummary& summary = record->summaries.at(0);
  EXPECT_EQ(summary.zeros, 3U);
  EXPECT_EQ(summary.infinities, 1U);
  EXPECT_EQ(summary.largest, 1.5F);
  const TensorStatistics statistics = statisticsOf(record->tensors->at(0), summary, path_);
  EXPECT_EQ(statistics.exponents[147], 1U);  // [0.25, 0.5)
  EXPECT_EQ(statistics.exponents[149], 5U);  // [1, 2)
  EXPECT_EQ(checkStore(path_).problems, std::vector<std::string>{});
}

TEST_F(Statistics, AnUpgradedStoreHasTheTablesOfANewOne) {
  const auto tablesOf = [](SQLite::Database& db) {
    std::vector<std::string> columns;
    SQLite::Statement rows(
        db,
        "SELECT t.type || ' ' || t.name || ' ' || coalesce(c.name || c.type || c.\"notnull\" "
        "|| coalesce(c.dflt_value, '') || c.pk, '') FROM sqlite_master t "
        "LEFT JOIN pragma_table_info(t.name) c ON t.type = 'table' ORDER BY 1");
    while (rows.executeStep()) columns.push_back(rows.getColumn(0).getString());
    return columns;
  };
  {
    SQLite::Database db(path_, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    db.exec(fileBytes(std::string(SCALESCOPE_ROOT_DIR) + "/tests/core/store/schema_1.sql"));
  }
  StoreWriter(path_).close();
  SQLite::Database upgraded(path_);
  SQLite::Database fresh(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  fresh.exec(storeSchema().create);
  EXPECT_EQ(tablesOf(upgraded), tablesOf(fresh));
}

}  // namespace
}  // namespace scalescope::test
