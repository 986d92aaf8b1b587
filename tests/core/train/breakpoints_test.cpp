#include "core/train/breakpoints.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace scalescope {
namespace {

HeldStep ordinary() {
  HeldStep held;
  held.record.run = 1;
  held.record.step = 7;
  held.record.loss = 2.0;
  held.record.scale = held.nextScale = 1024.0;
  held.record.castElements = 1000;
  return held;
}

TEST(Breakpoints, NoneBreakNowhere) {
  HeldStep held = ordinary();
  held.record.foundInf = true;
  held.record.loss = std::numeric_limits<double>::quiet_NaN();
  held.nextScale = 1.0;
  EXPECT_FALSE(breakpointHit({}, held, nullptr));
  EXPECT_FALSE(Breakpoints().any());
}

TEST(Breakpoints, OverflowBreaksAtAnOverflowingStepOnly) {
  const Breakpoints breakpoints{.overflow = true};
  EXPECT_TRUE(breakpoints.any());
  HeldStep held = ordinary();
  EXPECT_FALSE(breakpointHit(breakpoints, held, nullptr));
  held.record.overflow = 3;
  const auto event = breakpointHit(breakpoints, held, nullptr);
  ASSERT_TRUE(event);
  EXPECT_EQ(event->kind, EventKind::breakpoint);
  EXPECT_EQ(event->run, 1);
  EXPECT_EQ(event->step, 7);
  EXPECT_EQ(event->value, 3.0);
}

TEST(Breakpoints, NameTheTensorThatWentFirst) {
  HeldStep held = ordinary();
  held.record.overflow = 1;
  held.firstOverflow = "layers.2.output";
  const auto messageOf = [&](const Breakpoints& breakpoints) {
    return breakpointHit(breakpoints, held, nullptr).value().message;
  };
  EXPECT_EQ(messageOf({.overflow = true}),
            "paused before the update: 1 value overflowed or is not finite, the first in "
            "layers.2.output");
  held.firstOverflow.clear();
  held.firstNonFinite = "layers.0.output";
  held.record.overflow = 7;
  EXPECT_EQ(messageOf({.overflow = true}),
            "paused before the update: 7 values are NaN or infinite, the first in layers.0.output");
  held.record.loss = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(messageOf({.nan = true}),
            "paused before the update: the loss is not finite, the first such tensor is "
            "layers.0.output");
}

TEST(Breakpoints, OverflowDoesNotBreakAtWhatIsClipped) {
  HeldStep held = ordinary();
  held.record.overflow = held.clipped = 3;
  EXPECT_FALSE(breakpointHit({.overflow = true}, held, nullptr));
  held.record.overflow = 5;
  const auto event = breakpointHit({.overflow = true}, held, nullptr);
  ASSERT_TRUE(event);
  EXPECT_EQ(event->value, 2.0);
}

TEST(Breakpoints, NanBreaksAtInfiniteLossesToo) {
  const Breakpoints breakpoints{.nan = true};
  HeldStep held = ordinary();
  EXPECT_FALSE(breakpointHit(breakpoints, held, nullptr));
  held.record.loss = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(breakpointHit(breakpoints, held, nullptr));
}

TEST(Breakpoints, ScaleChangeBreaksBeforeIt) {
  const Breakpoints breakpoints{.scaleChange = true};
  HeldStep held = ordinary();
  EXPECT_FALSE(breakpointHit(breakpoints, held, nullptr));
  held.nextScale = 512.0;
  const auto event = breakpointHit(breakpoints, held, nullptr);
  ASSERT_TRUE(event);
  EXPECT_NE(event->message.find("from 1024 to 512"), std::string::npos);
}

TEST(Breakpoints, UnderflowBreaksAboveTheShare) {
  const Breakpoints breakpoints{.underflowShare = 0.25};
  HeldStep held = ordinary();
  held.record.underflow = 250;
  EXPECT_FALSE(breakpointHit(breakpoints, held, nullptr));
  held.record.underflow = 251;
  EXPECT_TRUE(breakpointHit(breakpoints, held, nullptr));
  held.record.castElements = 0;  // FP32: nothing is cast
  EXPECT_FALSE(breakpointHit(breakpoints, held, nullptr));
}

TEST(Breakpoints, DivergenceIsMeasuredAgainstTheReference) {
  const Breakpoints breakpoints{.divergence = 0.1};
  const HeldStep held = ordinary();
  StepRecord reference = held.record;
  EXPECT_FALSE(breakpointHit(breakpoints, held, nullptr));
  for (const auto& [loss, hit] :
       {std::pair{2.0, false}, {1.9, false}, {1.8, true}, {2.3, true}, {std::nan(""), true}}) {
    reference.loss = loss;
    EXPECT_EQ(breakpointHit(breakpoints, held, &reference).has_value(), hit) << loss;
  }
  HeldStep both = held;
  both.record.loss = reference.loss;
  EXPECT_FALSE(breakpointHit(breakpoints, both, &reference)) << "both are NaN";
}

TEST(Breakpoints, AStepBreaksAtItself) {
  EXPECT_TRUE(breakpointHit({.step = 7}, ordinary(), nullptr));
  EXPECT_FALSE(breakpointHit({.step = 8}, ordinary(), nullptr));
}

}  // namespace
}  // namespace scalescope
