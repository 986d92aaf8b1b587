#include <QAction>
#include <QDir>
#include <QDockWidget>
#include <QFile>
#include <QMenu>
#include <QMessageBox>
#include <QSignalSpy>

#include "core/lessons/fixtures.h"
#include "ui/lessons/highlight_frame.h"
#include "ui/lessons/lesson_player.h"
#include "ui/window/window_fixture.h"

namespace scalescope {
namespace {

/// A window with one lesson, which the fake engine trains.
class LessonWindowTest : public WindowTest {
 protected:
  void writeLesson(const Json& lesson) {
    QDir(file("")).mkpath("lessons/mine");
    QFile text(file("lessons/mine/lesson.json"));
    ASSERT_TRUE(text.open(QIODevice::WriteOnly));
    text.write(QByteArray::fromStdString(lesson.dump()));
  }

  std::unique_ptr<MainWindow> windowWithLesson(const Json& lesson = test::lessonJson()) {
    writeLesson(lesson);
    WindowOptions own = options();
    own.lessons = file("lessons");
    auto window = std::make_unique<MainWindow>(own);
    window->resize(1600, 1000);
    window->show();
    return window;
  }
};

TEST_F(LessonWindowTest, ALessonFillsTheSetupAndCanBeUndone) {
  const auto window = windowWithLesson();
  auto* dock = window->findChild<QDockWidget*>("lessonsDock");
  EXPECT_FALSE(dock->isVisible());
  const ExperimentConfig before = window->document().config();
  QAction* entry = nullptr;
  for (QAction* action : window->findChildren<QAction*>()) {
    if (action->text() == "A title") entry = action;
  }
  ASSERT_NE(entry, nullptr);
  entry->trigger();
  EXPECT_TRUE(dock->isVisible());
  EXPECT_TRUE(window->lessons().active());
  EXPECT_EQ(window->document().config(), test::lessonWith().configuration);
  window->document().undoStack()->undo();
  EXPECT_EQ(window->document().config(), before);
}

TEST_F(LessonWindowTest, TrainsToItsPagesAndJudges) {
  const auto window = windowWithLesson();
  ASSERT_TRUE(window->openLesson("mine"));
  LessonPlayer& player = window->lessons();
  player.goOn();
  ASSERT_TRUE(QTest::qWaitFor([&] { return player.training() == PageTraining::reached; }, 10'000));
  ASSERT_TRUE(
      QTest::qWaitFor([&] { return window->session().state() == SessionState::paused; }, 10'000));
  EXPECT_EQ(window->session().progress().done, 4);
  EXPECT_FALSE(window->openLesson("mine")) << "while one trains";
  player.goOn();
  ASSERT_TRUE(QTest::qWaitFor([&] { return !player.judgements().empty(); }, 10'000));
  EXPECT_EQ(window->session().progress().done, 10);
}

TEST_F(LessonWindowTest, PointsAtEveryPartThatALessonMayName) {
  Json lesson = test::lessonJson();
  const std::vector<std::string> words = highlightWords(test::lessonWith().configuration);
  lesson["steps"] = Json::array();
  for (const std::string& word : words)
    lesson["steps"].push_back({{"text", word}, {"highlight", word}});
  lesson["steps"].push_back({{"text", "end"}, {"run_to", "end"}});
  const auto window = windowWithLesson(lesson);
  window->findChild<QDockWidget*>("logDock")->hide();
  ASSERT_TRUE(window->openLesson("mine"));
  QSet<QString> places;
  int docks = 0;
  for (const std::string& word : words) {
    const bool shown = QTest::qWaitFor([&] { return window->highlight().isVisible(); }, 2000);
    EXPECT_TRUE(shown) << word;
    QTest::qWait(20);
    const QRect area = window->highlight().surrounded();
    EXPECT_GT(area.width() * area.height(), 300) << word;
    EXPECT_TRUE(window->rect().contains(area)) << word;
    if (word.starts_with("dock.")) {  // tabs of one another
      const auto* dock =
          window->findChild<QDockWidget*>(QString::fromStdString(word.substr(5)) + "Dock");
      EXPECT_FALSE(dock->visibleRegion().isEmpty()) << word << " is in front";
      ++docks;
    } else {
      places << QString("%1 %2 %3 %4")
                    .arg(area.x())
                    .arg(area.y())
                    .arg(area.width())
                    .arg(area.height());
    }
    window->lessons().goOn();
  }
  EXPECT_EQ(docks, 5);
  EXPECT_EQ(places.size(), static_cast<int>(words.size()) - docks) << "each is a place of its own";
  EXPECT_FALSE(window->highlight().isVisible()) << "the last page points at nothing";
}

TEST_F(LessonWindowTest, ClosingTheDockLeavesEverythingAsItIs) {
  const auto window = windowWithLesson(test::lessonJson(R"({"configuration": {"steps": 100000}})"));
  ASSERT_TRUE(window->openLesson("mine"));
  window->lessons().goOn();
  ASSERT_TRUE(QTest::qWaitFor([&] { return window->session().progress().done == 4; }, 10'000));
  const ExperimentConfig config = window->document().config();
  window->findChild<QDockWidget*>("lessonsDock")->close();
  EXPECT_FALSE(window->lessons().active());
  EXPECT_FALSE(window->highlight().isVisible());
  EXPECT_EQ(window->document().config(), config);
  EXPECT_TRUE(window->session().active());
  window->startTraining();
  ASSERT_TRUE(QTest::qWaitFor([&] { return window->session().progress().done > 10; }, 10'000));
}

TEST_F(LessonWindowTest, ABrokenLessonIsToldAndTheWindowWorks) {
  const auto window = windowWithLesson(test::lessonJson(R"({"title": 3})"));
  const auto* box = window->findChild<QMessageBox*>();
  ASSERT_NE(box, nullptr);
  EXPECT_TRUE(box->informativeText().contains("/title"));
  EXPECT_FALSE(window->openLesson("mine"));
  EXPECT_TRUE(window->actions().start->isEnabled());
}

}  // namespace
}  // namespace scalescope
