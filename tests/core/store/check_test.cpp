#include <SQLiteCpp/Database.h>

#include "core/store/check.h"
#include "core/store/store_samples.h"

namespace scalescope::test {
namespace {

class Check : public StoreTest {
 protected:
  Check() {
    StoreWriter writer(path_);
    writer.begin(sampleConfig(), sampleBackend());
    for (std::int64_t step = 0; step < 3000; ++step) {
      for (int run = 0; run < 2; ++run) writer.write(sampleStep(run, step));
    }
    writer.write(sampleCheckpoint(0, 3000));
    writer.write(EventRecord{0, 5, EventKind::overflow, 3.0, "three"});
    writer.close();
  }

  /// Changes the store as a careless program would, and returns the one problem that is found.
  std::string problemAfter(const std::string& sql) {
    SQLite::Database db(path_, SQLite::OPEN_READWRITE);
    db.exec("PRAGMA ignore_check_constraints = ON; " + sql);
    const CheckReport report = checkStore(path_);
    EXPECT_FALSE(report.problems.empty()) << sql;
    std::string all;
    for (const auto& problem : report.problems) all += problem + "\n";
    return all;
  }
};

TEST_F(Check, AWholeStoreIsCounted) {
  const CheckReport report = checkStore(path_);
  EXPECT_EQ(report.problems, std::vector<std::string>{});
  EXPECT_EQ(report.experiments, 1);
  EXPECT_EQ(report.runs, 2);
  EXPECT_EQ(report.steps, 6000);
  EXPECT_EQ(report.events, 1);
  EXPECT_EQ(report.checkpoints, 1);
}

TEST_F(Check, AMissingTable) {
  EXPECT_NE(problemAfter("DROP TABLE evaluations").find("evaluations.loss is missing"),
            std::string::npos);
}

TEST_F(Check, AMissingColumn) {
  EXPECT_NE(
      problemAfter("ALTER TABLE events DROP COLUMN message").find("events.message is missing"),
      std::string::npos);
}

TEST_F(Check, Gaps) {
  EXPECT_NE(
      problemAfter("DELETE FROM steps WHERE run_id = 2 AND step = 1500").find("run 2 has 2999"),
      std::string::npos);
}

TEST_F(Check, AFirstStepThatIsNotZero) {
  EXPECT_NE(problemAfter("DELETE FROM steps WHERE run_id = 1 AND step = 0").find("run 1 has"),
            std::string::npos);
}

TEST_F(Check, Orphans) {
  EXPECT_NE(problemAfter("PRAGMA foreign_keys = OFF; DELETE FROM runs WHERE id = 2")
                .find("a row of steps refers to runs"),
            std::string::npos);
}

TEST_F(Check, Checkpoints) {
  EXPECT_NE(problemAfter("UPDATE checkpoints SET data = substr(data, 1, 20)")
                .find("checkpoint of run 1 at step 3000"),
            std::string::npos);
}

TEST_F(Check, Words) {
  EXPECT_NE(problemAfter("UPDATE runs SET state = 'napping' WHERE id = 1").find("\"napping\""),
            std::string::npos);
  EXPECT_NE(problemAfter("UPDATE events SET kind = 'party'").find("\"party\""), std::string::npos);
}

TEST_F(Check, Configurations) {
  EXPECT_NE(
      problemAfter("UPDATE experiments SET configuration = '{\"scalescope\": 1, \"steps\": -3}'")
          .find("configuration of experiment 1"),
      std::string::npos);
}

TEST_F(Check, RunsThatAreNotInTheConfiguration) {
  EXPECT_NE(problemAfter("UPDATE runs SET name = 'other' WHERE id = 2").find("run 2, \"other\""),
            std::string::npos);
}

TEST_F(Check, DamagedPagesAreAReport) {
  {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(0, std::ios::end);
    const auto size = static_cast<std::int64_t>(file.tellp());
    const std::string rubbish(3000, '\x5a');
    for (std::int64_t at = 8192; at + 3000 < size; at += 16384) {
      file.seekp(at);
      file.write(rubbish.data(), static_cast<std::streamsize>(rubbish.size()));
    }
  }
  EXPECT_FALSE(checkStore(path_).problems.empty());
}

TEST_F(Check, AForeignFileIsRefused) {
  const std::string other = (folder_ / "other").string();
  std::ofstream(other) << "not a store";
  EXPECT_NE(errorOf([&] { checkStore(other); }).find(other), std::string::npos);
  errorOf([&] { checkStore((folder_ / "missing").string()); });
}

}  // namespace
}  // namespace scalescope::test
