#include "ui/style/colours.h"

#include <gtest/gtest.h>

#include <QColor>
#include <QSet>
#include <cmath>

namespace scalescope {
namespace {

// WCAG 2.1, relative luminance and contrast ratio.
double luminance(const QColor& colour) {
  const auto linear = [](double part) {
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
         0.0722 * linear(colour.blueF());
}

double contrast(const QColor& a, const QColor& b) {
  const double one = luminance(a) + 0.05;
  const double other = luminance(b) + 0.05;
  return std::max(one, other) / std::min(one, other);
}

TEST(RunColour, RepeatedPoliciesStayReadableAndApart) {
  for (const bool dark : {false, true}) {
    const QColor background = dark ? QColor(0x1e, 0x1f, 0x22) : QColor(Qt::white);
    for (const char* policy : {"fp32", "fp16-mixed", "fp16-pure", "fp16-autocast", "bf16-mixed",
                               "tf32", "fp8-hybrid", "int8-qat"}) {
      QSet<QRgb> seen;
      for (int repeat = 0; repeat < 4; ++repeat) {
        const QColor colour = runColour(policy, repeat, dark);
        EXPECT_GE(contrast(colour, background), repeat == 0 ? 2.5 : 2.95)
            << policy << " " << repeat << " " << colour.name().toStdString();
        seen.insert(colour.rgb());
      }
      EXPECT_EQ(seen.size(), 4) << policy;
    }
  }
}

TEST(RunColour, HalfAndSingleDifferInGreyscale) {
  for (const bool dark : {false, true}) {
    EXPECT_GE(contrast(runColour("fp32", 0, dark), runColour("fp16-mixed", 0, dark)), 1.5);
  }
}

}  // namespace
}  // namespace scalescope
