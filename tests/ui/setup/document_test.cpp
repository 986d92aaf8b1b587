#include "ui/setup/config_document.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

#include "core/train/presets.h"
#include "ui/setup/network_edits.h"
#include "ui/setup/number_edit.h"

namespace scalescope {
namespace {

TEST(ConfigDocument, EditsCanBeUndoneAndDoneAgain) {
  const ExperimentConfig start = defaultExperiment();
  ConfigDocument document(start);
  QSignalSpy changed(&document, &ConfigDocument::changed);
  document.edit("steps", [](ExperimentConfig& c) { c.steps = 77; });
  document.edit("seed", [](ExperimentConfig& c) { c.seed = 5; });
  EXPECT_EQ(changed.count(), 2);
  document.undoStack()->undo();
  EXPECT_EQ(document.config().seed, start.seed);
  EXPECT_EQ(document.config().steps, 77);
  document.undoStack()->undo();
  EXPECT_EQ(document.config(), start);
  document.undoStack()->redo();
  EXPECT_EQ(document.config().steps, 77);
}

TEST(ConfigDocument, EditsUnderOneKeyAreUndoneTogether) {
  ConfigDocument document(defaultExperiment());
  for (int i = 1; i <= 5; ++i) {
    document.edit(
        "batch", [i](ExperimentConfig& c) { c.batchSize = i; }, "batch");
  }
  EXPECT_EQ(document.undoStack()->count(), 1);
  document.edit(
      "steps", [](ExperimentConfig& c) { c.steps = 3; }, "steps");
  EXPECT_EQ(document.undoStack()->count(), 2);
}

TEST(ConfigDocument, AnEditThatChangesNothingIsNotRemembered) {
  ConfigDocument document(defaultExperiment());
  document.edit("steps", [](ExperimentConfig& c) { c.steps += 0; });
  EXPECT_EQ(document.undoStack()->count(), 0);
}

TEST(ConfigDocument, TellsTheFirstProblem) {
  ConfigDocument document(defaultExperiment());
  EXPECT_TRUE(document.problem().isEmpty()) << document.problem().toStdString();
  document.edit("name", [](ExperimentConfig& c) { c.runs[1].name = c.runs[0].name; });
  EXPECT_TRUE(document.problem().contains("/runs/1")) << document.problem().toStdString();
  document.undoStack()->undo();
  EXPECT_TRUE(document.problem().isEmpty());
}

TEST(NetworkEdits, RunsKeepTheirFormatsWithTheirLayers) {
  ExperimentConfig config = defaultExperiment();
  FormatOverride full;
  full.compute = Format::fp32;
  config.runs[1].layers[2] = full;
  insertLayer(config, 0, LayerConfig{});
  EXPECT_EQ(config.runs[1].layers.count(3), 1U);
  moveLayer(config, 3, 5);
  EXPECT_EQ(config.runs[1].layers.count(5), 1U);
  moveLayer(config, 6, 0);
  EXPECT_EQ(config.runs[1].layers.count(6), 1U);
  moveLayer(config, 0, 6);
  EXPECT_EQ(config.runs[1].layers.count(5), 1U);
  removeLayer(config, 1);
  EXPECT_EQ(config.runs[1].layers.count(4), 1U);
  removeLayer(config, 4);
  EXPECT_TRUE(config.runs[1].layers.empty());
}

TEST(NumberEdit, ReadsPowersAndRefusesNonsense) {
  EXPECT_EQ(readNumber("2^16"), 65536.0);
  EXPECT_EQ(readNumber(" 1e-4 "), 1e-4);
  EXPECT_EQ(readNumber("2^-24"), 0x1p-24);
  EXPECT_FALSE(readNumber(""));
  EXPECT_FALSE(readNumber("nan"));
  EXPECT_FALSE(readNumber("1e999"));
  EXPECT_FALSE(readNumber("2^3^4"));
  EXPECT_FALSE(readNumber("12 apples"));
}

}  // namespace
}  // namespace scalescope
