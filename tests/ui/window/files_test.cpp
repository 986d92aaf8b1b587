#include <gtest/gtest.h>

#include <QFile>
#include <QMessageBox>
#include <QTemporaryDir>
#include <QWidget>

#include "core/base/error.h"
#include "core/train/presets.h"
#include "ui/setup/config_document.h"
#include "ui/window/config_files.h"
#include "ui/window/file_commands.h"
#include "ui/window/window_settings.h"

namespace scalescope {
namespace {

class FilesTest : public testing::Test {
 protected:
  std::string shownError() const {
    const auto* box = window_.findChild<QMessageBox*>();
    return box ? box->informativeText().toStdString() : "";
  }

  QTemporaryDir directory_;
  QWidget window_;
  WindowSettings settings_{directory_.filePath("settings.ini")};
  ConfigDocument document_{defaultExperiment()};
  FileCommands files_{document_, settings_, &window_};
};

TEST_F(FilesTest, WhatIsSavedOpensTheSame) {
  ExperimentConfig config = experimentPresets().back().config;
  FormatOverride edits;
  edits.compute = Format::bf16;
  config.network.layers[0].precision = edits;
  config.runs[0].layers[0] = edits;
  document_.load(config);
  const QString path = directory_.filePath("a.json");
  ASSERT_TRUE(files_.save(path));
  document_.load(defaultExperiment());
  ASSERT_TRUE(files_.open(path)) << shownError();
  EXPECT_EQ(document_.config(), config);
  EXPECT_EQ(files_.path(), path);
}

TEST_F(FilesTest, ARefusedFileChangesNothingAndSaysWhere) {
  const QString path = directory_.filePath("broken.json");
  QFile file(path);
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write(R"({"scalescope": 1, "optimizer": {"type": "sgd", "speed": 3}})");
  file.close();
  EXPECT_FALSE(files_.open(path));
  EXPECT_EQ(document_.config(), defaultExperiment());
  const auto* box = window_.findChild<QMessageBox*>();
  ASSERT_NE(box, nullptr);
  EXPECT_TRUE(box->informativeText().contains("broken.json"));
}

TEST_F(FilesTest, SavingWhereNothingCanBeWrittenIsAnError) {
  EXPECT_THROW(writeExperiment(directory_.filePath("none/such/a.json"), defaultExperiment()),
               Error);
  EXPECT_FALSE(files_.save(directory_.filePath("none/such/a.json")));
  EXPECT_TRUE(files_.path().isEmpty());
}

TEST_F(FilesTest, SettingsThatCannotBeReadAreForgotten) {
  EXPECT_FALSE(settings_.experiment());
  settings_.saveExperiment(defaultExperiment(), "x.json");
  ASSERT_TRUE(settings_.experiment());
  EXPECT_EQ(*settings_.experiment(), defaultExperiment());
  settings_.saveExperiment(ExperimentConfig{}, "");
  EXPECT_FALSE(settings_.experiment());
}

}  // namespace
}  // namespace scalescope
