#include "ui/window/toolbar.h"

#include <gtest/gtest.h>

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QToolButton>

#include "core/train/presets.h"
#include "ui/style/time_text.h"
#include "ui/window/actions.h"
#include "ui/window/status_bar.h"

namespace scalescope {
namespace {

TEST(Progress, IsTextWithTimeLeft) {
  EXPECT_EQ(progressText({620, 1000, 9.3, 40.6}), "62%, 0:41 left");
  EXPECT_EQ(progressText({0, 1000, 0.0, 0.0}), "0%");
  EXPECT_EQ(progressText({1000, 1000, 10.0, 0.0}), "100%, 1000 steps");
  EXPECT_EQ(progressText({}), "");
}

/// The device that is shown at the left of a status bar.
QString shownDevice(const TrainingStatusBar& bar) {
  return bar.findChildren<QLabel*>().front()->text();
}

TEST(DeviceChooser, ShowsEveryDeviceAndWhyNot) {
  const std::vector<DeviceEntry> devices{{"cpu", "a processor", true, "", ""},
                                         {"cuda", "Old GPU", false, "too old", "buy a newer one"},
                                         {"cuda", "H100", true, "", ""}};
  ConfigDocument document(defaultExperiment());
  QWidget window;
  const Actions actions(&window);
  const TrainingToolBar bar(actions, document, devices);
  TrainingStatusBar status;
  status.showChoice(document, devices);
  EXPECT_EQ(shownDevice(status), "H100") << "automatic";

  auto* chooser = bar.findChild<QComboBox*>();
  ASSERT_EQ(chooser->count(), 4);
  const auto enabled = [&](int row) {
    return chooser->model()->flags(chooser->model()->index(row, 0)).testFlag(Qt::ItemIsEnabled);
  };
  EXPECT_FALSE(enabled(2));
  EXPECT_EQ(chooser->itemText(2), "CUDA: Old GPU: too old");
  EXPECT_EQ(chooser->itemData(2, Qt::ToolTipRole).toString(), "too old; buy a newer one");
  EXPECT_TRUE(enabled(3));
  chooser->setCurrentIndex(1);
  EXPECT_EQ(document.config().backend, "cpu");
  EXPECT_EQ(shownDevice(status), "a processor");
  chooser->setCurrentIndex(3);
  EXPECT_EQ(document.config().backend, "cuda");
  EXPECT_EQ(chooser->currentIndex(), 3);
  EXPECT_EQ(shownDevice(status), "H100");
}

TEST(BreakOn, TellsWhatIsArmedOnTheButtonAndInTheMenu) {
  ConfigDocument document(defaultExperiment());
  QWidget window;
  const Actions actions(&window);
  const TrainingToolBar bar(actions, document, {});
  const auto* button = bar.findChild<QToolButton*>("breakOn");
  EXPECT_EQ(button->text(), "Break on");
  actions.breakpoints->setValue(BreakpointChoice::underflowShare, 2.5);
  actions.breakOn[BreakpointChoice::underflowShare]->setChecked(true);
  actions.breakOn[BreakpointChoice::nan]->setChecked(true);
  EXPECT_EQ(button->text(), "Break on (2)");
  EXPECT_TRUE(button->toolTip().contains("Underflow share over 2.5 %"))
      << button->toolTip().toStdString();
  EXPECT_EQ(actions.breakOn[BreakpointChoice::underflowShare]->text(),
            "Underflow share over 2.5 %");
  EXPECT_EQ(actions.breakpoints->breakpoints().underflowShare, 0.025);
  actions.breakpoints->arm(BreakpointChoice::nan, false);
  EXPECT_FALSE(actions.breakOn[BreakpointChoice::nan]->isChecked());
}

TEST(Progress, TimesGrowHours) {
  EXPECT_EQ(timeText(0.2), "0:01");
  EXPECT_EQ(timeText(61.0), "1:01");
  EXPECT_EQ(timeText(3723.0), "1:02:03");
}

}  // namespace
}  // namespace scalescope
