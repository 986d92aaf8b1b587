#include "ui/style/colours.h"

#include <gtest/gtest.h>

#include <QColor>
#include <QSet>
#include <algorithm>
#include <array>
#include <cmath>

namespace scalescope {
namespace {

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

using Matrix = std::array<std::array<double, 3>, 3>;

// Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
// Deficiency", 2009: what somebody without one kind of cone sees, in linear RGB.
constexpr Matrix kProtanopia{{{0.152286, 1.052583, -0.204868},
                              {0.114503, 0.786281, 0.099216},
                              {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix kDeuteranopia{{{0.367322, 0.860646, -0.227968},
                                {0.280085, 0.672501, 0.047413},
                                {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix kTritanopia{{{1.255528, -0.076749, -0.178779},
                              {-0.078411, 0.930809, 0.147602},
                              {0.004733, 0.691367, 0.303900}}};

/// CIELAB under D65, of a colour as it is seen through a matrix.
std::array<double, 3> labOf(const QColor& colour, const Matrix& seen) {
  const auto linear = [](double part) {
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
  };
  const std::array<double, 3> own{linear(colour.redF()), linear(colour.greenF()),
                                  linear(colour.blueF())};
  std::array<double, 3> rgb{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) rgb[i] += seen[i][j] * own[j];
  for (double& part : rgb) part = std::clamp(part, 0.0, 1.0);
  const auto f = [](double t) {
    return t > 216.0 / 24389.0 ? std::cbrt(t) : (24389.0 / 27.0 * t + 16.0) / 116.0;
  };
  const double x = f((0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.95047);
  const double y = f(0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]);
  const double z = f((0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.08883);
  return {116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)};
}

double distance(const QColor& a, const QColor& b, const Matrix& seen) {
  const auto one = labOf(a, seen);
  const auto other = labOf(b, seen);
  return std::hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

void expectApart(const QList<QColor>& colours, const char* what) {
  // 2.3 is just noticeable side by side; thin lines need several times that.
  constexpr double kApart = 12.0;
  for (const Matrix& seen : {kProtanopia, kDeuteranopia, kTritanopia}) {
    for (int i = 0; i < colours.size(); ++i)
      for (int j = 0; j < i; ++j)
        EXPECT_GE(distance(colours[i], colours[j], seen), kApart)
            << what << ' ' << colours[i].name().toStdString() << ' '
            << colours[j].name().toStdString();
  }
}

TEST(RunColour, TellsPoliciesApartWithoutOneKindOfCone) {
  for (const bool dark : {false, true}) {
    QList<QColor> colours;
    for (const char* policy : {"fp32", "tf32", "fp16-mixed", "fp16-pure", "fp16-autocast",
                               "bf16-mixed", "fp8-hybrid", "int8-qat"})
      colours << runColour(policy, 0, dark);
    expectApart(colours, dark ? "dark" : "light");
  }
}

TEST(GroupColour, TellsGroupsApartWithoutOneKindOfCone) {
  for (const bool dark : {false, true}) {
    QList<QColor> colours;
    for (int group = 0; group < 7; ++group) colours << groupColour(group, dark);
    expectApart(colours, dark ? "dark groups" : "light groups");
  }
}

}  // namespace
}  // namespace scalescope
