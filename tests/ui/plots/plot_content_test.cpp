#include "ui/plots/plot_content.h"

#include <gtest/gtest.h>

#include <QImage>
#include <QPainter>
#include <QPalette>
#include <algorithm>

#include "ui/plots/fake_runs.h"
#include "ui/plots/line_shapes.h"
#include "ui/style/colours.h"

namespace scalescope {
namespace {

using namespace testing_plots;
constexpr int columns = 500;

struct Fixture {
  PlotModel model;
  PlotTheme theme = PlotTheme::from(QPalette(Qt::white), QFont());

  Fixture() { model.settings.smoothing = 0.0; }
  void add(RunKey key, const RunLook& look, const std::vector<StepRecord>& steps) {
    PlotRun& run = model.add(key, look);
    for (const StepRecord& record : steps) run.series.append(record);
  }
  PlotContent sample(PlotKind kind) const {
    return samplePlot(model, kind, theme, model.dataRange().value_or(XRange{}), columns);
  }
};

std::size_t countOf(const PlotContent& content, PlotMark::Kind kind) {
  return static_cast<std::size_t>(
      std::count_if(content.marks.begin(), content.marks.end(),
                    [kind](const PlotMark& mark) { return mark.kind == kind; }));
}

TEST(PlotContent, DrawsTwoPointsAPixelAtMostAndNothingThatIsNotFinite) {
  Fixture f;
  f.add(1, fp32Look, fakeSteps(Fake::fp32, 30000));
  f.add(2, pureLook, fakeSteps(Fake::fp16Pure, 30000));
  for (const PlotKind kind : allPlotKinds) {
    const PlotContent content = f.sample(kind);
    EXPECT_FALSE(content.empty);
    EXPECT_TRUE(std::isfinite(content.values.from) && std::isfinite(content.values.to));
    EXPECT_GT(content.values.width(), 0.0);
    for (const PlotCurve& curve : content.curves) {
      EXPECT_LE(curve.points.size(), 2U * columns);
      for (const PlotPoint& point : curve.points) EXPECT_FALSE(std::isinf(point.y));
    }
  }
}

TEST(PlotContent, ARunThatIsAlwaysSlowerIsInTheRangeToo) {
  Fixture f;
  f.add(1, fp32Look, fakeSteps(Fake::fp32, 1000));
  std::vector<StepRecord> slow = fakeSteps(Fake::fp16Mixed, 1000);
  for (StepRecord& record : slow) record.stepMs *= 20.0;
  f.add(2, fp16Look, slow);
  EXPECT_GT(f.sample(PlotKind::stepTime).values.to, 20.0 * 44.0);
}

TEST(PlotContent, FrequentEvaluationsAreThinnedOut) {
  Fixture f;
  f.add(1, fp32Look, fakeSteps(Fake::fp32, 1000));
  for (std::int64_t step = 0; step < 1000; ++step)
    f.model.find(1)->series.append(
        EvaluationRecord{0, step, 0.5, 0.8, 100, 0.1 * static_cast<double>(step)});
  const std::size_t marks = countOf(f.sample(PlotKind::loss), PlotMark::Kind::evaluation);
  EXPECT_GT(marks, 10U);
  EXPECT_LT(marks, 50U);
}

TEST(PlotContent, MarksNaNAndInfinity) {
  Fixture f;
  f.add(1, pureLook, fakeSteps(Fake::fp16Pure, 1000));
  f.add(2, fp16Look, fakeSteps(Fake::fp16Mixed, 1000));
  EXPECT_GT(countOf(f.sample(PlotKind::loss), PlotMark::Kind::nan), 10U);
  EXPECT_GT(countOf(f.sample(PlotKind::gradNorm), PlotMark::Kind::positiveInf), 0U);
  EXPECT_EQ(countOf(f.sample(PlotKind::stepTime), PlotMark::Kind::nan), 0U);
}

TEST(PlotContent, MarksSkippedStepsAtTheirScale) {
  Fixture f;
  std::vector<StepRecord> steps = fakeSteps(Fake::fp32, 50);
  for (StepRecord& record : steps) record.scale = 1024.0;
  steps[20].applied = false;
  f.add(1, fp16Look, steps);
  const PlotContent content = f.sample(PlotKind::lossScale);
  ASSERT_EQ(countOf(content, PlotMark::Kind::skipped), 1U);
  EXPECT_EQ(content.marks.front().x, 20.0);
  EXPECT_EQ(content.marks.front().y, 10.0);  // 2¹⁰
}

TEST(PlotContent, MarksWhatSomebodyDidOverThePlotsOfARunThatIsShown) {
  Fixture f;
  f.add(1, fp32Look, fakeSteps(Fake::fp32, 100));
  RunSeries& series = f.model.find(1)->series;
  series.append(EventRecord{0, 40, EventKind::injection, 1e3, "injected", R"({"step": 40})"});
  series.append(EventRecord{0, 10, EventKind::edit, 0.0, "changed", R"({"lr": 1})"});
  series.append(EventRecord{0, 10, EventKind::edit, 0.0, "changed again", R"({"lr": 2})"});
  series.append(EventRecord{0, 50, EventKind::overflow, 3.0, "nobody's doing"});
  series.append(EventRecord{0, 100, EventKind::edit, 0.0, "still under way", R"({"lr": 2})"});
  for (const PlotKind kind : allPlotKinds) {
    const PlotContent content = f.sample(kind);
    EXPECT_TRUE(content.acted);
    ASSERT_EQ(countOf(content, PlotMark::Kind::act), 2U);
    const auto first = std::find_if(content.marks.begin(), content.marks.end(),
                                    [](auto& mark) { return mark.kind == PlotMark::Kind::act; });
    EXPECT_EQ(first->x, 10.0);
    EXPECT_EQ(first->colour, eventColour(EventKind::edit, false));
  }
  series.append(fakeSteps(Fake::fp32, 21).back());
  EXPECT_EQ(countOf(f.sample(PlotKind::loss), PlotMark::Kind::act), 1U) << "taken back to step 20";
  f.model.find(1)->visible = false;
  EXPECT_FALSE(f.sample(PlotKind::loss).acted);
}

TEST(PlotContent, ShowsACollapsedScale) {
  Fixture f;
  std::vector<StepRecord> steps = fakeSteps(Fake::fp32, 200);
  double scale = 65536.0;
  for (StepRecord& record : steps) {
    record.scale = scale;
    record.applied = false;
    scale = static_cast<double>(static_cast<float>(scale / 2.0));
  }
  ASSERT_EQ(steps.back().scale, 0.0);
  f.add(1, fp16Look, steps);
  const PlotContent content = f.sample(PlotKind::lossScale);
  EXPECT_GT(countOf(content, PlotMark::Kind::collapsed), 0U);
  EXPECT_LT(content.values.from, -148.0);
}

TEST(PlotContent, LeavesARunWithoutScalingOutOfTheScales) {
  Fixture f;
  f.add(1, fp32Look, fakeSteps(Fake::fp32, 100));
  EXPECT_EQ(f.sample(PlotKind::lossScale).curves.size(), 1U);
  f.add(2, fp16Look, fakeSteps(Fake::fp16Mixed, 100));
  const PlotContent content = f.sample(PlotKind::lossScale);
  ASSERT_EQ(content.curves.size(), 1U);
  EXPECT_EQ(content.curves.front().colour, fp16Look.light);
}

TEST(PlotContent, ADivergingRunDoesNotFlattenTheOther) {
  Fixture f;
  f.add(1, fp32Look, fakeSteps(Fake::fp32, 1000));
  auto steps = fakeSteps(Fake::fp32, 1000);
  for (std::size_t i = 500; i < steps.size(); ++i) steps[i].loss = 1e30;
  f.add(2, pureLook, steps);
  const PlotContent content = f.sample(PlotKind::loss);
  EXPECT_LT(content.values.to, 100.0);
  EXPECT_GT(countOf(content, PlotMark::Kind::spike), 10U);

  f.model.settings.logAxis[indexOf(PlotKind::loss)] = true;
  EXPECT_GT(f.sample(PlotKind::loss).values.to, 30.0);  // as a power of ten: all is shown
}

TEST(PlotContent, ZerosHaveNoPlaceOnALogarithmicAxis) {
  Fixture f;
  auto steps = fakeSteps(Fake::fp32, 100);
  steps[50].gradNorm = 0.0;
  f.add(1, fp32Look, steps);
  const PlotContent content = f.sample(PlotKind::gradNorm);
  EXPECT_GT(content.values.from, -5.0);
  EXPECT_TRUE(std::any_of(content.curves[0].points.begin(), content.curves[0].points.end(),
                          [](const PlotPoint& point) { return std::isnan(point.y); }));
}

TEST(PlotContent, TheClipLineIsInThePicture) {
  Fixture f;
  f.add(1, fp32Look, fakeSteps(Fake::fp32, 100));
  f.model.settings.clipLine = 1000.0;
  EXPECT_GT(f.sample(PlotKind::gradNorm).values.to, 3.0);
}

TEST(PlotContent, HiddenRunsAreNotDrawn) {
  Fixture f;
  f.add(1, fp32Look, fakeSteps(Fake::fp32, 100));
  f.add(2, fp16Look, fakeSteps(Fake::fp16Mixed, 300));
  f.model.find(2)->visible = false;
  const PlotContent content = f.sample(PlotKind::loss);
  ASSERT_EQ(content.curves.size(), 1U);
  EXPECT_EQ(content.curves[0].colour, fp32Look.light);
  EXPECT_EQ(f.model.dataRange()->to, 99.0);
}

TEST(PlotContent, SmoothingDrawsTheMeanOverPaleValues) {
  Fixture f;
  f.add(1, fp32Look, fakeSteps(Fake::fp32, 300));
  f.model.settings.smoothing = 0.9;
  EXPECT_TRUE(f.model.updateSmoothing());
  const PlotContent content = f.sample(PlotKind::loss);
  ASSERT_EQ(content.curves.size(), 2U);
  EXPECT_TRUE(content.curves[0].pale);
  EXPECT_EQ(content.curves[1].colour, fp32Look.light);
  EXPECT_EQ(f.sample(PlotKind::overflow).curves.size(), 1U);
}

TEST(PlotCurve, StepsHaveTreadsAndRisersOnly) {
  PlotCurve curve;
  curve.colour = Qt::red;
  curve.style = CurveStyle::steps;
  for (int x = 0; x < 100; ++x) curve.points.push_back({x + 0.5, x < 50 ? 10.5 : 90.5});
  QImage image(100, 100, QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  drawCurve(painter, PixelMap(), curve, 100);
  painter.end();
  for (const auto& [x, y] : {std::pair{5, 10}, {45, 10}, {50, 50}, {55, 90}, {95, 90}}) {
    EXPECT_EQ(image.pixelColor(x, y), QColor(Qt::red)) << x << ", " << y;
  }
  for (const auto& [x, y] : {std::pair{45, 50}, {55, 50}, {75, 50}, {95, 10}, {5, 90}}) {
    EXPECT_EQ(image.pixelColor(x, y), QColor(Qt::white)) << x << ", " << y;
  }
}

TEST(PlotContent, NothingIsEmptyAndHasARange) {
  const Fixture f;
  for (const PlotKind kind : allPlotKinds) {
    const PlotContent content = f.sample(kind);
    EXPECT_TRUE(content.empty);
    EXPECT_GT(content.values.width(), 0.0);
  }
}

/// FP32 at a loss of 2, and a noise floor that is 0.1 away from step 3 on.
Fixture withNoiseFloor(std::int64_t steps) {
  Fixture f;
  std::vector<StepRecord> reference, noise;
  for (std::int64_t i = 0; i < steps; ++i) {
    StepRecord record;
    record.step = i;
    record.loss = 2.0;
    reference.push_back(record);
    record.loss = i < 3 ? 2.0 : 2.1;
    noise.push_back(record);
  }
  f.add(1, fp32Look, reference);
  f.add(2, {"Noise floor", noiseFloorColour(false), noiseFloorColour(true), 1}, noise);
  while (!f.model.updateSmoothing()) {
  }
  return f;
}

TEST(PlotContent, ANoiseFloorIsABandAroundTheLossOfFp32) {
  const Fixture f = withNoiseFloor(200);
  const PlotContent content = f.sample(PlotKind::loss);
  EXPECT_EQ(content.curves.size(), 1U) << "it has no curve of its own";
  ASSERT_EQ(content.bands.size(), 1U);
  const auto& points = content.bands[0].points;
  ASSERT_FALSE(points.empty());
  double last = 0.0;
  for (const BandPoint& point : points) {
    EXPECT_NEAR(point.low + point.high, 4.0, 1e-6);
    EXPECT_GE(point.high - point.low, last) << "chance does not bring runs together";
    last = point.high - point.low;
  }
  // Losses are floats here.
  EXPECT_NEAR(last, 2.0 * (4.0 * 0.1 + 28.0 * 2e-4), 1e-5) << "what may be reported is outside";
  EXPECT_LT(points.front().high - points.front().low, 1e-5);
  EXPECT_EQ(f.sample(PlotKind::gradNorm).curves.size(), 2U);
}

TEST(PlotContent, ANoiseFloorAloneIsACurve) {
  Fixture f = withNoiseFloor(50);
  f.model.find(1)->visible = false;
  const PlotContent content = f.sample(PlotKind::loss);
  EXPECT_EQ(content.curves.size(), 1U);
  EXPECT_TRUE(content.bands.empty());
  f.model.find(1)->visible = true;
  f.model.find(2)->visible = false;
  EXPECT_TRUE(f.sample(PlotKind::loss).bands.empty());
}

TEST(PlotContent, LinesOfLikeGreysHaveShapes) {
  const RunLook tensorFloat{"tf32", QColor(0x26, 0x47, 0x55), QColor(0xa1, 0xe2, 0xf7)};
  const RunLook brain{"bf16-mixed", QColor(0x30, 0x45, 0x50), QColor(0xa0, 0xe0, 0xf0)};
  Fixture f;
  f.add(1, fp32Look, fakeSteps(Fake::fp32, 400));
  f.add(2, fp16Look, fakeSteps(Fake::fp16Mixed, 400));
  ASSERT_GE(contrast(fp32Look.light, fp16Look.light), 1.5);
  for (const PlotCurve& curve : f.sample(PlotKind::loss).curves)
    EXPECT_EQ(curve.shape, LineShape::none);
  f.add(3, tensorFloat, fakeSteps(Fake::fp32, 400));
  f.add(4, brain, fakeSteps(Fake::fp32, 400));
  std::vector<LineShape> shapes;
  for (const PlotCurve& curve : f.sample(PlotKind::loss).curves) shapes.push_back(curve.shape);
  ASSERT_EQ(shapes.size(), 4U);
  std::sort(shapes.begin(), shapes.end());
  EXPECT_EQ(std::unique(shapes.begin(), shapes.end()), shapes.end());
}

TEST(PlotContent, ShapesLieOnTheirLine) {
  PlotCurve curve;
  curve.colour = Qt::black;
  curve.shape = LineShape::box;
  for (int i = 0; i <= 500; ++i)
    curve.points.push_back({static_cast<double>(i), i < 250 ? 0.2 : 0.8});
  PixelMap map;
  map.yScale = -100.0;
  map.yOffset = 100.0;
  QImage image(500, 100, QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  drawShapes(painter, map, curve, Qt::white, image.rect());
  painter.end();
  int columnsWithInk = 0;
  for (int x = 0; x < 500; ++x) {
    for (int y = 0; y < 100; ++y) {
      if (qGray(image.pixel(x, y)) > 100) continue;
      ++columnsWithInk;
      EXPECT_NEAR(y, x < 250 ? 80 : 20, 5) << x;
      break;
    }
  }
  EXPECT_GE(columnsWithInk, 3 * 6);
  EXPECT_LE(columnsWithInk, 5 * 10);
}

}  // namespace
}  // namespace scalescope
