#include <gtest/gtest.h>

#include <QFile>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWidget>

#include "core/base/error.h"
#include "core/nn/initialise.h"
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

TEST_F(FilesTest, TheScriptOfTheSetupIsSavedWithItsWeights) {
  QSignalSpy written(&files_, &FileCommands::scriptWritten);
  const QString path = directory_.filePath("train.v2.py");
  files_.exportScript(path);
  ASSERT_TRUE(written.wait());
  EXPECT_EQ(written.first().first().toString(), path);
  QFile script(path);
  ASSERT_TRUE(script.open(QIODevice::ReadOnly));
  const QByteArray text = script.readAll();
  EXPECT_TRUE(text.startsWith("#!/usr/bin/env python3"));
  EXPECT_TRUE(text.contains("WEIGHTS = \"train.v2.init.safetensors\""));
  const Safetensors weights =
      readSafetensors(directory_.filePath("train.v2.init.safetensors").toStdString());
  const auto expected =
      initialWeights(document_.config().network, document_.config().init, document_.config().seed);
  ASSERT_EQ(weights.tensors.size(), expected.size());
  EXPECT_EQ(weights.find("layers.0.weight")->data, expected.front().data);
  EXPECT_EQ(settings_.lastFolder(), directory_.path());
  EXPECT_EQ(shownError(), "");
}

TEST_F(FilesTest, AScriptNamesTheRunsThatItLeavesOut) {
  QSignalSpy written(&files_, &FileCommands::scriptWritten);
  ExperimentConfig config = defaultExperiment();
  config.runs[1].precision = "fp8-hybrid";
  config.runs[1].scaler = {};
  document_.load(config);
  files_.exportScript(directory_.filePath("a.py"));
  ASSERT_TRUE(written.wait());
  EXPECT_EQ(shownError(), "fp16: torch.amp has no FP8");
}

TEST_F(FilesTest, AScriptThatCannotBeSavedLeavesNothing) {
  files_.exportScript(directory_.filePath("none/such/a.py"));
  EXPECT_TRUE(QTest::qWaitFor([this] { return !shownError().empty(); }));
  EXPECT_NE(shownError().find("none/such"), std::string::npos) << shownError();
}

TEST_F(FilesTest, AScriptTakesNobodysFile) {
  QFile own(directory_.filePath("a.init.safetensors"));
  ASSERT_TRUE(own.open(QIODevice::WriteOnly));
  own.write("notes of mine");
  own.close();
  files_.exportScript(directory_.filePath("a.py"));
  EXPECT_TRUE(QTest::qWaitFor([this] { return !shownError().empty(); }));
  EXPECT_NE(shownError().find("a.init.safetensors"), std::string::npos) << shownError();
  EXPECT_FALSE(QFile::exists(directory_.filePath("a.py")));
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
