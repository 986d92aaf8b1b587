#include <QAction>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTimer>

#include "ui/debug/edit_dialog.h"
#include "ui/debug/held_banner.h"
#include "ui/debug/injection_dialog.h"
#include "ui/setup/number_edit.h"
#include "ui/window/window_fixture.h"

namespace scalescope {
namespace {

using Choice = BreakpointChoice;

class DebugTest : public WindowTest {
 protected:
  /// A window whose training waits at this step.
  std::unique_ptr<MainWindow> windowThatWaitsAt(int step) {
    auto window = makeWindow();
    setSteps(*window, 300);
    window->actions().breakpoints->setValue(Choice::step, step);
    window->actions().breakpoints->arm(Choice::step, true);
    window->startTraining();
    EXPECT_TRUE(saysStep(*window, step));
    return window;
  }

  static bool saysStep(const MainWindow& window, int step) {
    const auto* banner = window.findChild<HeldBanner*>();
    const QString text = QString("<b>Step %1 waits").arg(step);
    return QTest::qWaitFor([&] { return banner->isVisible() && banner->text().startsWith(text); },
                           10'000);
  }

  static void press(const MainWindow& window, const QString& label) {
    for (auto* button : window.findChild<HeldBanner*>()->findChildren<QPushButton*>()) {
      if (button->text() == label) return button->click();
    }
    FAIL() << "no such button";
  }

  /// Once the dialog that is about to block is there, changes something and accepts it.
  template <typename Dialog>
  static void answerNext(const std::function<void(Dialog&)>& change) {
    QTimer::singleShot(100, [change] {
      auto* dialog = qobject_cast<Dialog*>(QApplication::activeModalWidget());
      ASSERT_NE(dialog, nullptr);
      change(*dialog);
      dialog->template findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok)->click();
    });
  }
};

TEST_F(DebugTest, AStepThatWaitsCanBeLookedAtChangedAndLetGo) {
  const auto window = windowThatWaitsAt(10);
  EXPECT_TRUE(window->actions().start->isEnabled());
  press(*window, "Next step");
  ASSERT_TRUE(saysStep(*window, 11));

  answerNext<EditDialog>([](EditDialog& dialog) {
    auto* rate = dialog.findChild<NumberEdit*>();
    rate->setText("0.125");
    QTest::keyClick(rate, Qt::Key_Return);
  });
  press(*window, "Change…");
  answerNext<InjectionDialog>([](InjectionDialog&) {});
  press(*window, "Inject…");
  {
    const std::lock_guard lock(commands_->mutex);
    ASSERT_EQ(commands_->edits.size(), 1U);
    EXPECT_EQ(commands_->edits[0].first, 1);
    EXPECT_EQ(commands_->edits[0].second.learningRate, 0.125);
    EXPECT_FALSE(commands_->edits[0].second.clip);
    ASSERT_EQ(commands_->injections.size(), 1U);
    EXPECT_EQ(commands_->injections[0].tensor, "input");
  }
  QSignalSpy finished(&window->session(), &ExperimentSession::finished);
  press(*window, "Continue");
  EXPECT_FALSE(window->findChild<HeldBanner*>()->isVisible());
  ASSERT_TRUE(finished.wait(10'000));
  EXPECT_FALSE(window->actions().edit->isEnabled()) << "nothing trains";
}

TEST_F(DebugTest, BreakpointsAreRememberedFromOneTimeToTheNext) {
  {
    const auto window = makeWindow();
    window->actions().breakpoints->setValue(Choice::divergence, 33.0);
    window->actions().breakOn[Choice::divergence]->trigger();
    window->close();
  }
  const auto window = makeWindow();
  EXPECT_EQ(window->actions().breakpoints->breakpoints().divergence, 0.33);
  EXPECT_TRUE(window->actions().breakOn[Choice::divergence]->isChecked());
}

}  // namespace
}  // namespace scalescope
