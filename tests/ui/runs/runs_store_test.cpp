#include <gtest/gtest.h>

#include <SQLiteCpp/Database.h>

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "core/store/liveness.h"
#include "core/store/writer.h"
#include "core/train/presets.h"
#include "ui/runs/run_loader.h"
#include "ui/runs/runs_service.h"

namespace scalescope {
namespace {

/// A store with one experiment of two runs and so many steps of the first.
class RunsStore : public testing::Test {
 protected:
  std::string path() const { return (directory_.path() + "/runs.sqlite").toStdString(); }

  std::vector<std::int64_t> fill(std::int64_t steps) {
    StoreWriter writer(path());
    const auto ids =
        writer.begin(defaultExperiment(), BackendInfo{"cpu", "a processor", "oneDNN", 1});
    for (std::int64_t i = 0; i < steps; ++i) {
      StepRecord record;
      record.step = i;
      record.loss = 1.0 / static_cast<double>(i + 1);
      writer.write(record);
    }
    writer.write(EvaluationRecord{0, steps, 0.5, 0.75, 100, 1.0});
    writer.write(EventRecord{0, 1, EventKind::note, 0.0, "a note"});
    writer.close();
    return ids;
  }

 private:
  QTemporaryDir directory_;
};

TEST_F(RunsStore, ServiceReadsRunsAndCarriesOutEdits) {
  const auto ids = fill(3);
  RunsService service;
  std::vector<RunInfo> runs;
  QObject::connect(&service, &RunsService::runsRead,
                   [&runs](const RunList& list) { runs = *list; });
  service.setStore(std::make_shared<StoreHandle>(path(), nullptr));
  ASSERT_TRUE(QTest::qWaitFor([&] { return runs.size() == 2; }));
  service.edit([&](StoreWriter& writer) { writer.setTags(ids[0], {"kept"}); });
  const auto tagged = [&] {
    return std::any_of(runs.begin(), runs.end(),
                       [](const RunInfo& run) { return run.tags.size() == 1; });
  };
  ASSERT_TRUE(QTest::qWaitFor(tagged));
  service.edit([&](StoreWriter& writer) { writer.removeRun(ids[1]); });
  ASSERT_TRUE(QTest::qWaitFor([&] { return runs.size() == 1; }));
}

TEST_F(RunsStore, ServiceTakesAStoreThatIsNotThereForAnEmptyOne) {
  RunsService service;
  QSignalSpy read(&service, &RunsService::runsRead);
  service.setStore(std::make_shared<StoreHandle>(path(), nullptr));
  ASSERT_TRUE(read.wait(10'000));
}

TEST_F(RunsStore, ServiceReportsAForeignFile) {
  QFile file(QString::fromStdString(path()));
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write(
      "this is no database, and it is long enough to be looked at as one would look at a header");
  file.close();
  RunsService service;
  QSignalSpy failed(&service, &RunsService::failed);
  service.setStore(std::make_shared<StoreHandle>(path(), nullptr));
  ASSERT_TRUE(failed.wait(10'000));
  EXPECT_TRUE(failed[0][0].toString().contains("runs.sqlite"));
}

TEST_F(RunsStore, LoaderHandsOverARunInPieces) {
  const std::int64_t steps = RunLoader::chunk + 100;
  const auto ids = fill(steps);
  RunLoader loader;
  std::vector<StepRecord> loaded;
  std::size_t pieces = 0;
  QObject::connect(&loader, &RunLoader::stepsLoaded, [&](qint64, const StepBatch& batch) {
    ++pieces;
    loaded.insert(loaded.end(), batch->begin(), batch->end());
  });
  QSignalSpy finished(&loader, &RunLoader::finished);
  QSignalSpy evaluations(&loader, &RunLoader::evaluationsLoaded);
  loader.load(path(), ids[0]);
  EXPECT_TRUE(loader.loading(ids[0]));
  ASSERT_TRUE(finished.wait(30'000));
  EXPECT_FALSE(loader.loading(ids[0]));
  EXPECT_EQ(pieces, 2U);
  EXPECT_EQ(evaluations.count(), 1);
  ASSERT_EQ(loaded.size(), static_cast<std::size_t>(steps));
  EXPECT_EQ(loaded.back().step, steps - 1);
}

TEST_F(RunsStore, LoaderDeliversNothingOfACancelledLoad) {
  const auto ids = fill(2 * RunLoader::chunk);
  RunLoader loader;
  QSignalSpy steps(&loader, &RunLoader::stepsLoaded);
  QSignalSpy finished(&loader, &RunLoader::finished);
  loader.load(path(), ids[0]);
  loader.cancel(ids[0]);
  loader.load(path(), ids[1]);
  ASSERT_TRUE(finished.wait(30'000));
  EXPECT_EQ(finished[0][0].toLongLong(), ids[1]);
  EXPECT_EQ(steps.count(), 0);
}

TEST_F(RunsStore, LoaderHandsOverALongRunInBlocksWithAStretchInFull) {
  const std::int64_t steps = 1000;
  const auto ids = fill(steps);
  RunLoader loader;
  Overview overview;
  QObject::connect(&loader, &RunLoader::overviewLoaded,
                   [&](qint64, const Overview& loaded) { overview = loaded; });
  QSignalSpy finished(&loader, &RunLoader::finished);
  loader.load(path(), ids[0], {64, 0, 0});
  ASSERT_TRUE(finished.wait(30'000));
  EXPECT_EQ(overview->size(), 15U + 40U);
  loader.load(path(), ids[0], {64, 100, 150});
  ASSERT_TRUE(finished.wait(30'000));
  EXPECT_EQ(overview->size(), 13U + 128U + 40U);
  std::int64_t next = 0;
  for (const StepBlock& block : *overview) {
    EXPECT_EQ(block.first, next);
    next = block.last + 1;
  }
  EXPECT_EQ(next, steps);
}

TEST_F(RunsStore, LoaderFollowsWhatAnotherProgramAdds) {
  const auto ids = fill(10);
  RunLoader loader;
  std::vector<std::int64_t> loaded;
  QObject::connect(&loader, &RunLoader::stepsLoaded, [&](qint64, const StepBatch& batch) {
    for (const StepRecord& each : *batch) loaded.push_back(each.step);
  });
  QSignalSpy finished(&loader, &RunLoader::finished);
  loader.load(path(), ids[0]);
  ASSERT_TRUE(finished.wait(30'000));
  SQLite::Database db(path(), SQLite::OPEN_READWRITE, 5000);
  db.exec("INSERT INTO steps (run_id, step) VALUES (1, 10), (1, 11)");
  loader.follow(path(), ids[0]);
  ASSERT_TRUE(finished.wait(30'000));
  EXPECT_EQ(loaded, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
}

TEST_F(RunsStore, ServiceNoticesThatAnotherProgramHasWritten) {
  fill(3);
  RunsService service;
  std::size_t runs = 0;
  QObject::connect(&service, &RunsService::runsRead,
                   [&runs](const RunList& list) { runs = list->size(); });
  service.setStore(std::make_shared<StoreHandle>(path(), nullptr));
  ASSERT_TRUE(QTest::qWaitFor([&] { return runs == 2; }));
  SQLite::Database db(path(), SQLite::OPEN_READWRITE, 5000);
  db.exec("INSERT INTO runs (experiment_id, position, name, precision) VALUES (1, 2, 'x', 'fp32')");
  EXPECT_TRUE(QTest::qWaitFor([&] { return runs == 3; }, 10'000));
}

TEST_F(RunsStore, ServiceSeesThatAnotherProgramDied) {
  fill(3);
  auto writer = std::make_unique<WriterMark>(path());
  SQLite::Database(path(), SQLite::OPEN_READWRITE, 5000)
      .exec("UPDATE runs SET state = 'running', writer = " + std::to_string(writer->id()) +
            " WHERE id = 1");
  RunsService service;
  RunState state = RunState::ready;
  QObject::connect(&service, &RunsService::runsRead, [&state](const RunList& list) {
    for (const RunInfo& run : *list)
      if (run.id == 1) state = run.state;
  });
  service.setStore(std::make_shared<StoreHandle>(path(), nullptr));
  ASSERT_TRUE(QTest::qWaitFor([&] { return state == RunState::running; }));
  writer.reset();  // as if it were killed: nothing is written
  EXPECT_TRUE(QTest::qWaitFor([&] { return state == RunState::interrupted; }, 10'000));
}

TEST_F(RunsStore, LoaderReportsAStoreThatIsNotThere) {
  RunLoader loader;
  QSignalSpy failed(&loader, &RunLoader::failed);
  loader.load(path(), 1);
  ASSERT_TRUE(failed.wait(10'000));
}

}  // namespace
}  // namespace scalescope
