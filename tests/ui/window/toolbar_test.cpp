#include "ui/window/toolbar.h"

#include <gtest/gtest.h>

namespace scalescope {
namespace {

TEST(Progress, IsTextWithTimeLeft) {
  EXPECT_EQ(progressText({620, 1000, 9.3, 40.6}), "62%, 0:41 left");
  EXPECT_EQ(progressText({0, 1000, 0.0, 0.0}), "0%");
  EXPECT_EQ(progressText({1000, 1000, 10.0, 0.0}), "100%, 1000 steps");
  EXPECT_EQ(progressText({}), "");
}

TEST(Progress, TimesGrowHours) {
  EXPECT_EQ(timeText(0.2), "0:01");
  EXPECT_EQ(timeText(61.0), "1:01");
  EXPECT_EQ(timeText(3723.0), "1:02:03");
}

}  // namespace
}  // namespace scalescope
