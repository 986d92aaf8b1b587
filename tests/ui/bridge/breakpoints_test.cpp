#include "ui/bridge/breakpoints.h"

#include <gtest/gtest.h>

#include <limits>

namespace scalescope {
namespace {

TEST(Breakpoints, NoneBreakNowhere) {
  StepRecord step;
  step.foundInf = true;
  step.loss = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(breakpointHit({}, step));
}

TEST(Breakpoints, OverflowBreaksAtAnOverflowingStepOnly) {
  Breakpoints breakpoints;
  breakpoints.overflow = true;
  StepRecord step;
  step.run = 1;
  step.step = 7;
  EXPECT_FALSE(breakpointHit(breakpoints, step));
  step.overflow = 3;
  const auto event = breakpointHit(breakpoints, step);
  ASSERT_TRUE(event);
  EXPECT_EQ(event->kind, EventKind::breakpoint);
  EXPECT_EQ(event->run, 1);
  EXPECT_EQ(event->step, 7);
  EXPECT_EQ(event->value, 3.0);
}

TEST(Breakpoints, NanBreaksAtInfiniteLossesToo) {
  Breakpoints breakpoints;
  breakpoints.nan = true;
  StepRecord step;
  step.loss = 2.0;
  EXPECT_FALSE(breakpointHit(breakpoints, step));
  step.loss = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(breakpointHit(breakpoints, step));
}

TEST(Breakpoints, ScaleChangeBreaksAtThatEventAlone) {
  Breakpoints breakpoints;
  breakpoints.scaleChange = true;
  EXPECT_TRUE(breakpointHit(breakpoints, EventRecord{0, 1, EventKind::scaleChange, 2.0, ""}));
  EXPECT_FALSE(breakpointHit(breakpoints, EventRecord{0, 1, EventKind::overflow, 2.0, ""}));
}

}  // namespace
}  // namespace scalescope
