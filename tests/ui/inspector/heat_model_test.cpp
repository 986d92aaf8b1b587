#include "ui/inspector/heat_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "ui/inspector/heat_table.h"
#include "ui/inspector/made_up_step.h"

namespace scalescope {
namespace {

using testing_inspector::madeUpStep;

const std::vector<std::string> layers{"linear", "relu", "linear"};

QString textAt(const HeatModel& model, const std::string& tensor) {
  return model.indexOf(tensor).data().toString();
}

class HeatModelTest : public testing::Test {
 protected:
  HeatModel model_;
  QAbstractItemModelTester tester_{&model_, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(HeatModelTest, IsEmptyWithoutAStep) {
  EXPECT_EQ(model_.rowCount(), 0);
  model_.setStep(madeUpStep(1, 0, Format::fp16, 1.0F), layers);
  EXPECT_EQ(model_.rowCount(), 4);
  model_.setStep(nullptr, {});
  EXPECT_EQ(model_.rowCount(), 0);
}

TEST_F(HeatModelTest, ShowsAMeasureOfEveryTensor) {
  model_.setStep(madeUpStep(1, 0, Format::fp16, 0x1p-6F), layers);
  EXPECT_EQ(textAt(model_, "layers.0.weight.grad"), "25%");  // 2^-26 of four values
  EXPECT_EQ(textAt(model_, "layers.0.output"), "0");
  model_.setMeasure(Measure::zeros);
  EXPECT_EQ(textAt(model_, "layers.0.output"), "25%");
  model_.setMeasure(Measure::lostUpdates);
  EXPECT_FALSE(model_.indexOf("layers.0.output").data().isValid());
  EXPECT_EQ(textAt(model_, "layers.0.weight.update"), "0");
  EXPECT_EQ(model_.headerData(1, Qt::Vertical, Qt::DisplayRole), "0 linear");
  EXPECT_EQ(model_.headerData(1, Qt::Horizontal, Qt::DisplayRole), "Input gradient");
}

// Its zeros may be values that underflowed before anybody counted.
TEST_F(HeatModelTest, DoesNotTellTheUnderflowThatAnotherProgramCouldNotCount) {
  const StepPtr own = madeUpStep(1, 0, Format::fp16, 1.0F);
  InspectedStep foreign = *own;
  foreign.counted.afterCast = true;
  model_.setStep(std::make_shared<const InspectedStep>(foreign), layers);
  EXPECT_EQ(textAt(model_, "layers.0.output"), "?");
  EXPECT_EQ(textAt(model_, "layers.0.weight.grad"), "0") << "none of its values is zero";
  EXPECT_TRUE(
      model_.indexOf("layers.0.output").data(Qt::ToolTipRole).toString().contains("not told"));
  EXPECT_FALSE(whatIf(foreign.counted, 1.0).all.exact);
  EXPECT_TRUE(whatIf(own->counted, 1.0).all.exact);
}

TEST_F(HeatModelTest, CellsWithoutATensorAreEmptyAndCannotBeChosen) {
  model_.setStep(madeUpStep(1, 0, Format::fp16, 1.0F), layers);
  const QModelIndex none = model_.index(0, 1);
  EXPECT_FALSE(none.data().isValid());
  EXPECT_EQ(model_.flags(none), Qt::NoItemFlags);
  EXPECT_EQ(model_.tensorAt(none), -1);
}

TEST_F(HeatModelTest, ATensorWithoutValuesInASkippedStepSaysSo) {
  model_.setStep(madeUpStep(1, 4, Format::fp16, 0x1p16F, true), layers);
  const QModelIndex update = model_.indexOf("layers.0.weight.update");
  EXPECT_EQ(update.data().toString(), QString::fromUtf8("–"));
  EXPECT_FALSE(update.data(HeatModel::heatRole).isValid());
  EXPECT_TRUE(model_.indexOf("layers.0.weight.grad").data(HeatModel::nonFiniteRole).toBool());
  EXPECT_FALSE(model_.indexOf("layers.0.output").data(HeatModel::nonFiniteRole).toBool());
}

TEST_F(HeatModelTest, ShowsWhatAnotherScaleWouldLoseInGradientsAlone) {
  const StepPtr step = madeUpStep(1, 0, Format::fp16, 1.0F);
  model_.setStep(step, layers);
  EXPECT_EQ(textAt(model_, "layers.0.weight.grad"), "0");
  model_.setWhatIf(whatIf(step->counted, 0x1p-6));
  EXPECT_EQ(textAt(model_, "layers.0.weight.grad"), "25%");
  EXPECT_EQ(textAt(model_, "layers.0.output"), "0");
  model_.setWhatIf(whatIf(step->counted, 0x1p16));
  model_.setMeasure(Measure::overflow);
  EXPECT_EQ(textAt(model_, "layers.0.weight.grad"), "50%");
  model_.setWhatIf(std::nullopt);
  EXPECT_EQ(textAt(model_, "layers.0.weight.grad"), "0");
}

TEST_F(HeatModelTest, StaysAsItIsFromStepToStep) {
  model_.setStep(madeUpStep(1, 0, Format::fp16, 1.0F), layers);
  QSignalSpy reset(&model_, &QAbstractItemModel::modelReset);
  QSignalSpy changed(&model_, &QAbstractItemModel::dataChanged);
  model_.setStep(madeUpStep(1, 2, Format::fp16, 0x1p-6F), layers);
  EXPECT_EQ(reset.count(), 0);
  EXPECT_EQ(changed.count(), 1);
  model_.setStep(madeUpStep(2, 2, Format::fp32, 1.0F), layers);
  EXPECT_EQ(reset.count(), 1);
}

TEST_F(HeatModelTest, TooltipsHoldAllFigures) {
  model_.setStep(madeUpStep(1, 0, Format::fp16, 1.0F), layers);
  const QString tip = model_.indexOf("layers.0.weight.grad").data(Qt::ToolTipRole).toString();
  for (const char* part : {"layers.0.weight.grad", "FP16", "Amax", "Zeros", "Subnormal",
                           "Underflow", "Overflow", "NaN"}) {
    EXPECT_TRUE(tip.contains(part)) << part;
  }
}

TEST_F(HeatModelTest, TheTableIsWalkedWithTheKeyboardAndOffersValues) {
  model_.setStep(madeUpStep(1, 0, Format::fp16, 4.0F), layers);
  HeatTable table(&model_);
  table.resize(600, 300);
  table.show();
  QSignalSpy chosen(&table, &HeatTable::tensorSelected);
  table.select("layers.0.output");
  EXPECT_EQ(chosen.count(), 1);
  QTest::keyClick(&table, Qt::Key_Down);
  EXPECT_EQ(table.selected(), "layers.2.output");
  double value = 0.0;
  Format format = Format::fp32;
  QObject::connect(&table, &HeatTable::valueActivated, [&](double v, Format f) {
    value = v;
    format = f;
  });
  table.select("layers.0.weight.grad");
  QTest::keyClick(&table, Qt::Key_Return);
  EXPECT_EQ(value, 4.0);
  EXPECT_EQ(format, Format::fp16);
}

}  // namespace
}  // namespace scalescope
