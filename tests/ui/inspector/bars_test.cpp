#include <gtest/gtest.h>

#include <QLabel>
#include <QSignalSpy>
#include <QSpinBox>
#include <QToolButton>

#include "ui/inspector/made_up_step.h"
#include "ui/inspector/marked_slider.h"
#include "ui/inspector/scale_bar.h"
#include "ui/inspector/time_bar.h"

// The two sliders: through time, and through loss scales.
namespace scalescope {
namespace {

using testing_inspector::madeUpStep;

QToolButton* buttonOf(const QWidget& widget, const QString& name) {
  for (auto* button : widget.findChildren<QToolButton*>()) {
    if (button->accessibleName() == name) return button;
  }
  return nullptr;
}

std::shared_ptr<const CountedStep> counted(const StepPtr& step) { return {step, &step->counted}; }

class TimeBarTest : public testing::Test {
 protected:
  TimeBarTest() { bar_.setSteps({0, 10, 20, 30}, {10, 25}); }
  MarkedSlider& slider() { return *bar_.findChild<MarkedSlider*>(); }
  TimeBar bar_;
};

TEST_F(TimeBarTest, FollowsTheNewestStepUntilAPersonChoosesOne) {
  EXPECT_EQ(bar_.step(), 30);
  QSignalSpy chosen(&bar_, &TimeBar::stepChosen);
  QSignalSpy changed(&bar_, &TimeBar::stepChanged);
  bar_.setSteps({0, 10, 20, 30, 40}, {});
  EXPECT_EQ(bar_.step(), 40);
  EXPECT_EQ(changed.count(), 1);
  EXPECT_EQ(chosen.count(), 0);
  buttonOf(bar_, "Step before")->click();
  EXPECT_EQ(bar_.step(), 30);
  EXPECT_EQ(chosen.count(), 1);
  EXPECT_FALSE(bar_.following());
  bar_.setSteps({0, 10, 20, 30, 40, 50}, {});
  EXPECT_EQ(bar_.step(), 30);
  buttonOf(bar_, "Newest step")->click();
  EXPECT_EQ(bar_.step(), 50);
  EXPECT_TRUE(bar_.following());
}

TEST_F(TimeBarTest, GoesToTheStoredStepNearestToANumber) {
  auto* number = bar_.findChild<QSpinBox*>();
  number->setValue(14);
  emit number->editingFinished();
  EXPECT_EQ(bar_.step(), 10);
  EXPECT_EQ(number->value(), 10);
  bar_.setStep(16);
  EXPECT_EQ(bar_.step(), 20);
  bar_.setStep(9999);
  EXPECT_EQ(bar_.step(), 30);
}

TEST_F(TimeBarTest, MarksStepsThatWereSkipped) {
  ASSERT_EQ(slider().marks().size(), 2U);
  EXPECT_EQ(slider().marks()[0].value, 1.0);
  EXPECT_EQ(slider().marks()[1].value, 2.5);  // between two stored steps
}

TEST_F(TimeBarTest, IsLockedWithoutSteps) {
  bar_.setSteps({}, {});
  EXPECT_FALSE(bar_.step());
  EXPECT_FALSE(slider().isEnabled());
  EXPECT_FALSE(buttonOf(bar_, "Next step")->isEnabled());
}

TEST_F(TimeBarTest, EndsAreWhereButtonsEnd) {
  EXPECT_FALSE(buttonOf(bar_, "Next step")->isEnabled());
  bar_.setStep(0);
  EXPECT_FALSE(buttonOf(bar_, "Step before")->isEnabled());
  EXPECT_TRUE(buttonOf(bar_, "Next step")->isEnabled());
}

class ScaleBarTest : public testing::Test {
 protected:
  MarkedSlider& slider() { return *bar_.findChild<MarkedSlider*>(); }
  QString told() {
    QString text;
    for (auto* label : bar_.findChildren<QLabel*>()) text += label->text() + '\n';
    return text;
  }
  ScaleBar bar_;
};

constexpr int weightGradient = 6;

TEST_F(ScaleBarTest, StandsAtTheScaleUsedAndMarksWhatIsBest) {
  bar_.show(counted(madeUpStep(1, 0, Format::fp16, 0x1p12F)), weightGradient);
  EXPECT_EQ(slider().value(), 12);
  EXPECT_FALSE(bar_.wanted());
  EXPECT_FALSE(bar_.answer());
  ASSERT_TRUE(bar_.advice());
  EXPECT_EQ(bar_.advice()->largestSafe, 15);  // of gradients up to 1: 2^16 overflows
  EXPECT_EQ(bar_.advice()->bestFrom, 0);
  EXPECT_EQ(bar_.advice()->bestTo, 15);
  EXPECT_EQ(slider().band()->to, 15.0);
  EXPECT_TRUE(told().contains("(used)"));
}

TEST_F(ScaleBarTest, TellsWhatAnotherScaleWouldLose) {
  bar_.show(counted(madeUpStep(1, 0, Format::fp16, 0x1p12F)), weightGradient);
  QSignalSpy changed(&bar_, &ScaleBar::wantedChanged);
  slider().setValue(20);
  EXPECT_EQ(changed.count(), 1);
  EXPECT_EQ(bar_.wanted(), 0x1p20);
  ASSERT_TRUE(bar_.answer());
  EXPECT_EQ(bar_.answer()->tensors[weightGradient].overflow, 2U);
  EXPECT_TRUE(told().contains("50%"));
  buttonOf(bar_, "Used scale")->click();
  EXPECT_FALSE(bar_.wanted());
  EXPECT_EQ(slider().value(), 12);
  EXPECT_EQ(changed.count(), 2);
}

TEST_F(ScaleBarTest, KeepsTheScaleAskedAboutFromStepToStep) {
  bar_.show(counted(madeUpStep(1, 0, Format::fp16, 0x1p12F)), weightGradient);
  slider().setValue(20);
  bar_.show(counted(madeUpStep(1, 2, Format::fp16, 0x1p11F)), weightGradient);
  EXPECT_EQ(bar_.wanted(), 0x1p20);
  bar_.show(counted(madeUpStep(1, 4, Format::fp16, 0x1p20F)), weightGradient);
  EXPECT_FALSE(bar_.wanted());
}

TEST_F(ScaleBarTest, IsLockedWhereTheScaleTellsNothing) {
  bar_.show(counted(madeUpStep(1, 0, Format::fp16, 0.0F)), weightGradient);
  EXPECT_FALSE(slider().isEnabled());
  EXPECT_TRUE(told().contains("not finite"));
  bar_.show(nullptr, -1);
  EXPECT_FALSE(slider().isEnabled());
}

TEST(MarkedSlider, AClickGoesThere) {
  MarkedSlider slider;
  slider.setRange(0, 100);
  slider.resize(216, slider.sizeHint().height());
  slider.show();
  QTest::mouseClick(&slider, Qt::LeftButton, {}, QPoint(108, 8));
  EXPECT_EQ(slider.value(), 50);
  QTest::keyClick(&slider, Qt::Key_Right);
  EXPECT_EQ(slider.value(), 51);
}

}  // namespace
}  // namespace scalescope
