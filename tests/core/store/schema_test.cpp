#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include "core/store/check.h"
#include "core/store/database.h"
#include "core/store/store_samples.h"

namespace scalescope::test {
namespace {

using Schemas = StoreTest;
constexpr std::chrono::milliseconds patience{100};

TEST_F(Schemas, ANewStoreHasTheMarksThatTheDocumentNames) {
  StoreWriter(path_).close();
  SQLite::Database db(path_);
  EXPECT_EQ(db.execAndGet("PRAGMA application_id").getInt(), 0x5363616c);
  EXPECT_EQ(db.execAndGet("PRAGMA user_version").getInt(), 4);
  EXPECT_EQ(db.execAndGet("PRAGMA journal_mode").getString(), "wal");
}

TEST_F(Schemas, TheDocumentedFileMakesAStoreThatAnotherProgramCanFill) {
  {
    SQLite::Database db(path_, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    db.exec(fileBytes(std::string(SCALESCOPE_ROOT_DIR) + "/core/store/schema.sql"));
    db.exec(
        "PRAGMA foreign_keys = ON;"
        "INSERT INTO experiments (name, program) VALUES ('elsewhere', 'a script');"
        "INSERT INTO runs (experiment_id, position, name, precision, state)"
        "  VALUES (last_insert_rowid(), 0, 'amp', 'fp16-mixed', 'running')");
  }
  StoreWriter writer(path_);
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  SQLite::Database db(path_, SQLite::OPEN_READWRITE, 5000);
  for (std::int64_t step = 0; step < 20; ++step) {  // both write at once
    writer.write(sampleStep(0, step));
    SQLite::Statement insert(
        db, "INSERT INTO steps (run_id, step, loss, nan_mask) VALUES (1,?,NULL,1)");
    insert.bind(1, step);
    insert.exec();
  }
  writer.close();
  const RunInfo run = StoreReader(path_).findRun("elsewhere/amp");
  EXPECT_EQ(run.state, RunState::running);  // its writer is none of ours: only that program knows
  EXPECT_EQ(run.steps, 20);
  EXPECT_EQ(run.configuration, "");
  EXPECT_EQ(StoreReader(path_).run(ids[0]).steps, 20);
  EXPECT_EQ(checkStore(path_).problems, std::vector<std::string>{});
}

TEST_F(Schemas, WrongWordsAndOrphansAreRefusedByTheSchema) {
  StoreWriter(path_).begin(sampleConfig(), sampleBackend());
  SQLite::Database db(path_, SQLite::OPEN_READWRITE);
  db.exec("PRAGMA foreign_keys = ON");
  for (const char* wrong :
       {"UPDATE runs SET state = 'napping'", "INSERT INTO steps (run_id, step) VALUES (99, 0)",
        "INSERT INTO steps (run_id, step) VALUES (1, -1)",
        "INSERT INTO steps (run_id, step, loss) VALUES (1, 0, 'nan')",
        "INSERT INTO events (experiment_id, step, kind) VALUES (1, 0, 'party')",
        "UPDATE experiments SET configuration = '{'",
        "INSERT INTO tensor_stats (run_id, step, tensor, elements, histogram)"
        " VALUES (1, 0, 0, 4, x'0000')",  // of a step that has none
        "INSERT INTO tensors (run_id, tensor, position, name, role, format)"
        " VALUES (1, 0, 0, 'input', 'party', 'fp16')",
        "INSERT INTO runs (experiment_id, position, name, precision) VALUES (1, 0, 'x', 'fp32')"})
    EXPECT_THROW(db.exec(wrong), SQLite::Exception) << wrong;
  db.exec(
      "INSERT INTO tensors VALUES (1, 0, 0, 'input', 'activation', 'fp16');"
      "INSERT INTO statistics_steps VALUES (1, 0, 1024);"
      "INSERT INTO tensor_stats (run_id, step, tensor, elements, amax, histogram)"
      " VALUES (1, 0, 0, 4, 1.5, x'950101040000')");
}

/// A schema of two tables that came one version after the other.
Schema twoVersions() {
  return {0x5363616c,
          3,
          "CREATE TABLE a (x); CREATE TABLE b (x); PRAGMA application_id = 0x5363616c;"
          "PRAGMA user_version = 3",
          {{2, "CREATE TABLE b (x)"}, {3, "INSERT INTO a VALUES (3)"}}};
}

TEST_F(Schemas, AnOlderVersionIsBroughtUpToDate) {
  for (int version = 1; version <= 3; ++version) {
    std::filesystem::remove(path_);
    {
      SQLite::Database db(path_, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      db.exec("CREATE TABLE a (x); PRAGMA application_id = 0x5363616c; PRAGMA user_version = " +
              std::to_string(version));
      if (version >= 2) db.exec("CREATE TABLE b (x)");
    }
    if (version < 3) {
      EXPECT_NE(errorOf([&] { openForReading(path_, patience, twoVersions()); }).find("older"),
                std::string::npos);
    }
    SQLite::Database db = openForWriting(path_, patience, twoVersions());
    EXPECT_EQ(db.execAndGet("PRAGMA user_version").getInt(), 3);
    EXPECT_TRUE(db.tableExists("b"));
    EXPECT_EQ(db.execAndGet("SELECT count(*) FROM a").getInt(), version < 3 ? 1 : 0);
  }
}

TEST_F(Schemas, AMigrationThatFailsLeavesTheOldVersionWhole) {
  {
    SQLite::Database db(path_, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    db.exec("CREATE TABLE a (x); PRAGMA application_id = 0x5363616c; PRAGMA user_version = 1");
  }
  const std::string before = fileBytes(path_);
  Schema broken = twoVersions();
  broken.upgrades[1].sql = "INSERT INTO nowhere VALUES (1)";
  EXPECT_NE(errorOf([&] { openForWriting(path_, patience, broken); }).find(path_),
            std::string::npos);
  EXPECT_EQ(fileBytes(path_), before);
  SQLite::Database db = openForWriting(path_, patience, twoVersions());
  EXPECT_EQ(db.execAndGet("PRAGMA user_version").getInt(), 3);
}

TEST_F(Schemas, AnEmptyDatabaseBecomesAStore) {
  {
    SQLite::Database db(path_, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    db.exec("CREATE TABLE x (y); DROP TABLE x");
  }
  EXPECT_GT(std::filesystem::file_size(path_), 0u);
  StoreWriter(path_).begin(sampleConfig(), sampleBackend());
  EXPECT_EQ(StoreReader(path_).runs().size(), 2u);
}

TEST_F(Schemas, PathsThatAUriWouldMisread) {
  for (const char* name :
       {"a b?c=d#e.sqlite", "100%25.sqlite", "größe & más.sqlite", "x;y'z\".sqlite"}) {
    const std::string path = (folder_ / name).string();
    StoreWriter(path).begin(sampleConfig(), sampleBackend());
    EXPECT_EQ(StoreReader(path).runs().size(), 2u);
    StoreWriter{path};
    EXPECT_TRUE(std::filesystem::exists(path));
  }
}

}  // namespace
}  // namespace scalescope::test
