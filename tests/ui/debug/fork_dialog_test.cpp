#include "ui/debug/fork_dialog.h"

#include <gtest/gtest.h>

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include "core/train/presets.h"
#include "ui/debug/replay_dialog.h"
#include "ui/setup/number_edit.h"

namespace scalescope {
namespace {

RunInfo parentRun() {
  RunInfo parent;
  parent.id = 12;
  parent.name = "fp16";
  parent.precision = "fp16-mixed";
  parent.scaler = "dynamic (pytorch)";
  return parent;
}

TEST(ForkDialog, AsksOnlyForWhatIsToDiffer) {
  ForkDialog dialog(parentRun(), defaultExperiment(), {1000, 500},
                    [](const ForkRequest&) { return QString(); });
  EXPECT_EQ(dialog.windowTitle(), "Fork fp16 (12)");
  const auto boxes = dialog.findChildren<QComboBox*>();     // checkpoint, precision, loss scale
  const auto numbers = dialog.findChildren<NumberEdit*>();  // scale, learning rate, steps
  ForkRequest request = dialog.request();
  EXPECT_EQ(request.step, 500) << "the newest that leaves steps to train";
  EXPECT_FALSE(request.precision || request.scaler || request.learningRate || request.steps);
  EXPECT_EQ(request.name, "");

  boxes[0]->setCurrentIndex(0);
  boxes[1]->setCurrentIndex(boxes[1]->findData("bf16-mixed"));
  boxes[2]->setCurrentIndex(boxes[2]->findData("static"));
  const auto enter = [](NumberEdit* field, const QString& text) {
    field->setText(text);
    QTest::keyClick(field, Qt::Key_Return);
  };
  ASSERT_TRUE(numbers[0]->isEnabled());
  enter(numbers[0], "2^10");
  enter(numbers[1], "0.01");
  enter(numbers[2], "2000");
  request = dialog.request();
  EXPECT_EQ(request.step, 1000);
  EXPECT_EQ(request.precision, "bf16-mixed");
  ASSERT_TRUE(request.scaler);
  EXPECT_EQ(request.scaler->kind, ScalerKind::fixed);
  EXPECT_EQ(request.scaler->scale, 1024.0);
  EXPECT_EQ(request.learningRate, 0.01);
  EXPECT_EQ(request.steps, 2000);

  boxes[2]->setCurrentIndex(boxes[2]->findData("megatron"));
  EXPECT_EQ(dialog.request().scaler, scalerPreset("megatron"));
  boxes[2]->setCurrentIndex(boxes[2]->findData("none"));
  EXPECT_EQ(dialog.request().scaler, ScalerConfig{});
}

TEST(ForkDialog, StaysOpenWithTheReasonWhenItCannotBe) {
  QString problem = "there is no room";
  ForkDialog dialog(parentRun(), defaultExperiment(), {1000},
                    [&problem](const ForkRequest&) { return problem; });
  dialog.show();
  QPushButton* ok = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
  ok->click();
  EXPECT_TRUE(dialog.isVisible());
  problem.clear();
  ok->click();
  EXPECT_EQ(dialog.result(), QDialog::Accepted);
}

TEST(ReplayText, SaysHowFarTheBitsAreTheSame) {
  ReplayReport report;
  report.from = 500;
  report.steps = 250;
  EXPECT_EQ(replayText(report), "All 250 steps, from step 500 on, came out with the same bits.");
  report.cancelled = true;
  EXPECT_TRUE(replayText(report).startsWith("Called off. The 250 steps"));
  report.cancelled = false;
  report.differsAt = 750;
  report.difference = "loss: 0.5 stored, 0.25 now";
  EXPECT_EQ(replayText(report),
            "Step 750 came out differently: loss: 0.5 stored, 0.25 now. The 250 steps before it "
            "are the same.");
}

}  // namespace
}  // namespace scalescope
