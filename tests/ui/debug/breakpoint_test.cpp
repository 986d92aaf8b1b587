#include <gtest/gtest.h>

#include <QCheckBox>
#include <QSignalSpy>
#include <QTest>

#include "ui/debug/breakpoint_editor.h"
#include "ui/setup/number_edit.h"

namespace scalescope {
namespace {

using Choice = BreakpointChoice;

TEST(BreakpointChoice, SharesArePerCentAndOnlyWhatIsArmedCounts) {
  Choice choice;
  EXPECT_FALSE(choice.breakpoints().any());
  choice.setValue(Choice::divergence, 12.5);
  EXPECT_FALSE(choice.breakpoints().any()) << "a value arms nothing by itself";
  choice.arm(Choice::divergence, true);
  choice.arm(Choice::step, true);
  choice.arm(Choice::overflow, true);
  Breakpoints expected;
  expected.divergence = 0.125;
  expected.step = 100;
  expected.overflow = true;
  EXPECT_EQ(choice.breakpoints(), expected);
  EXPECT_EQ(choice.armedTexts(),
            QStringList({"Overflow", "Loss off the FP32 run's by over 12.5 %", "Step 100"}));
}

TEST(BreakpointChoice, IsArmedByWords) {
  Choice choice;
  for (const char* word : {"overflow", "underflow=2.5", "step=40", "divergence"})
    EXPECT_TRUE(choice.armByWord(word)) << word;
  Breakpoints expected;
  expected.overflow = true;
  expected.underflowShare = 0.025;
  expected.divergence = 0.1;
  expected.step = 40;
  EXPECT_EQ(choice.breakpoints(), expected);
  for (const char* word :
       {"", "overflow=3", "step=", "step=-1", "step=many", "underflow=inf", "Nan"})
    EXPECT_FALSE(choice.armByWord(word)) << word;
  EXPECT_EQ(choice.breakpoints(), expected) << "what is not understood changes nothing";
}

TEST(BreakpointChoice, ComesBackFromSettingsWithTheValuesOfWhatIsNotArmed) {
  Choice choice;
  choice.arm(Choice::scaleChange, true);
  choice.setValue(Choice::step, 4321.0);
  Choice again;
  QSignalSpy changed(&again, &Choice::changed);
  again.restore(choice.save());
  EXPECT_EQ(changed.count(), 1);
  EXPECT_TRUE(again.armed(Choice::scaleChange));
  EXPECT_FALSE(again.armed(Choice::step));
  EXPECT_EQ(again.value(Choice::step), 4321.0);
  again.restore({{"stepValue", "many"}, {"underflowShareValue", -3.0}});
  EXPECT_EQ(again.value(Choice::step), 4321.0) << "what cannot be read is passed over";
  EXPECT_EQ(again.value(Choice::underflowShare), 5.0);
}

TEST(BreakpointEditor, EditsInPlaceAndFollowsTheChoice) {
  Choice choice;
  BreakpointEditor editor(choice);
  const auto ticks = editor.findChildren<QCheckBox*>();
  const auto values = editor.findChildren<NumberEdit*>();
  ASSERT_EQ(ticks.size(), Choice::conditions);
  ASSERT_EQ(values.size(), 3);
  ticks[Choice::nan]->click();
  EXPECT_TRUE(choice.breakpoints().nan);
  NumberEdit* step = values[2];
  step->setText("128");
  QTest::keyClick(step, Qt::Key_Return);
  EXPECT_EQ(choice.breakpoints().step, 128) << "whoever gives a value wants the pause";
  EXPECT_TRUE(ticks[Choice::step]->isChecked());
  step->setText("-1");
  QTest::keyClick(step, Qt::Key_Return);
  EXPECT_EQ(choice.breakpoints().step, 128);
  choice.setValue(Choice::underflowShare, 0.5);
  EXPECT_EQ(values[0]->value(), 0.5);
  for (const QCheckBox* tick : ticks) EXPECT_FALSE(tick->toolTip().isEmpty());
}

}  // namespace
}  // namespace scalescope
