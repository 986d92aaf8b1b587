#include <SQLiteCpp/Database.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "core/store/store_samples.h"

namespace scalescope::test {
namespace {

using Writer = StoreTest;

TEST_F(Writer, EveryOfTwentyThousandRecordsASecondReachesTheStore) {
  static constexpr std::int64_t steps = 30000;  // of each of two runs: three seconds' worth
  StoreWriter writer(path_);
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  const auto start = std::chrono::steady_clock::now();
  for (std::int64_t step = 0; step < steps; ++step) {
    writer.write(sampleStep(0, step));
    writer.write(sampleStep(1, step));
    if (step % 100 == 0)
      std::this_thread::sleep_until(start + std::chrono::milliseconds(step / 10));
  }
  writer.close();
  const StoreReader reader(path_);
  for (const auto id : ids) {
    const auto read = reader.steps(id);
    ASSERT_EQ(read.size(), static_cast<std::size_t>(steps));
    for (std::int64_t step = 0; step < steps; ++step)
      ASSERT_EQ(read[static_cast<std::size_t>(step)].step, step);
    EXPECT_EQ(reader.run(id).steps, steps);
  }
}

TEST_F(Writer, ManyThreadsMayWrite) {
  StoreWriter writer(path_);
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  std::vector<std::thread> threads;
  for (int run = 0; run < 2; ++run) {
    threads.emplace_back([&writer, run] {
      for (std::int64_t step = 0; step < 5000; ++step) writer.write(sampleStep(run, step));
    });
  }
  for (auto& thread : threads) thread.join();
  writer.flush();
  const StoreReader reader(path_);
  for (const auto id : ids) EXPECT_EQ(reader.steps(id).size(), 5000u);
}

TEST_F(Writer, FlushPutsOnDiskWhatWasWrittenAndReadersSeeIt) {
  StoreWriter writer(path_);
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  const StoreReader reader(path_);
  for (std::int64_t step = 0; step < 50; ++step) {
    writer.write(sampleStep(0, step));
    writer.flush();
    ASSERT_EQ(reader.steps(ids[0]).size(), static_cast<std::size_t>(step + 1));
  }
}

TEST_F(Writer, WritesByItselfWithoutFlush) {
  StoreWriter writer(path_);
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  writer.write(sampleStep(0, 0));
  const StoreReader reader(path_);
  while (reader.steps(ids[0]).empty()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

TEST_F(Writer, RunsLeftOpenBecomeInterruptedOnClose) {
  StoreWriter writer(path_);
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  writer.write(StateRecord{0, 3, RunState::running, "", 0});
  writer.write(StateRecord{1, 3, RunState::stopped, "", 0});
  writer.flush();
  EXPECT_EQ(StoreReader(path_).run(ids[0]).state, RunState::running);
  writer.close();
  writer.close();  // again does nothing
  EXPECT_EQ(StoreReader(path_).run(ids[0]).state, RunState::interrupted);
  EXPECT_EQ(StoreReader(path_).run(ids[1]).state, RunState::stopped);
  EXPECT_NE(errorOf([&] { writer.flush(); }, ErrorKind::failed).find("closed"), std::string::npos);
}

TEST_F(Writer, ClosingLeavesOneFile) {
  StoreWriter writer(path_);
  writer.begin(sampleConfig(), sampleBackend());
  writer.close();
  StoreReader(path_).runs();
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_))
    names.push_back(entry.path().filename().string());
  EXPECT_EQ(names, std::vector<std::string>{"runs.sqlite"});
}

TEST_F(Writer, ANewExperimentEndsTheOneBefore) {
  StoreWriter writer(path_);
  const auto first = writer.begin(sampleConfig("first"), sampleBackend());
  writer.write(sampleStep(0, 0));
  writer.write(StateRecord{0, 1, RunState::running, "", 0});
  const auto second = writer.begin(sampleConfig("second"), sampleBackend());
  writer.write(sampleStep(0, 0));
  writer.flush();
  const StoreReader reader(path_);
  EXPECT_EQ(reader.run(first[0]).state, RunState::interrupted);
  EXPECT_EQ(reader.run(second[0]).state, RunState::ready);
  EXPECT_EQ(reader.steps(first[0]).size(), 1u);
  EXPECT_EQ(reader.steps(second[0]).size(), 1u);
}

TEST_F(Writer, TagsNotesAndRemoval) {
  StoreWriter writer(path_);
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  writer.write(sampleStep(0, 0));
  writer.write(sampleStep(1, 0));
  writer.write(sampleCheckpoint(0, 1));
  writer.write(EventRecord{0, 0, EventKind::note, 0.0, "x"});
  writer.setTags(ids[0], {"x", "y"});
  writer.setTags(ids[0], {"y", "z"});
  writer.setNote(ids[0], "one");
  writer.setNote(ids[0], "two");
  EXPECT_EQ(StoreReader(path_).run(ids[0]).tags, (std::vector<std::string>{"y", "z"}));
  EXPECT_EQ(StoreReader(path_).run(ids[0]).note, "two");
  EXPECT_NE(errorOf([&] { writer.setTags(99, {"x"}); }).find("no run 99"), std::string::npos);
  errorOf([&] { writer.setNote(99, "x"); });
  errorOf([&] { writer.removeRun(99); });

  EXPECT_NE(errorOf([&] { writer.removeRun(ids[0]); }).find("being trained"), std::string::npos);
  writer.write(StateRecord{0, 1, RunState::finished, "", 0});
  writer.write(StateRecord{1, 1, RunState::finished, "", 0});
  writer.removeRun(ids[0]);
  SQLite::Database db(path_);
  for (const char* table : {"steps", "checkpoints", "events", "tags", "notes"}) {
    EXPECT_EQ(db.execAndGet("SELECT count(*) FROM " + std::string(table) +
                            " WHERE run_id = " + std::to_string(ids[0]))
                  .getInt(),
              0)
        << table;
  }
  EXPECT_EQ(StoreReader(path_).runs().size(), 1u);
  writer.removeRun(ids[1]);
  EXPECT_EQ(db.execAndGet("SELECT count(*) FROM experiments").getInt(), 0);
}

TEST_F(Writer, ARecordWithNoPlaceIsReportedAndHoldsNothingUp) {
  std::mutex mutex;
  std::vector<std::string> messages;
  StoreWriter writer(path_, [&](const std::string& message) {
    const std::lock_guard lock(mutex);
    messages.push_back(message);
  });
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  writer.flush();
  SQLite::Database db(path_, SQLite::OPEN_READWRITE);
  db.exec("PRAGMA foreign_keys = ON; DELETE FROM runs WHERE id = " + std::to_string(ids[0]));
  for (std::int64_t step = 0; step < 10; ++step) {
    writer.write(sampleStep(0, step));
    writer.write(sampleStep(1, step));
    writer.write(sampleStep(5, step));
  }
  writer.write(StateRecord{0, 10, RunState::finished, "", 0});
  writer.close();
  EXPECT_EQ(StoreReader(path_).steps(ids[1]).size(), 10u);
  ASSERT_EQ(messages.size(), 2u);  // once a run
  EXPECT_NE(messages[0].find(path_), std::string::npos);
}

TEST_F(Writer, OldCheckpointsThinOutButTheFinalAndTheCommonOnesStay) {
  StoreWriter writer(path_);
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  // Run 1 fails after 300 steps, run 0 goes on.
  for (std::int64_t step = 100; step <= 1000; step += 100) {
    writer.write(sampleCheckpoint(0, step));
    if (step <= 300) writer.write(sampleCheckpoint(1, step));
  }
  writer.write(sampleCheckpoint(0, 1050));
  writer.close();
  const StoreReader reader(path_);
  const auto stepsOf = [&](std::int64_t run) {
    std::vector<std::int64_t> steps;
    for (std::int64_t step = 0; step <= 1100; step += 50) {
      if (reader.checkpoint(run, step)) steps.push_back(step);
    }
    return steps;
  };
  EXPECT_EQ(stepsOf(ids[0]), (std::vector<std::int64_t>{100, 200, 300, 600, 1000, 1050}));
  EXPECT_EQ(stepsOf(ids[1]), (std::vector<std::int64_t>{100, 200, 300}));
  EXPECT_EQ(reader.commonCheckpoints(ids).front(), 300);
  EXPECT_EQ(reader.lastCheckpoint(ids[0])->data, sampleCheckpoint(0, 1050).data);
  EXPECT_TRUE(reader.commonCheckpoints({77}).empty());
}

}  // namespace
}  // namespace scalescope::test
