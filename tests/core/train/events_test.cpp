#include "core/train/events.h"

#include <gtest/gtest.h>

#include <limits>

namespace scalescope {
namespace {

TEST(Events, ScalesReadWell) {
  EXPECT_EQ(scaleText(65536.0F), "65536");
  EXPECT_EQ(scaleText(0x1p24F), "2^24");
  EXPECT_EQ(scaleText(0x1p-128F), "2^-128");
  EXPECT_EQ(scaleText(0x1p-149F), "2^-149");
  EXPECT_EQ(scaleText(0.0F), "0");
  EXPECT_EQ(scaleText(1e30F), "1e+30");
  EXPECT_EQ(scaleText(0.1F), "0.1");
  EXPECT_EQ(scaleText(16000001.0F), "16000001");
  EXPECT_EQ(scaleText(0x1.fffffep0F), "1.9999999") << "2.000000 is another number";
  EXPECT_EQ(scaleText(1000.5F), "1000.5");
  EXPECT_EQ(scaleText(std::numeric_limits<float>::infinity()), "inf");
}

TEST(Events, OverflowNamesItsTensor) {
  StepRecord record;
  record.applied = false;
  record.overflow = 12;
  record.scale = 65536.0;
  EXPECT_EQ(
      overflowMessage(record, "layers.2.output"),
      "skipped: 12 values overflowed or are not finite, first in layers.2.output (scale 65536)");
  EXPECT_NE(overflowMessage(record, "").find("not finite"), std::string::npos);
  record.applied = true;
  EXPECT_NE(overflowMessage(record, "layers.2.output").find("applied"), std::string::npos);
}

TEST(Events, EveryWordIsNamedOnce) {
  for (int i = 0; i <= static_cast<int>(EventKind::state); ++i) {
    EXPECT_NE(toString(static_cast<EventKind>(i)), "unknown");
  }
  for (int i = 0; i <= static_cast<int>(RunState::failed); ++i) {
    EXPECT_NE(toString(static_cast<RunState>(i)), "unknown");
  }
}

}  // namespace
}  // namespace scalescope
