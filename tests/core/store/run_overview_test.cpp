#include "core/store/run_overview.h"

#include <SQLiteCpp/Database.h>

#include <cmath>

#include "core/store/store_samples.h"

namespace scalescope::test {
namespace {

class Overviews : public StoreTest {
 protected:
  /// A run of so many steps, whose numbers are as easily told as they are apart.
  void fill(std::int64_t steps) {
    StoreWriter(path_).begin(sampleConfig(), sampleBackend());
    SQLite::Database db(path_, SQLite::OPEN_READWRITE);
    db.exec(
        "BEGIN; WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < " +
        std::to_string(steps) +
        ") INSERT INTO steps (run_id, step, loss, scale, grad_norm, step_ms, wall_time, overflow,"
        " underflow, cast_elements, samples, applied, nan_mask)"
        " SELECT 2, i, iif(i % 1000 = 7, NULL, iif(i % 1000 = 8, 9e999, (i * 7919) % 1009)), "
        "1 << (i / 1000 % 20), i % 31, i % 5, i * 0.5, i % 3, i % 11, 100, i * 16, i % 500 <> 3,"
        " i % 1000 = 7 FROM n; COMMIT");
  }

  /// What the blocks must say, from the rows themselves.
  static void expectTrue(const std::vector<StepBlock>& blocks,
                         const std::vector<StepRecord>& rows) {
    std::size_t row = 0;
    for (const StepBlock& block : blocks) {
      ASSERT_EQ(block.first, rows.at(row).step);
      StepBlock own;
      double sum = 0.0, count = 0.0, underflow = 0.0;
      own.loss = {INFINITY, -INFINITY, 0.0};
      own.scale = own.gradNorm = own.loss;
      const std::size_t begin = row;
      for (; row < rows.size() && rows[row].step <= block.last; ++row) {
        const StepRecord& each = rows[row];
        if (std::isfinite(each.loss)) {
          own.loss.low = std::min(own.loss.low, each.loss);
          own.loss.high = std::max(own.loss.high, each.loss);
          sum += each.loss;
          count += 1.0;
        }
        own.scale.low = std::min(own.scale.low, each.scale);
        own.scale.high = std::max(own.scale.high, each.scale);
        own.gradNorm.high = std::max(own.gradNorm.high, each.gradNorm);
        own.skipped += each.applied ? 0 : 1;
        underflow = std::max(underflow, each.underflowShare());
      }
      if (block.isStep()) continue;
      EXPECT_EQ(row - begin, static_cast<std::size_t>(block.last - block.first + 1));
      EXPECT_EQ(block.loss.low, own.loss.low);
      EXPECT_EQ(block.loss.high, own.loss.high);
      EXPECT_NEAR(block.loss.mean, sum / count, 1e-9);
      EXPECT_EQ(block.scale.low, own.scale.low);
      EXPECT_EQ(block.scale.high, own.scale.high);
      EXPECT_EQ(block.gradNorm.high, own.gradNorm.high);
      EXPECT_EQ(block.skipped, own.skipped);
      EXPECT_EQ(block.underflowShare.high, underflow);
      EXPECT_EQ(block.overflow.high, 2.0);
      EXPECT_EQ(block.wallTime, rows[row - 1].wallTime);
      EXPECT_EQ(block.samples, static_cast<double>(rows[row - 1].samples));
    }
    EXPECT_EQ(row, rows.size());
  }
};

TEST_F(Overviews, SayWhatTheRowsSay) {
  fill(10000);
  const StoreReader reader(path_);
  const auto rows = reader.steps(2);
  const auto large = overviewOf(reader, 2, 4096), small = overviewOf(reader, 2, 64);
  // Two of 4096, then 3 of 512, then 4 of 64, then 16 steps.
  EXPECT_EQ(large.size(), 2U + 3U + 4U + 16U);
  EXPECT_EQ(small.size(), 156U + 16U);
  expectTrue(large, rows);
  expectTrue(small, rows);
  EXPECT_EQ(overviewOf(reader, 2, 64, 9990).size(), 10U);
  EXPECT_TRUE(overviewOf(reader, 1, 64).empty());
}

TEST_F(Overviews, TellNanFromNotMeasured) {
  StoreWriter(path_).begin(sampleConfig(), sampleBackend());
  SQLite::Database db(path_, SQLite::OPEN_READWRITE);
  db.exec(
      "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 129) "
      "INSERT INTO steps (run_id, step, grad_norm, nan_mask) "
      "SELECT 2, i, iif(i = 128, 1.5, NULL), iif(i < 64, 1, 0) FROM n");
  const StoreReader reader(path_);
  const auto steps = reader.steps(2);
  const int always = absentScale | absentOverflow | absentUnderflow | absentStepMs;
  EXPECT_EQ(steps[0].absent & kAbsentFromPlots, always | absentGradNorm);  // its loss is NaN
  EXPECT_EQ(steps[64].absent & kAbsentFromPlots, always | absentGradNorm | absentLoss);
  EXPECT_EQ(steps[128].absent & kAbsentFromPlots, always | absentLoss);
  const auto blocks = overviewOf(reader, 2, 64);
  ASSERT_EQ(blocks.size(), 4U);
  for (const std::size_t i : {0U, 1U, 2U}) {
    const auto at = static_cast<std::size_t>(blocks[i].first);
    EXPECT_EQ(blocks[i].absent, steps[at].absent & kAbsentFromPlots) << i;
  }
}

TEST_F(Overviews, FollowWhatIsWrittenAgain) {
  fill(10000);
  SQLite::Database db(path_, SQLite::OPEN_READWRITE);
  db.exec(
      "PRAGMA foreign_keys = ON;"
      "UPDATE steps SET loss = 5000, nan_mask = 0 WHERE run_id = 2 AND step = 100;"
      "DELETE FROM steps WHERE run_id = 2 AND step = 5000;"
      "INSERT OR REPLACE INTO steps (run_id, step, loss, scale, grad_norm, step_ms, overflow,"
      " wall_time, samples) VALUES (2, 9000, 6000, 1, 2, 1, 2, 4500, 144000)");
  const StoreReader reader(path_);
  const auto rows = reader.steps(2);
  expectTrue(overviewOf(reader, 2, 4096), rows);
  const auto blocks = overviewOf(reader, 2, 64);
  expectTrue(blocks, rows);
  double highest = 0.0;
  for (const StepBlock& block : blocks) {
    if (!std::isnan(block.loss.high) && std::isfinite(block.loss.high))
      highest = std::max(highest, block.loss.high);
  }
  EXPECT_EQ(highest, 6000.0);
  db.exec("DELETE FROM runs WHERE id = 2");
  EXPECT_EQ(db.execAndGet("SELECT count(*) FROM step_blocks").getInt(), 0);
}

TEST_F(Overviews, OfALogWithGapsAreItsRows) {
  fill(0);
  SQLite::Database db(path_, SQLite::OPEN_READWRITE);
  for (int i = 0; i < 300; ++i)
    db.exec("INSERT INTO steps (run_id, step, loss) VALUES (1, " + std::to_string(i * 100) +
            ", 1)");
  EXPECT_EQ(overviewOf(StoreReader(path_), 1, 4096).size(), 300U);
}

}  // namespace
}  // namespace scalescope::test
