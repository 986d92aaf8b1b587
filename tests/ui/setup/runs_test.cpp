#include <gtest/gtest.h>

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QTest>

#include "core/train/presets.h"
#include "ui/setup/formats_dialog.h"
#include "ui/setup/number_edit.h"
#include "ui/setup/run_names.h"
#include "ui/setup/runs_editor.h"
#include "ui/setup/scale_script.h"

namespace scalescope {
namespace {

template <typename T>
T* field(QWidget& editor, int run, RunColumn::Row row) {
  return editor.findChild<T*>(QString("run%1_%2").arg(run).arg(static_cast<int>(row)));
}

TEST(RunsEditor, APrecisionBringsItsScaler) {
  ConfigDocument document(defaultExperiment());
  RunsEditor editor(document);
  auto* precision = field<QComboBox>(editor, 0, RunColumn::precision);
  ASSERT_NE(precision, nullptr);
  precision->setCurrentIndex(precision->findData("fp16-mixed"));
  EXPECT_EQ(document.config().runs[0].scaler, scalerPreset("pytorch"));
  precision->setCurrentIndex(precision->findData("fp32"));
  EXPECT_EQ(document.config().runs[0].scaler.kind, ScalerKind::none);
}

TEST(RunsEditor, APresetFillsTheValuesAndAValueCanBeEdited) {
  ConfigDocument document(defaultExperiment());
  RunsEditor editor(document);
  auto* preset = field<QComboBox>(editor, 1, RunColumn::preset);
  preset->setCurrentIndex(preset->findData("megatron"));
  EXPECT_EQ(document.config().runs[1].scaler, scalerPreset("megatron"));
  auto* init = field<NumberEdit>(editor, 1, RunColumn::init);
  EXPECT_EQ(init->value(), 0x1p32);
  init->setText("2^10");
  QTest::keyClick(init, Qt::Key_Return);
  EXPECT_EQ(document.config().runs[1].scaler.init, 1024.0);
}

TEST(RunsEditor, RowsThatDoNotApplyAreHidden) {
  ConfigDocument document(defaultExperiment());
  RunsEditor editor(document);
  EXPECT_TRUE(field<QWidget>(editor, 0, RunColumn::init)->isHidden());
  EXPECT_FALSE(field<QWidget>(editor, 1, RunColumn::init)->isHidden());
  EXPECT_TRUE(field<QWidget>(editor, 1, RunColumn::steps)->isHidden());
}

TEST(RunsEditor, Fp8ScalesAreAskedForInFp8Alone) {
  ConfigDocument document(defaultExperiment());
  RunsEditor editor(document);
  auto* precision = field<QComboBox>(editor, 0, RunColumn::precision);
  auto* scales = field<QComboBox>(editor, 0, RunColumn::fp8Scaling);
  EXPECT_TRUE(scales->isHidden());
  precision->setCurrentIndex(precision->findData("fp8-hybrid"));
  EXPECT_FALSE(scales->isHidden());
  scales->setCurrentIndex(1);
  EXPECT_EQ(document.config().runs[0].fp8Scaling, Fp8Scaling::none);
}

TEST(RunsEditor, ColumnsThatDoNotFitGoBelow) {
  ExperimentConfig config = defaultExperiment();
  while (config.runs.size() < 5) addRun(config);
  ConfigDocument document(config);
  QWidget host;
  RunsEditor editor(document, &host);
  const auto place = [&](int run) {
    QWidget* name = field<QWidget>(editor, run, RunColumn::name);
    return QRect(name->mapTo(&editor, QPoint()), name->size());
  };
  host.show();
  for (const int width : {2000, editor.minimumSizeHint().width(), 600}) {
    editor.resize(width, 1500);
    QTest::qWait(1);
    for (int run = 0; run < 5; ++run) {
      EXPECT_LE(place(run).right(), width) << "run " << run;
      for (int other = 0; other < run; ++other) EXPECT_FALSE(place(run).intersects(place(other)));
    }
    EXPECT_EQ(place(4).top() > place(0).top(), width < 2000);
  }
}

TEST(RunsEditor, RunsAreAddedAndDuplicatedUnderFreeNames) {
  ExperimentConfig config = defaultExperiment();
  duplicateRun(config, 1);
  ASSERT_EQ(config.runs.size(), 3U);
  EXPECT_EQ(config.runs[2].name, "fp16 2");
  EXPECT_EQ(config.runs[2].scaler, config.runs[1].scaler);
  addRun(config);
  EXPECT_EQ(config.runs.size(), 4U);
  EXPECT_NE(config.runs[3].precision, "fp32");
  EXPECT_NE(config.runs[3].precision, "fp16-mixed");
  ConfigDocument document(config);
  EXPECT_TRUE(document.problem().isEmpty()) << document.problem().toStdString();
}

TEST(RunsEditor, ColumnsFollowTheNumberOfRuns) {
  ConfigDocument document(defaultExperiment());
  RunsEditor editor(document);
  document.edit("add", addRun);
  EXPECT_NE(field<QComboBox>(editor, 2, RunColumn::precision), nullptr);
  document.undoStack()->undo();
  QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  EXPECT_EQ(field<QComboBox>(editor, 2, RunColumn::precision), nullptr);
}

TEST(RunsEditor, ScriptsReadBack) {
  ScalerConfig scaler;
  scaler.scales = {{0, 65536.0}, {100, 0.5}};
  EXPECT_EQ(readScript(scriptText(scaler)), scaler.scales);
  EXPECT_FALSE(readScript(""));
  EXPECT_FALSE(readScript("5: 1, 5: 2"));
  EXPECT_FALSE(readScript("0: -1"));
  EXPECT_FALSE(readScript("zero: 1"));
}

TEST(FormatsDialog, EditsOfALayerAreKeptAndTakenBack) {
  const ExperimentConfig config = defaultExperiment();
  FormatsDialog dialog(config, 1);
  const QList<QComboBox*> boxes = dialog.findChildren<QComboBox*>();
  ASSERT_GT(boxes.size(), 3);
  EXPECT_TRUE(dialog.overrides().empty());
  boxes[0]->setCurrentIndex(boxes[0]->findData(static_cast<int>(Format::bf16)));
  ASSERT_EQ(dialog.overrides().size(), 1U);
  EXPECT_EQ(dialog.overrides().begin()->second.weight, Format::bf16);
  boxes[0]->setCurrentIndex(0);
  EXPECT_TRUE(dialog.overrides().empty());
}

TEST(FormatsDialog, OffersFormatsOfOperandsWhereProductsAreComputed) {
  FormatsDialog dialog(defaultExperiment(), 1);
  const QList<QComboBox*> boxes = dialog.findChildren<QComboBox*>();
  const auto offers = [&boxes](qsizetype box) {
    bool all = true, any = false;
    for (const Format format : {Format::tf32, Format::e4m3, Format::e5m2, Format::int8}) {
      const bool has = boxes[box]->findData(static_cast<int>(format)) >= 0;
      all = all && has;
      any = any || has;
    }
    EXPECT_EQ(all, any);
    return any;
  };
  // Weight, compute and gradient of a convolution, then those of a batch normalisation.
  EXPECT_FALSE(offers(0));
  EXPECT_TRUE(offers(1));
  EXPECT_FALSE(offers(2));
  EXPECT_FALSE(offers(4));
}

TEST(FormatsDialog, ThePolicyFillsTheTable) {
  const ExperimentConfig config = defaultExperiment();
  const std::vector<LayerFormats> full = formatsOf(config, config.runs[0], true);
  const std::vector<LayerFormats> half = formatsOf(config, config.runs[1], true);
  ASSERT_EQ(full.size(), config.network.layers.size());
  for (const LayerFormats& formats : full) EXPECT_EQ(formats.compute, Format::fp32);
  for (const LayerFormats& formats : half) EXPECT_EQ(formats.compute, Format::fp16);
}

TEST(RunsEditor, TheNoiseFloorIsAddedAndTakenAway) {
  ConfigDocument document(defaultExperiment());
  RunsEditor editor(document);
  auto* box = editor.findChild<QCheckBox*>("noiseFloor");
  ASSERT_NE(box, nullptr);
  EXPECT_FALSE(box->toolTip().isEmpty());
  EXPECT_FALSE(box->isChecked());
  const std::size_t runs = document.config().runs.size();
  box->click();
  ASSERT_EQ(document.config().runs.size(), runs + 1);
  EXPECT_TRUE(document.config().runs.back().noiseFloor);
  EXPECT_EQ(document.config().runs.back().name, "noise floor");
  EXPECT_EQ(document.problem(), "");
  EXPECT_EQ(document.undoStack()->undoText(), "Add noise floor");
  document.undoStack()->undo();
  EXPECT_EQ(document.config().runs.size(), runs);
  EXPECT_FALSE(box->isChecked());
  document.undoStack()->redo();
  EXPECT_TRUE(box->isChecked());
  box->click();
  EXPECT_EQ(document.config().runs.size(), runs);
}

TEST(RunsEditor, ANoiseFloorNeedsAnFp32Run) {
  ExperimentConfig config = defaultExperiment();
  config.runs.erase(config.runs.begin());
  ConfigDocument document(config);
  RunsEditor editor(document);
  EXPECT_FALSE(editor.findChild<QCheckBox*>("noiseFloor")->isEnabled());
}

TEST(RunNames, ACopyOfTheNoiseFloorIsNone) {
  ExperimentConfig config = defaultExperiment();
  setNoiseFloor(config, true);
  const int floor = noiseFloorOf(config);
  ASSERT_GE(floor, 0);
  duplicateRun(config, floor);
  EXPECT_FALSE(config.runs[static_cast<std::size_t>(floor) + 1].noiseFloor);
}

}  // namespace
}  // namespace scalescope
