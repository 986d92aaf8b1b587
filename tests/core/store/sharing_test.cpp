#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "core/store/store_samples.h"

namespace scalescope::test {
namespace {

using Sharing = StoreTest;

TEST_F(Sharing, TwoWritersAndAReaderAtOnce) {
  static constexpr std::int64_t steps = 4000;
  std::atomic<bool> done{false};
  std::vector<std::vector<std::int64_t>> ids(2);
  std::vector<std::thread> writers;
  for (int i = 0; i < 2; ++i) {
    writers.emplace_back([&, i] {
      StoreOptions options;
      options.commitEvery = std::chrono::milliseconds(1);
      StoreWriter writer(path_, {}, options);
      ids[static_cast<std::size_t>(i)] = writer.begin(sampleConfig(), sampleBackend());
      for (std::int64_t step = 0; step < steps; ++step) {
        for (int run = 0; run < 2; ++run) writer.write(sampleStep(run, step));
        if (step % 500 == 0) writer.flush();
      }
    });
  }
  std::thread reader([&] {
    while (!std::filesystem::exists(path_) || std::filesystem::file_size(path_) == 0)
      std::this_thread::yield();
    while (!done) {
      for (const RunInfo& run : StoreReader(path_).runs()) {
        EXPECT_LE(run.steps, steps);
        EXPECT_NE(run.name, "");
      }
    }
  });
  for (auto& writer : writers) writer.join();
  done = true;
  reader.join();
  const StoreReader after(path_);
  for (const auto& runs : ids) {
    for (const auto id : runs) EXPECT_EQ(after.steps(id).size(), static_cast<std::size_t>(steps));
  }
}

TEST_F(Sharing, AnOpenReaderSeesOneMomentAndTheNextCallTheNext) {
  StoreWriter writer(path_);
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  const StoreReader reader(path_);
  EXPECT_EQ(reader.run(ids[0]).steps, 0);
  writer.write(sampleStep(0, 0));
  writer.flush();
  EXPECT_EQ(reader.run(ids[0]).steps, 1);
}

TEST_F(Sharing, ASecondWriterLeavesTheRunsOfTheFirstAlone) {
  StoreWriter first(path_);
  const auto ids = first.begin(sampleConfig(), sampleBackend());
  first.write(StateRecord{0, 0, RunState::running, "", 0});
  first.flush();
  {
    StoreWriter second(path_);
    second.setNote(ids[0], "edited meanwhile");
  }
  EXPECT_EQ(StoreReader(path_).run(ids[0]).state, RunState::running);
  first.write(StateRecord{0, 1, RunState::finished, "", 0});
  first.close();
  EXPECT_EQ(StoreReader(path_).run(ids[0]).state, RunState::finished);
}

TEST_F(Sharing, ReadingLeavesTheLocksOfThisProcessInPlace) {
  StoreWriter writer(path_);
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  SQLite::Database db(path_, SQLite::OPEN_READWRITE);
  SQLite::Transaction reading(db);
  db.execAndGet("SELECT count(*) FROM runs");
  for (int i = 0; i < 20; ++i) {  // opening and closing must not drop what `db` and the writer hold
    StoreReader(path_).runs();
    StoreWriter(path_).setNote(ids[0], std::to_string(i));
  }
  writer.write(sampleStep(0, 0));
  writer.close();
  EXPECT_EQ(db.execAndGet("SELECT count(*) FROM steps").getInt(), 0);  // its own moment
  reading.commit();
  EXPECT_EQ(db.execAndGet("SELECT count(*) FROM steps").getInt(), 1);
}

TEST_F(Sharing, ALockHeldTooLongIsReportedAndNothingIsLost) {
  StoreOptions options;
  options.commitEvery = std::chrono::milliseconds(5);
  options.retryEvery = std::chrono::milliseconds(5);
  options.patience = std::chrono::milliseconds(20);
  std::mutex mutex;
  std::vector<std::string> messages;
  StoreWriter writer(
      path_,
      [&](const std::string& message) {
        const std::lock_guard lock(mutex);
        messages.push_back(message);
      },
      options);
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  {
    SQLite::Database db(path_, SQLite::OPEN_READWRITE);
    SQLite::Transaction other(db, SQLite::TransactionBehavior::IMMEDIATE);
    for (std::int64_t step = 0; step < 100; ++step) writer.write(sampleStep(0, step));
    const std::string message = errorOf([&] { writer.flush(); }, ErrorKind::failed);
    EXPECT_NE(message.find("locked by another program"), std::string::npos) << message;
    errorOf([&] { writer.flush(); }, ErrorKind::failed);
    errorOf([&] { writer.begin(sampleConfig(), sampleBackend()); }, ErrorKind::failed);
  }
  writer.write(sampleStep(0, 100));
  writer.flush();
  EXPECT_EQ(StoreReader(path_).steps(ids[0]).size(), 101u);
  const std::lock_guard lock(mutex);
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_NE(messages[0].find(path_ + ": is locked"), std::string::npos) << messages[0];
}

}  // namespace
}  // namespace scalescope::test
