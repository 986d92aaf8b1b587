#include <gtest/gtest.h>

#include <QComboBox>
#include <QSpinBox>
#include <QTest>

#include "core/train/presets.h"
#include "ui/setup/number_edit.h"
#include "ui/setup/setup_panel.h"

namespace scalescope {
namespace {

std::vector<DeviceEntry> devices() {
  return {{"cpu", "a processor", true, "", ""},
          {"cuda", "", false, "libcudnn.so.9 not found", "install cuDNN 9"}};
}

template <typename T>
T* named(QWidget& panel, const QString& name) {
  for (T* field : panel.findChildren<T*>()) {
    if (field->accessibleName() == name) return field;
  }
  return nullptr;
}

TEST(SetupPanel, LeavesAConfigurationItShowsAlone) {
  for (const ExperimentPreset& preset : experimentPresets()) {
    ExperimentConfig config = preset.config;
    FormatOverride edits;
    edits.gradient = Format::fp32;
    config.network.layers[0].precision = edits;
    config.runs[0].layers[0] = edits;
    config.optimizer.lr = 0.1 + 1e-9;
    ConfigDocument document(config);
    SetupPanel panel(document, devices());
    panel.show();
    QTest::qWait(1);
    EXPECT_EQ(document.config(), config) << preset.name;
    document.load(preset.config);
    EXPECT_EQ(document.config(), preset.config) << preset.name;
  }
}

TEST(SetupPanel, FieldsEditTheDocument) {
  ConfigDocument document(defaultExperiment());
  SetupPanel panel(document, devices());
  auto* batch = named<QSpinBox>(panel, "Batch size");
  ASSERT_NE(batch, nullptr);
  batch->setValue(128);
  EXPECT_EQ(document.config().batchSize, 128);
  auto* rate = named<NumberEdit>(panel, "Learning rate");
  ASSERT_NE(rate, nullptr);
  rate->setText("1e-3");
  QTest::keyClick(rate, Qt::Key_Return);
  EXPECT_EQ(document.config().optimizer.lr, 1e-3);
  auto* clip = named<QComboBox>(panel, "Clip gradients");
  ASSERT_NE(clip, nullptr);
  clip->setCurrentIndex(1);
  ASSERT_TRUE(document.config().clip);
  EXPECT_FALSE(named<NumberEdit>(panel, "Clip at")->isHidden());
  clip->setCurrentIndex(0);
  EXPECT_FALSE(document.config().clip);
}

TEST(SetupPanel, APresetFillsEverythingAndCanBeUndone) {
  ConfigDocument document(defaultExperiment());
  SetupPanel panel(document, devices());
  const std::vector<ExperimentPreset> presets = experimentPresets();
  auto* chooser = named<QComboBox>(panel, "Preset");
  ASSERT_NE(chooser, nullptr);
  ASSERT_EQ(chooser->count(), static_cast<int>(presets.size()));
  chooser->setCurrentIndex(chooser->count() - 1);
  emit chooser->activated(chooser->count() - 1);
  EXPECT_EQ(document.config(), presets.back().config);
  document.undoStack()->undo();
  EXPECT_EQ(document.config(), defaultExperiment());
}

TEST(SetupPanel, ADeviceThatIsNotOfferedSaysWhy) {
  ConfigDocument document(defaultExperiment());
  SetupPanel panel(document, devices());
  auto* chooser = named<QComboBox>(panel, "Device");
  ASSERT_NE(chooser, nullptr);
  const int cuda = chooser->findData("cuda");
  EXPECT_TRUE(chooser->itemText(cuda).contains("libcudnn.so.9 not found"));
  EXPECT_FALSE(chooser->model()->flags(chooser->model()->index(cuda, 0)) & Qt::ItemIsEnabled);
  EXPECT_EQ(chooser->itemData(cuda, Qt::ToolTipRole).toString(),
            "libcudnn.so.9 not found; install cuDNN 9");
}

TEST(SetupPanel, TheGpuThatIsOfferedCanBeChosen) {
  ConfigDocument document(defaultExperiment());
  SetupPanel panel(document, {{"cpu", "a processor", true, "", ""},
                              {"cuda", "Old GPU", false, "too old", "buy a newer one"},
                              {"cuda", "H100", true, "", ""}});
  auto* chooser = named<QComboBox>(panel, "Device");
  ASSERT_NE(chooser, nullptr);
  ASSERT_EQ(chooser->count(), 4);
  EXPECT_TRUE(chooser->itemText(2).contains("Old GPU: too old"));
  chooser->setCurrentIndex(3);
  EXPECT_EQ(document.config().backend, "cuda");
  EXPECT_EQ(chooser->currentIndex(), 3);
}

TEST(SetupPanel, ReportsDataThatIsNotThere) {
  ExperimentConfig config = defaultExperiment();
  config.dataset.path = "/nonexistent/folder";
  ConfigDocument document(config);
  SetupPanel panel(document, devices());
  ASSERT_TRUE(QTest::qWaitFor([&] { return panel.problem().contains("/nonexistent/folder"); }));
}

TEST(SetupPanel, ReportsANetworkThatDoesNotFitTheData) {
  ExperimentConfig config = defaultExperiment();
  config.dataset = {};
  config.dataset.kind = "synthetic";
  ConfigDocument document(config);
  SetupPanel panel(document, devices());
  ASSERT_TRUE(QTest::qWaitFor([&] { return !panel.problem().isEmpty(); }));
}

}  // namespace
}  // namespace scalescope
