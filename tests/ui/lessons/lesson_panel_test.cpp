#include "ui/lessons/lesson_panel.h"

#include <QCommandLinkButton>
#include <QLabel>
#include <QPushButton>

#include "ui/lessons/lesson_fixture.h"
#include "ui/lessons/outcome_list.h"
#include "ui/lessons/outcome_text.h"

namespace scalescope {
namespace {

class LessonPanelTest : public LessonTest {
 protected:
  LessonPanelTest() {
    panel_.resize(360, 600);
    panel_.show();
  }

  /// Whether a label that is seen holds this text.
  bool shows(const QString& text) const {
    for (const QLabel* label : panel_.findChildren<QLabel*>()) {
      if (label->isVisible() && label->text().contains(text)) return true;
    }
    return false;
  }

  QPushButton* button(const QString& text) const {
    for (QPushButton* each : panel_.findChildren<QPushButton*>()) {
      if (each->text() == text && each->isVisible()) return each;
    }
    return nullptr;
  }

  std::vector<Lesson> lessons_{test::lessonWith(),
                               test::lessonWith(R"({"title": "Another", "summary": "More."})")};
  LessonPanel panel_{player_, lessons_};
};

TEST_F(LessonPanelTest, ListsTheLessons) {
  const auto choices = panel_.findChildren<QCommandLinkButton*>();
  ASSERT_EQ(choices.size(), 2);
  EXPECT_EQ(choices[1]->text(), "Another");
  EXPECT_EQ(choices[1]->description(), "More.");
  QSignalSpy chosen(&panel_, &LessonPanel::lessonChosen);
  choices[1]->click();
  ASSERT_EQ(chosen.count(), 1);
  EXPECT_EQ(chosen[0][0].toInt(), 1);
  panel_.setChoosable(false);
  choices[0]->click();
  EXPECT_EQ(chosen.count(), 1);
}

TEST_F(LessonPanelTest, ShowsThePagesAndWhatTheyTrain) {
  player_.open(test::lessonWith());
  EXPECT_TRUE(shows("A title"));
  EXPECT_TRUE(shows("Look."));
  EXPECT_TRUE(shows("Page 1 of 3"));
  EXPECT_FALSE(button("Back")->isEnabled());
  QTest::mouseClick(button("Next"), Qt::LeftButton);
  EXPECT_TRUE(shows("Train."));
  EXPECT_FALSE(button("Next")->isEnabled()) << "it trains to what the page speaks of";
  ASSERT_TRUE(waitFor(PageTraining::reached));
  EXPECT_TRUE(shows("4 steps are done"));
  EXPECT_TRUE(button("Next")->isEnabled());
  EXPECT_TRUE(button("Back")->isEnabled());
  QTest::mouseClick(button("All lessons"), Qt::LeftButton);
  EXPECT_FALSE(player_.active());
  EXPECT_TRUE(panel_.findChildren<QCommandLinkButton*>()[0]->isVisible());
}

TEST_F(LessonPanelTest, TheLastPageTellsWhatWasMeasured) {
  player_.open(test::lessonWith());
  player_.goOn();
  ASSERT_TRUE(waitFor(PageTraining::reached));
  EXPECT_FALSE(shows("It learns."));
  player_.goOn();
  EXPECT_TRUE(shows("It learns."));
  EXPECT_TRUE(shows("Promised: below 1.5"));
  EXPECT_FALSE(shows("Measured"));
  ASSERT_TRUE(waitFor(PageTraining::reached));
  EXPECT_TRUE(shows("Measured: 2."));
  EXPECT_TRUE(shows("✗"));
}

TEST_F(LessonPanelTest, SaysWhenTheSetupIsNotTheLessonsAnyMore) {
  player_.open(test::lessonWith());
  EXPECT_FALSE(shows("The setup was changed"));
  config_.seed = 5;
  begin(config_);
  EXPECT_TRUE(shows("The setup was changed"));
  QPushButton* again = button("Begin the lesson again");
  ASSERT_NE(again, nullptr);
  EXPECT_FALSE(again->isEnabled()) << "while the other trains";
  QSignalSpy finished(&session_, &ExperimentSession::finished);
  session_.stop();
  ASSERT_TRUE(finished.wait(10'000));
  QTest::mouseClick(again, Qt::LeftButton);
  EXPECT_FALSE(shows("The setup was changed"));
  EXPECT_EQ(config_, test::lessonWith().configuration);
}

TEST(OutcomeText, WritesMeasuresAsTheyAreRead) {
  EXPECT_EQ(measuredText(Measure::scale, 65536.0), "2¹⁶");
  EXPECT_EQ(measuredText(Measure::skippedSteps, 17.0), "17");
  EXPECT_EQ(measuredText(Measure::accuracy, 0.412), "41.2%");
  LessonOutcome outcome;
  outcome.quantity.measure = Measure::accuracy;
  outcome.is = Comparison::above;
  outcome.than = Quantity{};
  EXPECT_EQ(judgementText(outcome, nullptr), "");
  const Judgement judgement{true, 0.75, 0.5};
  EXPECT_EQ(judgementText(outcome, &judgement), "Measured: 75%. Promised: above 50%");
  const Judgement nothing;
  EXPECT_EQ(judgementText(outcome, &nothing), "Not measured");
}

}  // namespace
}  // namespace scalescope
