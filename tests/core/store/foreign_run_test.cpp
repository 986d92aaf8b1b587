#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "core/numerics/packed_histogram.h"
#include "core/store/database.h"
#include "core/store/run_configuration.h"
#include "core/store/run_diagnosis.h"
#include "core/store/store_samples.h"

// Runs that another program wrote: no configuration, tensors named by its modules, values of halves
// that are counted after their rounding.
namespace scalescope::test {
namespace {

constexpr const char* kDetails =
    R"({"scaler": {"kind": "dynamic", "preset": "pytorch", "init": 65536}, "arch": "resnet18",
        "optimizer": {"type": "adamw", "lr": 0.001, "betas": [0.9, 0.99]}})";

class ForeignRuns : public StoreTest {
 protected:
  ForeignRuns() {
    StoreWriter(path_).close();
    db_.emplace(path_, SQLite::OPEN_READWRITE);
    db_->exec(
        "INSERT INTO experiments (name, program, planned_steps) VALUES ('resnet', 'a script', 9);"
        "INSERT INTO runs (experiment_id, position, name, precision, scaler, state)"
        " VALUES (1, 0, 'amp', 'fp16-autocast', 'dynamic (pytorch)', 'finished');"
        "INSERT INTO tensors VALUES (1, 0, 0, 'input', 'activation', 'fp32'),"
        " (1, 1, 1, 'stem.conv.output', 'activation', 'fp16'),"
        " (1, 2, 2, 'head.fc.output', 'activation', 'fp16'),"
        " (1, 3, 3, 'head.fc.output.grad', 'gradient', 'fp16'),"
        " (1, 4, 4, 'head.fc.weight.grad', 'gradient', 'fp16');");
    SQLite::Statement details(*db_, "UPDATE runs SET details = ?");
    details.bind(1, kDetails);
    details.exec();
  }

  void step(std::int64_t number, double scale, bool overflowed) {
    SQLite::Statement insert(*db_,
                             "INSERT INTO steps (run_id, step, loss, scale, found_inf, applied)"
                             " VALUES (1, ?, 0.5, ?, ?, ?)");
    insert.bind(1, number);
    insert.bind(2, scale);
    insert.bind(3, overflowed ? 1 : 0);
    insert.bind(4, overflowed ? 0 : 1);
    insert.exec();
    SQLite::Statement counted(*db_, "INSERT INTO statistics_steps VALUES (1, ?, ?)");
    counted.bind(1, number);
    counted.bind(2, scale);
    counted.exec();
  }

  void tensor(std::int64_t step, int number, const std::vector<float>& values,
              Format format = Format::fp16) {
    TensorStatistics statistics;
    statistics.format = format;
    for (const float value : values) statistics.add(value);
    SQLite::Statement insert(
        *db_,
        "INSERT INTO tensor_stats (run_id, step, tensor, elements, zeros, infinities, nans, amax,"
        " amin, histogram) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    const std::string packed = packHistogram(statistics);
    insert.bind(1, step);
    insert.bind(2, number);
    insert.bind(3, static_cast<std::int64_t>(statistics.elements));
    insert.bind(4, static_cast<std::int64_t>(statistics.zeros));
    insert.bind(5, static_cast<std::int64_t>(statistics.infinities));
    insert.bind(6, static_cast<std::int64_t>(statistics.nans));
    insert.bind(7, static_cast<double>(statistics.largest));
    insert.bind(8, static_cast<double>(statistics.smallest));
    insert.bind(9, packed.data(), static_cast<int>(packed.size()));
    insert.exec();
  }

  /// A step of which only one tensor, by its number, is not ordinary.
  void stepWith(std::int64_t number, double scale, int odd, const std::vector<float>& values) {
    step(number, scale, odd >= 0);
    const auto scaled = static_cast<float>(scale);
    const std::vector<std::vector<float>> ordinary{
        {0.5F, 1.0F}, {2.0F, 3.0F}, {4.0F}, {scaled * 0x1p-6F}, {scaled * 0x1p-4F}};
    for (int i = 0; i < static_cast<int>(ordinary.size()); ++i) {
      tensor(number, i, i == odd ? values : ordinary[static_cast<std::size_t>(i)],
             i == 0 ? Format::fp32 : Format::fp16);
    }
  }

  Culprit culprit(std::int64_t step) const {
    const StoreReader reader(path_);
    return culpritAt(reader, reader.run(1), step);
  }
  RunDiagnosis diagnosis() const {
    const StoreReader reader(path_);
    return diagnose(reader, reader.run(1));
  }

  std::optional<SQLite::Database> db_;
  const float infinity_ = std::numeric_limits<float>::infinity();
};

TEST_F(ForeignRuns, TellWhatTheyAreTrainedWithAsFarAsTheyLike) {
  const RunConfiguration known = configurationOf(StoreReader(path_).run(1));
  EXPECT_FALSE(known.whole);
  EXPECT_EQ(known.config.runs.at(0).scaler.kind, ScalerKind::dynamic);
  EXPECT_EQ(known.config.runs[0].scaler.init, 65536.0);
  // "betas" is no word of ours: the whole part is left out.
  EXPECT_EQ(known.config.optimizer, OptimizerConfig());
  db_->exec("UPDATE runs SET details = NULL, scaler = 'static 1024', precision = 'my own'");
  const RunConfiguration less = configurationOf(StoreReader(path_).run(1));
  EXPECT_EQ(less.config.runs.at(0).scaler.kind, ScalerKind::fixed);
  EXPECT_EQ(less.config.runs[0].precision, "fp32");
}

TEST_F(ForeignRuns, AScalerThatNothingTellsOfIsLearntFromItsSteps) {
  db_->exec("UPDATE runs SET scaler = 'unknown', details = NULL");
  for (std::int64_t number = 0; number < 60; ++number) {
    const bool high = number % 20 == 0 && number > 0;  // one step at twice the scale, then back
    stepWith(number, high ? 0x1p20 : 0x1p19, high ? 4 : -1, {infinity_});
  }
  const RunDiagnosis found = diagnosis();
  EXPECT_NE(found.skips.sentence.find("as expected"), std::string::npos) << found.skips.sentence;
  ASSERT_TRUE(found.newest);
  EXPECT_EQ(found.newest->cause, Cause::scaleTooHigh);
  EXPECT_TRUE(found.newest->expected);
  EXPECT_NE(found.newest->sentence.find("growth interval, which is 19"), std::string::npos)
      << found.newest->sentence;
}

TEST_F(ForeignRuns, AGradientThatTheLossScaleTakesOutOfRange) {
  stepWith(0, 65536.0, 3, {infinity_, -infinity_, 3.0F});
  stepWith(1, 32768.0, -1, {});
  const Culprit found = culprit(0);
  EXPECT_EQ(found.tensor, "head.fc.output.grad");
  EXPECT_EQ(found.place.module, "head.fc");
  EXPECT_EQ(found.cause, Cause::scaleTooHigh) << found.sentence;
  EXPECT_TRUE(found.expected);
  EXPECT_TRUE(found.overflowed);
  EXPECT_EQ(found.nonFinite, 2U);
  EXPECT_NE(found.sentence.find("head.fc.output.grad (backward)"), std::string::npos);
  EXPECT_TRUE(diagnosis().healthy());
}

TEST_F(ForeignRuns, AnActivationThatOutgrowsTheFormat) {
  stepWith(0, 1024.0, -1, {});
  stepWith(1, 1024.0, 1, {infinity_, 60000.0F});
  const Culprit found = culprit(1);
  EXPECT_EQ(found.tensor, "stem.conv.output");
  EXPECT_EQ(found.cause, Cause::explodingActivation) << found.sentence;
  EXPECT_TRUE(found.largest.atLeast);
  EXPECT_NE(found.sentence.find("more than 65504"), std::string::npos) << found.sentence;
  EXPECT_NE(found.sentence.find("Lowering the loss scale cannot help"), std::string::npos);
  EXPECT_FALSE(found.expected);
  EXPECT_FALSE(diagnosis().healthy());
}

TEST_F(ForeignRuns, AGradientThatExplodesWhateverTheScale) {
  stepWith(0, 8.0, -1, {});
  stepWith(1, 8.0, 4, {infinity_});
  const Culprit found = culprit(1);
  EXPECT_EQ(found.cause, Cause::explodingGradient) << found.sentence;
  EXPECT_NE(found.sentence.find("more than 8188"), std::string::npos) << found.sentence;
}

TEST_F(ForeignRuns, NanInTheBatchComesFromTheData) {
  stepWith(0, 1024.0, -1, {});
  stepWith(1, 1024.0, 0, {std::numeric_limits<float>::quiet_NaN(), 1.0F});
  const Culprit found = culprit(1);
  EXPECT_EQ(found.tensor, "input");
  EXPECT_EQ(found.cause, Cause::nonFiniteInput) << found.sentence;
}

TEST_F(ForeignRuns, AHealthyOneHasNoFindings) {
  for (std::int64_t step = 0; step < 4; ++step) stepWith(step, 1024.0, -1, {});
  EXPECT_TRUE(diagnosis().healthy());
  EXPECT_THROW(culprit(2), Error);
}

}  // namespace
}  // namespace scalescope::test
