#include <gtest/gtest.h>

#include <QAction>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "ui/bridge/fake_engine.h"
#include "ui/debug/held_banner.h"
#include "ui/debug/held_watch.h"

namespace scalescope {
namespace {

class HeldWatchTest : public testing::Test {
 protected:
  void open(const Breakpoints& breakpoints) {
    session_.setBreakpoints(breakpoints);
    session_.open(FakeEngine::factory(10'000, 20'000.0), 10'000);
  }
  bool waitsAt(qint64 step) {
    return QTest::qWaitFor([&] { return watch_.step() == step; }, 10'000);
  }

  ExperimentSession session_;
  HeldWatch watch_{session_};
};

TEST_F(HeldWatchTest, SaysWhichStepWaitsAndWhyAndFollowsSingleSteps) {
  Breakpoints breakpoints;
  breakpoints.step = 5;
  open(breakpoints);
  ASSERT_TRUE(waitsAt(5));
  EXPECT_EQ(session_.state(), SessionState::paused);
  EXPECT_EQ(session_.progress().done, 5) << "the step itself is not done";
  ASSERT_EQ(watch_.reasons().size(), 2);
  EXPECT_EQ(watch_.reasons()[1].text, "this is the step that was asked for");

  session_.step();
  ASSERT_TRUE(waitsAt(6));
  EXPECT_EQ(session_.progress().done, 6);
  EXPECT_TRUE(watch_.reasons().isEmpty());
  session_.step();
  ASSERT_TRUE(waitsAt(7));

  session_.start();
  EXPECT_FALSE(watch_.step());
  ASSERT_TRUE(QTest::qWaitFor([&] { return session_.progress().done > 20; }, 10'000));
  session_.pause();
  QTest::qWait(3 * ExperimentSession::drainInterval);
  EXPECT_FALSE(watch_.step()) << "a pause between two steps holds none";
}

TEST_F(HeldWatchTest, ABreakpointMayBeHitOnTheWay) {
  Breakpoints breakpoints;
  breakpoints.overflow = true;
  open(breakpoints);
  ASSERT_TRUE(waitsAt(0));
  session_.start();
  ASSERT_TRUE(waitsAt(97));
  ASSERT_EQ(watch_.reasons().size(), 1);
  EXPECT_EQ(watch_.reasons()[0].run, 1);
  session_.stop();
  EXPECT_FALSE(watch_.step());
}

TEST(HeldText, NamesTheRunsUnlessAllAreMeant) {
  const QStringList names{"fp32", "fp16", "b<f16"};
  EXPECT_EQ(heldText(128, {{1, "3 values overflowed"}}, names),
            "<b>Step 128 waits before its update</b>: in fp16, 3 values overflowed.");
  EXPECT_EQ(heldText(7, {{0, "it is 7"}, {1, "it is 7"}, {2, "it is 7"}}, names),
            "<b>Step 7 waits before its update</b>: it is 7.");
  EXPECT_EQ(heldText(7, {{1, "a"}, {2, "b"}}, names),
            "<b>Step 7 waits before its update</b>: in fp16, a; in b&lt;f16, b.");
  EXPECT_TRUE(heldText(8, {}, names).contains("a single step"));
}

TEST(HeldBanner, ItsButtonsAreTheActions) {
  QAction go("Resume");
  go.setEnabled(false);
  HeldBanner banner({{&go, "Continue", "Apply the update"}});
  EXPECT_TRUE(banner.isHidden());
  banner.showText("<b>Step 3</b> waits");
  EXPECT_FALSE(banner.isHidden());
  auto* button = banner.findChild<QPushButton*>();
  EXPECT_FALSE(button->isEnabled());
  go.setEnabled(true);
  QSignalSpy triggered(&go, &QAction::triggered);
  button->click();
  EXPECT_EQ(triggered.count(), 1);
  EXPECT_EQ(button->toolTip(), "Apply the update");
}

}  // namespace
}  // namespace scalescope
