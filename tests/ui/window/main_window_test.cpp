#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollBar>
#include <QSet>
#include <QSignalSpy>
#include <QTextBrowser>
#include <QTimer>

#include "core/store/reader.h"
#include "core/train/presets.h"
#include "support/file_size_limit.h"
#include "ui/plots/plot_panel.h"
#include "ui/setup/setup_panel.h"
#include "ui/window/help_window.h"
#include "ui/window/start_banner.h"
#include "ui/window/window_fixture.h"

namespace scalescope {
namespace {

/// Presses a button of the message box that is about to block.
void answerNextQuestion(QMessageBox::ButtonRole role) {
  QTimer::singleShot(100, [role] {
    auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
    ASSERT_NE(box, nullptr);
    for (QAbstractButton* button : box->buttons()) {
      if (box->buttonRole(button) == role) return button->click();
    }
    FAIL() << "no such button";
  });
}

TEST_F(WindowTest, TheFirstStartIsReadyToRun) {
  const auto window = makeWindow();
  EXPECT_EQ(window->document().config(), defaultExperiment());
  EXPECT_TRUE(window->actions().start->isEnabled());
  EXPECT_FALSE(window->actions().stop->isEnabled());
  auto* banner = window->findChild<StartBanner*>();
  ASSERT_NE(banner, nullptr);
  EXPECT_TRUE(banner->isVisible());
}

TEST_F(WindowTest, EveryActionHasTextShortcutAndTooltip) {
  const auto window = makeWindow();
  QSet<QKeySequence> shortcuts;
  int seen = 0;
  for (QAction* top : window->menuBar()->actions()) {
    QList<QMenu*> menus{top->menu()};
    while (!menus.isEmpty()) {
      for (QAction* action : menus.takeLast()->actions()) {
        if (action->isSeparator()) continue;
        if (action->menu()) {
          menus << action->menu();
          continue;
        }
        ++seen;
        EXPECT_FALSE(action->toolTip().isEmpty()) << action->text().toStdString();
        ASSERT_FALSE(action->shortcut().isEmpty()) << action->text().toStdString();
        EXPECT_FALSE(shortcuts.contains(action->shortcut()))
            << action->text().toStdString() << " shares "
            << action->shortcut().toString().toStdString();
        shortcuts.insert(action->shortcut());
      }
    }
  }
  EXPECT_GT(seen, 20);
}

/// What a screen reader says of it.
QString spoken(const QWidget* widget) {
  const QAccessibleInterface* interface =
      QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget));
  return interface ? interface->text(QAccessible::Name) : QString();
}

TEST_F(WindowTest, EverythingThatTakesTheFocusHasAnAccessibleName) {
  const auto window = makeWindow();
  int seen = 0;
  for (const QWidget* widget : window->findChildren<QWidget*>()) {
    const bool field = qobject_cast<const QLineEdit*>(widget) ||
                       qobject_cast<const QComboBox*>(widget) ||
                       qobject_cast<const QAbstractButton*>(widget) ||
                       qobject_cast<const QAbstractSlider*>(widget) ||
                       qobject_cast<const QAbstractSpinBox*>(widget) ||
                       qobject_cast<const QAbstractItemView*>(widget);
    // Parts of a field, and what only scrolls, are spoken of with what they belong to.
    const bool part = qobject_cast<const QScrollBar*>(widget) ||
                      qobject_cast<const QHeaderView*>(widget) ||
                      qobject_cast<const QComboBox*>(widget->parentWidget()) ||
                      qobject_cast<const QAbstractSpinBox*>(widget->parentWidget()) ||
                      widget->objectName().startsWith("qt_") || widget->window() != window.get() ||
                      widget->parentWidget()->inherits("QAbstractScrollArea");
    if (!field || part || widget->focusPolicy() == Qt::NoFocus) continue;
    ++seen;
    EXPECT_FALSE(spoken(widget).isEmpty()) << widget->metaObject()->className() << " in "
                                           << widget->parentWidget()->metaObject()->className()
                                           << ": " << widget->toolTip().toStdString();
  }
  EXPECT_GT(seen, 40);
}

TEST_F(WindowTest, NothingTakesTheKeysOfMenus) {
  const auto window = makeWindow();
  expectMenusKeepTheirKeys(*window);
}

TEST_F(WindowTest, HelpShowsTheGuideAndLeadsOn) {
  const auto window = makeWindow();
  window->actions().guide->trigger();
  EXPECT_EQ(window->help().page(), "user_guide.md");
  const QString text = window->help().browser()->toPlainText();
  EXPECT_TRUE(text.contains("loss scale"));
  window->help().showPage("store");
  EXPECT_EQ(window->help().page(), "store.md");
  window->help().browser()->backward();
  EXPECT_EQ(window->help().page(), "user_guide.md");
}

TEST_F(WindowTest, RemembersThemeAndLanguage) {
  {
    const auto window = makeWindow();
    QSignalSpy chosen(window.get(), &MainWindow::themeChosen);
    for (QAction* action : window->findChildren<QAction*>()) {
      if (action->shortcut() == QKeySequence("Ctrl+T, D") ||
          action->shortcut() == QKeySequence("Ctrl+T, Z"))
        action->trigger();
    }
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(chosen[0][0].value<Theme>(), Theme::dark);
  }
  const WindowSettings settings(file("settings.ini"));
  EXPECT_EQ(settings.theme(), Theme::dark);
  EXPECT_EQ(settings.language(), "zh_CN");
}

TEST_F(WindowTest, TrainsShowsAndKeepsTheRuns) {
  const auto window = makeWindow();
  setSteps(*window, 300);
  QSignalSpy finished(&window->session(), &ExperimentSession::finished);
  window->actions().start->trigger();
  EXPECT_FALSE(window->actions().start->isEnabled());
  EXPECT_FALSE(window->findChild<StartBanner*>()->isVisible());
  ASSERT_TRUE(finished.wait(30'000));
  EXPECT_TRUE(window->actions().start->isEnabled());
  EXPECT_EQ(window->plots().model().runs().size(), 2U);
  for (const auto& run : window->plots().model().runs()) EXPECT_EQ(run->series.size(), 300U);
  EXPECT_GT(window->log().rowCount(), 0);
  ASSERT_TRUE(QTest::qWaitFor([&] { return window->runs().rowCount() == 2; }));
}

TEST_F(WindowTest, ANewExperimentReplacesTheCurvesAndTickingBringsThemBack) {
  const auto window = makeWindow();
  setSteps(*window, 50);
  for (int i = 0; i < 2; ++i) {
    QSignalSpy finished(&window->session(), &ExperimentSession::finished);
    window->startTraining();
    ASSERT_TRUE(finished.wait(30'000));
    ASSERT_TRUE(QTest::qWaitFor([&] { return window->runs().rowCount() == 2 * (i + 1); }));
  }
  EXPECT_EQ(window->plots().model().runs().size(), 2U);
  RunsModel& runs = window->runs();
  qint64 old = 0;
  for (int row = 0; row < runs.rowCount(); ++row) {
    if (!window->plots().hasRun(runs.run(row).id)) old = runs.run(row).id;
  }
  ASSERT_NE(old, 0);
  runs.setOverlaid(old, true);
  ASSERT_TRUE(QTest::qWaitFor([&] {
    const PlotRun* run = window->plots().model().find(old);
    return run && run->series.size() == 50;
  }));
  runs.setOverlaid(old, false);
  EXPECT_FALSE(window->plots().hasRun(old));
}

TEST_F(WindowTest, RunsThatWereOverAtOnceAreTickedToo) {
  const auto window = makeWindow();
  rate_ = 1e9;
  setSteps(*window, 1);
  QSignalSpy finished(&window->session(), &ExperimentSession::finished);
  window->startTraining();
  ASSERT_TRUE(finished.wait(30'000));
  RunsModel& runs = window->runs();
  ASSERT_TRUE(QTest::qWaitFor([&] { return runs.rowCount() == 2; }));
  for (int row = 0; row < 2; ++row)
    EXPECT_EQ(runs.index(row, 0).data(Qt::CheckStateRole).toInt(), Qt::Checked);
}

TEST_F(WindowTest, SetupIsLockedWhileTraining) {
  const auto window = makeWindow();
  setSteps(*window, 100'000);
  auto* batch = window->findChild<SetupPanel*>()->findChild<QAbstractItemView*>();
  ASSERT_NE(batch, nullptr);
  EXPECT_TRUE(batch->isEnabled());
  window->startTraining();
  EXPECT_FALSE(batch->isEnabled());
  EXPECT_TRUE(window->actions().pause->isEnabled());
  QSignalSpy finished(&window->session(), &ExperimentSession::finished);
  window->actions().stop->trigger();
  ASSERT_TRUE(finished.wait(30'000));
  EXPECT_TRUE(batch->isEnabled());
}

TEST_F(WindowTest, OneStepFromIdleTrainsOneStepAndPauses) {
  const auto window = makeWindow();
  setSteps(*window, 100);
  window->actions().step->trigger();
  ASSERT_TRUE(QTest::qWaitFor([&] { return window->session().progress().done == 1; }));
  QTest::qWait(50);
  EXPECT_EQ(window->session().progress().done, 1);
  EXPECT_EQ(window->session().state(), SessionState::paused);
}

TEST_F(WindowTest, ClosingWhileTrainingAsksAndCanBeCalledOff) {
  const auto window = makeWindow();
  setSteps(*window, 1'000'000);
  window->startTraining();
  ASSERT_TRUE(QTest::qWaitFor([&] { return window->session().progress().done > 10; }));
  answerNextQuestion(QMessageBox::RejectRole);
  EXPECT_FALSE(window->close());
  EXPECT_TRUE(window->isVisible());
  EXPECT_EQ(window->session().state(), SessionState::running);

  answerNextQuestion(QMessageBox::AcceptRole);
  window->close();
  ASSERT_TRUE(QTest::qWaitFor([&] { return !window->isVisible(); }, 30'000));
  EXPECT_FALSE(window->session().active());
  const auto stored = StoreReader(file("runs.sqlite").toStdString()).runs();
  EXPECT_EQ(stored.size(), 2U);
}

TEST_F(WindowTest, ClosingLosesNothingThatTheStoreCouldNotTakeWithoutAsking) {
  const auto window = makeWindow();
  setSteps(*window, 4000);
  rate_ = 50'000.0;
  {
    const test::FileSizeLimit limit(300'000);
    QSignalSpy finished(&window->session(), &ExperimentSession::finished);
    window->startTraining();
    ASSERT_TRUE(finished.wait(30'000));
    answerNextQuestion(QMessageBox::RejectRole);
    EXPECT_FALSE(window->close());
    EXPECT_TRUE(window->isVisible());
  }
  EXPECT_TRUE(window->close());
  const StoreReader reader(file("runs.sqlite").toStdString());
  for (const RunInfo& run : reader.runs()) EXPECT_EQ(reader.steps(run.id).size(), 4000U);
}

TEST_F(WindowTest, RemembersExperimentStoreAndDocks) {
  {
    const auto window = makeWindow();
    setSteps(*window, 77);
    window->findChild<QDockWidget*>("logDock")->hide();
    window->close();
  }
  WindowOptions again = options();
  again.store.clear();
  MainWindow window(again);
  window.show();
  EXPECT_EQ(window.document().config().steps, 77);
  EXPECT_FALSE(window.findChild<QDockWidget*>("logDock")->isVisible());
  EXPECT_EQ(WindowSettings(file("settings.ini")).storePath(), file("runs.sqlite"));
  window.actions().resetLayout->trigger();
  EXPECT_TRUE(window.findChild<QDockWidget*>("logDock")->isVisible());
}

TEST_F(WindowTest, RemembersTheSizesOfDocks) {
  const auto sizes = [](MainWindow& window) {
    const auto of = [&](const char* name) { return window.findChild<QDockWidget*>(name)->size(); };
    return std::vector<int>{of("setupDock").width(), of("logDock").height(), window.width(),
                            window.height()};
  };
  std::vector<int> before;
  {
    const auto window = makeWindow();
    window->resize(1500, 900);
    const auto dock = [&](const char* name) { return window->findChild<QDockWidget*>(name); };
    window->resizeDocks({dock("setupDock"), dock("runsDock")}, {470, 330}, Qt::Horizontal);
    window->resizeDocks({dock("logDock")}, {340}, Qt::Vertical);
    QTest::qWait(50);
    before = sizes(*window);
    window->close();
  }
  MainWindow window(options());
  window.show();
  QTest::qWait(50);
  EXPECT_EQ(sizes(window), before);
}

TEST_F(WindowTest, AStoreThatIsNoneIsReported) {
  QFile foreign(file("foreign.sqlite"));
  ASSERT_TRUE(foreign.open(QIODevice::WriteOnly));
  foreign.write(QByteArray(4096, 'x'));
  foreign.close();
  const auto window = makeWindow();
  window->openStore(foreign.fileName());
  ASSERT_TRUE(QTest::qWaitFor([&] {
    const auto* box = window->findChild<QMessageBox*>();
    return box && box->informativeText().contains("foreign.sqlite");
  }));
  // The store that was open stays so.
  EXPECT_EQ(WindowSettings(file("settings.ini")).storePath(), file("runs.sqlite"));
}

TEST_F(WindowTest, ExportsEveryPlot) {
  const auto window = makeWindow();
  setSteps(*window, 50);
  QSignalSpy finished(&window->session(), &ExperimentSession::finished);
  window->startTraining();
  ASSERT_TRUE(finished.wait(30'000));
  ASSERT_TRUE(window->exportPlots(file("plots")));
  const QStringList pictures = QDir(file("plots")).entryList({"*.png"});
  EXPECT_EQ(pictures.size(), static_cast<int>(plotKindCount) + 1);
  for (const QString& picture : pictures) EXPECT_GT(QImage(file("plots/" + picture)).width(), 300);
}

}  // namespace
}  // namespace scalescope
