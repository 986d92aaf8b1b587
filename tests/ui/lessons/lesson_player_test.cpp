#include "ui/lessons/lesson_player.h"

#include "ui/lessons/lesson_fixture.h"

namespace scalescope {
namespace {

TEST_F(LessonTest, OpensAtItsFirstPageAndAsksForItsSetup) {
  EXPECT_FALSE(player_.active());
  EXPECT_FALSE(player_.canGoOn());
  EXPECT_FALSE(player_.pauseAt());
  player_.open(test::lessonWith());
  EXPECT_EQ(player_.page(), 0);
  EXPECT_EQ(player_.pages(), 3);
  EXPECT_EQ(player_.training(), PageTraining::none);
  EXPECT_TRUE(player_.canGoOn());
  EXPECT_FALSE(player_.canGoBack());
  EXPECT_EQ(config_, test::lessonWith().configuration);
}

TEST_F(LessonTest, APageTrainsToItsStepAndPausesThere) {
  player_.open(test::lessonWith());
  player_.goOn();
  EXPECT_EQ(player_.training(), PageTraining::running);
  EXPECT_FALSE(player_.canGoOn());
  ASSERT_TRUE(waitFor(PageTraining::reached));
  EXPECT_EQ(player_.stepsDone(), 4);
  EXPECT_EQ(session_.state(), SessionState::paused) << "it is not reached before that";
  EXPECT_TRUE(player_.judgements().empty());

  player_.goBack();
  player_.goOn();  // it has been there: nothing trains
  EXPECT_EQ(session_.state(), SessionState::paused);

  player_.goOn();
  ASSERT_TRUE(waitFor(PageTraining::reached));
  EXPECT_EQ(player_.stepsDone(), 10);
  EXPECT_FALSE(player_.canGoOn());
  EXPECT_FALSE(session_.active());
}

TEST_F(LessonTest, JudgesItsPromisesAtTheEnd) {
  player_.open(test::lessonWith(R"({"outcome": [
      {"text": "a", "run": "fp16", "measure": "skipped-steps", "is": "equal", "value": 1},
      {"text": "b", "run": "fp32", "measure": "loss", "is": "below", "value": 1}]})"));
  player_.goOn();
  ASSERT_TRUE(waitFor(PageTraining::reached));
  player_.goOn();
  ASSERT_TRUE(waitFor(PageTraining::reached));
  // The fake engine skips the first step of its second run, and its losses begin at 2.3.
  ASSERT_EQ(player_.judgements().size(), 2U);
  EXPECT_TRUE(player_.judgements()[0].holds);
  EXPECT_FALSE(player_.judgements()[1].holds);
  EXPECT_NEAR(player_.judgements()[1].measured.value_or(0.0), 2.2, 0.1);
}

TEST_F(LessonTest, PausesAtItsNextStepWhoeverStartsTraining) {
  player_.open(test::lessonWith());
  EXPECT_EQ(player_.pauseAt(), 4);
  begin(config_);
  ASSERT_TRUE(QTest::qWaitFor([&] { return session_.state() == SessionState::paused; }));
  EXPECT_EQ(player_.stepsDone(), 4);
  EXPECT_FALSE(player_.pauseAt()) << "the next is the end";
  player_.goOn();
  EXPECT_EQ(player_.training(), PageTraining::reached);
}

TEST_F(LessonTest, GoesOnAfterAPersonPausedIt) {
  player_.open(test::lessonWith(R"({"configuration": {"steps": 2000},
      "outcome": [{"text": "a", "run": "fp32", "measure": "loss", "is": "finite"}]})"));
  begin(config_);
  ASSERT_TRUE(QTest::qWaitFor([&] { return session_.state() == SessionState::paused; }));
  EXPECT_EQ(player_.stepsDone(), 4);
  player_.goOn();
  player_.goOn();
  ASSERT_TRUE(QTest::qWaitFor([&] { return player_.stepsDone() > 4; }));
  session_.pause();
  EXPECT_EQ(player_.training(), PageTraining::waiting);
  player_.train();
  EXPECT_EQ(player_.training(), PageTraining::running);
  ASSERT_TRUE(waitFor(PageTraining::reached));
}

TEST_F(LessonTest, PromisesNothingOfAnotherExperiment) {
  player_.open(test::lessonWith());
  config_.optimizer.lr *= 2.0;
  QSignalSpy finished(&session_, &ExperimentSession::finished);
  begin(config_);
  EXPECT_TRUE(player_.strayed());
  session_.start();
  ASSERT_TRUE(QTest::qWaitFor([&] { return session_.state() == SessionState::paused; }));
  session_.start();
  ASSERT_TRUE(finished.wait(10'000));
  EXPECT_TRUE(player_.judgements().empty());

  player_.open(Lesson(player_.lesson()));
  EXPECT_FALSE(player_.strayed());
  config_.backend = "cpu";  // the same lesson, computed elsewhere
  begin(config_);
  EXPECT_FALSE(player_.strayed());
}

TEST_F(LessonTest, ClosingLeavesTrainingAsItIs) {
  player_.open(test::lessonWith());
  player_.goOn();
  player_.close();
  EXPECT_FALSE(player_.active());
  EXPECT_EQ(session_.state(), SessionState::loading);
  EXPECT_FALSE(player_.pauseAt());
  QSignalSpy finished(&session_, &ExperimentSession::finished);
  ASSERT_TRUE(finished.wait(10'000));
  EXPECT_EQ(session_.progress().done, 10);
}

}  // namespace
}  // namespace scalescope
