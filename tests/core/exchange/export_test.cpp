#include "core/exchange/export_run.h"

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/data/load.h"
#include "core/exchange/import_files.h"
#include "core/exchange/stored_weights.h"
#include "core/store/check.h"
#include "core/store/store_samples.h"
#include "core/train/experiment.h"
#include "core/train/fixtures.h"
#include "support/errors.h"

namespace scalescope::test {
namespace {

namespace fs = std::filesystem;

/// A store with an experiment that was really trained: overflows, evaluations, statistics.
class Exports : public StoreTest {
 protected:
  Exports() {
    ExperimentConfig config = sampleConfig("spirals, \"two\" words");
    config.steps = 40;
    config.dataset.classes = 2;
    config.evalEvery = 10;
    config.statisticsEvery = 5;
    config.runs[1].scaler.init = 0x1p24;
    StoreWriter writer(path_);
    ids_ = writer.begin(config, sampleBackend());
    const auto data = std::make_shared<const Dataset>(loadDataset(config.dataset, config.seed));
    Experiment experiment(config, data, factoryUnderTest(),
                          [&](const Record& record) { writer.write(record); });
    while (!experiment.finished()) experiment.advance();
    experiment.finish(RunState::finished);
    writer.close();
    SQLite::Database db(path_, SQLite::OPEN_READWRITE);
    // What SQLite itself cannot tell apart, and what no double holds exactly.
    db.exec(
        "UPDATE steps SET loss = NULL, nan_mask = nan_mask | 1 WHERE step = 3;"
        "UPDATE steps SET grad_norm = 9e999 WHERE step = 4;"
        "UPDATE steps SET accuracy = NULL WHERE step = 5;"
        "UPDATE steps SET loss = 0.1, wall_time = 1e-300 WHERE step = 6;"
        "UPDATE evaluations SET loss = -9e999 WHERE step = 20;"
        "INSERT INTO tags VALUES (2, 'a tag, quoted \"so\"');"
        "INSERT INTO notes VALUES (2, 'first line' || char(10) || 'second');");
  }

  std::vector<std::string> exported(ExportFormat format, const std::string& folder = "out") {
    const StoreReader reader(path_);
    const auto files = exportRun(reader, reader.run(ids_[1]), format, (folder_ / folder).string());
    return files.value();
  }

  /// All rows of a run, as text.
  static std::string dump(const std::string& store, std::int64_t run, const std::string& table) {
    std::string text;
    const StoreReader reader(store);
    readRunTable(reader, run, runTable(table), [&](std::span<const StoredValue> values) {
      for (const StoredValue& each : values) {
        text += std::to_string(each.index()) + ":";
        if (const auto* whole = std::get_if<std::int64_t>(&each)) text += std::to_string(*whole);
        if (const auto* number = std::get_if<double>(&each))
          text += Json(*number).dump() + (std::signbit(*number) ? "-" : "");
        if (const auto* word = std::get_if<std::string>(&each)) text += *word;
        text += "|";
      }
      text += "\n";
      return true;
    });
    return text;
  }

  std::string imported(const std::vector<std::string>& files) {
    const std::string store = (folder_ / "imported.sqlite").string();
    const auto sources = readSources(files);
    importRuns(store, runsFromSources(sources.value(), {}));
    EXPECT_EQ(checkStore(store).problems, std::vector<std::string>{});
    return store;
  }

  std::vector<std::int64_t> ids_;
};

TEST_F(Exports, ADocumentComesBackToTheLastBit) {
  SQLite::Database(path_, SQLite::OPEN_READWRITE).exec("UPDATE experiments SET program = 'p 1'");
  const auto files = exported(ExportFormat::json);
  ASSERT_EQ(files.size(), 1U);
  const std::string store = imported(files);
  for (const RunTable& table : runTables()) {
    EXPECT_FALSE(dump(path_, ids_[1], table.name).empty()) << table.name;
    EXPECT_EQ(dump(store, 1, table.name), dump(path_, ids_[1], table.name)) << table.name;
  }
  const RunInfo before = StoreReader(path_).run(ids_[1]), after = StoreReader(store).run(1);
  EXPECT_EQ(after.experiment, before.experiment);
  EXPECT_EQ(after.experimentUid, before.experimentUid);
  EXPECT_EQ(after.configuration, before.configuration);
  EXPECT_EQ(after.tags, before.tags);
  EXPECT_EQ(after.note, before.note);
  EXPECT_EQ(after.program, "p 1");
  EXPECT_EQ(after.device, before.device);
  EXPECT_EQ(after.index, before.index);
  EXPECT_EQ(after.state, RunState::finished);
}

TEST_F(Exports, ARunThatIsThereAlreadyIsNotImportedTwice) {
  const auto files = exported(ExportFormat::json);
  const std::string store = imported(files);
  const auto sources = readSources(files);
  EXPECT_REFUSED(importRuns(store, runsFromSources(*sources, {})), "in this store already",
                 "run 1");
  EXPECT_EQ(StoreReader(store).runs().size(), 1U);
}

TEST_F(Exports, TablesComeBackToTheLastBit) {
  const auto files = exported(ExportFormat::csv);
  ASSERT_EQ(files.size(), 5U);
  EXPECT_EQ(fs::path(files[0]).filename(), "spirals-two-words-fp16-2.steps.csv");
  const std::string store = imported(files);
  for (const RunTable& table : runTables())
    EXPECT_EQ(dump(store, 1, table.name), dump(path_, ids_[1], table.name)) << table.name;
}

TEST_F(Exports, EventFilesKeepScalarsInFp32) {
  SQLite::Database(path_, SQLite::OPEN_READWRITE).exec("UPDATE runs SET precision = 'tf32'");
  exported(ExportFormat::tensorboard);
  const std::string store = imported({(folder_ / "out").string()});
  const auto before = StoreReader(path_).steps(ids_[1]), after = StoreReader(store).steps(1);
  EXPECT_EQ(StoreReader(store).run(1).precision, "tf32") << "and not what its name seems to say";
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(after[i].step, before[i].step);
    EXPECT_EQ(after[i].applied, before[i].applied);
    EXPECT_EQ(after[i].foundInf, before[i].foundInf);
    EXPECT_EQ(after[i].scale, before[i].scale);
    EXPECT_EQ(after[i].overflow, before[i].overflow);
    EXPECT_NEAR(after[i].wallTime, before[i].wallTime, 1e-6) << "dates are no finer";
    const auto loss = static_cast<float>(before[i].loss);
    EXPECT_TRUE(std::isnan(loss) ? std::isnan(after[i].loss)
                                 : static_cast<float>(after[i].loss) == loss);
  }
  const auto evaluations = StoreReader(store).evaluations(1);
  ASSERT_EQ(evaluations.size(), StoreReader(path_).evaluations(ids_[1]).size());
  EXPECT_EQ(evaluations[1].loss, -inf);
}

TEST_F(Exports, WeightsAreThoseOfTheNewestCheckpoint) {
  const auto files = exported(ExportFormat::safetensors);
  const Safetensors weights = readSafetensors(files.at(0));
  ASSERT_EQ(weights.tensors.size(), 4U);
  EXPECT_EQ(weights.metadata.at("step"), "40");
  EXPECT_TRUE(weights.find("layers.2.bias"));
}

TEST_F(Exports, TwiceTakesThePlaceOfTheFirst) {
  for (const ExportFormat format : {ExportFormat::csv, ExportFormat::tensorboard}) {
    exported(format);
    const auto count = [&] {
      return std::distance(fs::recursive_directory_iterator(folder_ / "out"),
                           fs::recursive_directory_iterator());
    };
    const auto once = count();
    exported(format);
    EXPECT_EQ(count(), once);
  }
}

TEST_F(Exports, BrokenOffLeavesNothing) {
  const StoreReader reader(path_);
  {
    SQLite::Database db(path_, SQLite::OPEN_READWRITE);
    db.exec(
        "WITH RECURSIVE n(i) AS (SELECT 40 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
        "INSERT INTO steps (run_id, step, loss) SELECT 2, i, 0.5 FROM n");
  }
  for (const std::string& name : exportFormatNames()) {
    if (name == "safetensors") continue;
    double seen = -1.0;
    const auto files = exportRun(reader, reader.run(ids_[1]), *exportFormatFrom(name),
                                 (folder_ / "off").string(), [&](double done) {
                                   seen = done;
                                   return false;
                                 });
    EXPECT_FALSE(files.has_value()) << name;
    EXPECT_GT(seen, 0.0);
    EXPECT_TRUE(fs::is_empty(folder_ / "off")) << name;
  }
}

TEST_F(Exports, OfADamagedHistogramTellsWhichAndLeavesNothing) {
  {
    SQLite::Database db(path_, SQLite::OPEN_READWRITE);
    ASSERT_GT(db.exec("UPDATE tensor_stats SET histogram = x'ff' WHERE elements > 0"), 0);
  }
  const StoreReader reader(path_);
  const std::string folder = (folder_ / "off").string();
  for (const std::string& word : {path_, std::string("step"), std::string("damaged")}) {
    EXPECT_REFUSED(exportRun(reader, reader.run(ids_[1]), ExportFormat::tensorboard, folder), word);
    EXPECT_TRUE(fs::is_empty(folder));
  }
}

TEST_F(Exports, APlaceThatIsNoFolderIsRefused) {
  const StoreReader reader(path_);
  const RunInfo run = reader.run(ids_[1]);
  EXPECT_REFUSED(exportRun(reader, run, ExportFormat::csv, path_), path_);
  EXPECT_REFUSED(exportRun(reader, run, ExportFormat::csv, ""), "empty");
}

TEST(FileStem, HoldsNothingThatAPathWouldTrip) {
  RunInfo run;
  run.id = 7;
  run.experiment = "../../etc/passwd: 50 %";
  run.name = "größe/ü";
  EXPECT_EQ(fileStem(run), "etc-passwd-50-größe-ü-7");
  run.experiment = std::string(100, 'x');
  EXPECT_LT(fileStem(run).size(), 90U);
  run.experiment = run.name = "…";
  EXPECT_EQ(fileStem(run), "…-…-7");
}

}  // namespace
}  // namespace scalescope::test
