#pragma once

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

#include "core/lessons/fixtures.h"
#include "ui/bridge/fake_engine.h"
#include "ui/lessons/lesson_player.h"

namespace scalescope {

/// A lesson of 10 steps, with marks at 4 and at the end, that a fake engine trains.
class LessonTest : public testing::Test {
 protected:
  LessonTest() {
    QObject::connect(&player_, &LessonPlayer::trainingWanted, [this] { begin(config_); });
    QObject::connect(&player_, &LessonPlayer::setupWanted,
                     [this] { config_ = player_.lesson().configuration; });
    QObject::connect(&player_, &LessonPlayer::pauseAtChanged, [this] { setBreakpoints(); });
  }

  void begin(const ExperimentConfig& config) {
    player_.begin(config);
    setBreakpoints();
    session_.open(FakeEngine::factory(config.steps, 2000.0), config.steps);
  }

  void setBreakpoints() {
    Breakpoints breakpoints;
    breakpoints.step = player_.pauseAt();
    session_.setBreakpoints(breakpoints);
  }

  bool waitFor(PageTraining training) {
    return QTest::qWaitFor([&] { return player_.training() == training; }, 10'000);
  }

  ExperimentSession session_;
  LessonPlayer player_{session_};
  ExperimentConfig config_;
};

}  // namespace scalescope
