#include <gtest/gtest.h>

#include <QComboBox>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "core/store/writer.h"
#include "core/train/presets.h"
#include "ui/divergence/divergence_panel.h"
#include "ui/divergence/divergence_view.h"

namespace scalescope {
namespace {

const RunLook look{"fp16", QColor(0xe5, 0x8a, 0x00), QColor(0xff, 0xb8, 0x4d)};

DivergenceRecord recordAt(int run, std::int64_t step, double distance, double cosine) {
  static const auto names = std::make_shared<const ParameterNames>(
      ParameterNames{"", "layers.0.weight", "layers.0.bias"});
  return {run,
          step,
          names,
          {{cosine, distance, {}}, {cosine, 2.0 * distance, {}}, {{}, 0.5 * distance, {}}}};
}

StepRecord stepAt(int run, std::int64_t step, double loss) {
  StepRecord record;
  record.run = run;
  record.step = step;
  record.loss = loss;
  return record;
}

/// Six steps of FP32, FP16 that leaves the band at step 4, and maybe the noise floor.
class DivergenceTest : public testing::Test {
 protected:
  std::string path() const { return (directory_.path() + "/runs.sqlite").toStdString(); }

  std::vector<std::int64_t> fill(bool measured) {
    ExperimentConfig config = defaultExperiment();
    if (measured) {
      RunConfig floor = config.runs.front();
      floor.name = "noise floor";
      floor.noiseFloor = true;
      config.runs.push_back(floor);
    }
    StoreWriter writer(path());
    const auto ids = writer.begin(config, BackendInfo{"cpu", "a processor", "oneDNN", 1});
    const auto tensors = std::make_shared<const TensorTable>();
    for (std::int64_t step = 0; step < 6; ++step) {
      for (int run = 0; run < (measured ? 3 : 2); ++run) {
        writer.write(stepAt(run, step, 1.0));
        writer.write(StatisticsRecord{run, step, tensors, {}});
      }
      writer.write(recordAt(1, step, step < 4 ? 1e-5 : 1e-2, step < 4 ? 0.999 : 0.9));
      if (measured) writer.write(recordAt(2, step, 1e-5, 0.999));
    }
    writer.close();
    return ids;
  }

  static bool says(const DivergencePanel& panel, const QString& part) {
    return panel.sentences().contains(part);
  }

 private:
  QTemporaryDir directory_;
};

TEST_F(DivergenceTest, ASentenceSaysWhereARunParts) {
  const auto ids = fill(true);
  DivergencePanel panel;
  panel.setStore(path());
  panel.resize(1000, 300);
  panel.show();
  EXPECT_TRUE(says(panel, "Train a run beside an FP32 run"));
  for (const auto id : ids) panel.addRun(id, look);
  ASSERT_TRUE(QTest::qWaitFor([&] { return says(panel, "first in step 4"); }));
  EXPECT_TRUE(says(panel, "Noise floor"));
  // Two edges of a band and one curve in each plot: neither FP32 nor the noise floor has one.
  EXPECT_EQ(panel.view().graphCount(), 9);
  panel.removeRun(ids[1]);
  EXPECT_FALSE(says(panel, "first in step 4"));
}

TEST_F(DivergenceTest, WithoutANoiseFloorNothingIsCalledAnEffect) {
  const auto ids = fill(false);
  DivergencePanel panel;
  panel.setStore(path());
  panel.show();
  panel.addRun(ids[1], look);
  ASSERT_TRUE(QTest::qWaitFor([&] { return says(panel, "not measured"); }));
  EXPECT_FALSE(says(panel, "Noise floor:"));
  EXPECT_EQ(panel.view().graphCount(), 3);
}

TEST_F(DivergenceTest, ALayerIsChosen) {
  const auto ids = fill(true);
  DivergencePanel panel;
  panel.setStore(path());
  panel.show();
  panel.addRun(ids[1], look);
  auto* layers = panel.findChild<QComboBox*>();
  ASSERT_TRUE(QTest::qWaitFor([&] { return layers->count() == 3; }));
  EXPECT_EQ(layers->itemText(0), "All layers");
  EXPECT_EQ(layers->itemText(1), "layers.0.weight (conv2d)");
  EXPECT_FALSE(layers->toolTip().isEmpty());
  EXPECT_FALSE(layers->accessibleName().isEmpty());
  QCPAxis* const distance =
      panel.view().rect(DivergenceQuantity::weightDistance)->axis(QCPAxis::atLeft);
  const double whole = distance->range().upper;
  layers->setCurrentIndex(1);
  EXPECT_GT(distance->range().upper, 1.5 * whole) << "twice as far";
}

TEST_F(DivergenceTest, ReadsNothingWhileItIsHidden) {
  const auto ids = fill(true);
  DivergencePanel panel;
  panel.setStore(path());
  panel.addRun(ids[1], look);
  QTest::qWait(100);
  EXPECT_TRUE(says(panel, "Train a run beside an FP32 run"));
  panel.show();
  EXPECT_TRUE(QTest::qWaitFor([&] { return says(panel, "first in step 4"); }));
}

TEST_F(DivergenceTest, OfAnotherStoreNothingStays) {
  const auto ids = fill(true);
  DivergencePanel panel;
  panel.setStore(path());
  panel.show();
  panel.addRun(ids[1], look);
  ASSERT_TRUE(QTest::qWaitFor([&] { return says(panel, "first in step 4"); }));
  panel.setStore("/nowhere/runs.sqlite");
  EXPECT_EQ(panel.view().graphCount(), 0);
  panel.addRun(1, look);
  EXPECT_TRUE(QTest::qWaitFor([&] { return says(panel, "/nowhere/runs.sqlite"); }));
}

TEST_F(DivergenceTest, TheThreePlotsShareTheStepsAndLeadToThem) {
  const auto ids = fill(true);
  DivergencePanel panel;
  panel.setStore(path());
  panel.resize(1000, 300);
  panel.show();
  panel.addRun(ids[1], look);
  ASSERT_TRUE(QTest::qWaitFor([&] { return panel.view().graphCount() == 9; }));
  QCPAxis* const first =
      panel.view().rect(DivergenceQuantity::gradientCosine)->axis(QCPAxis::atBottom);
  first->setRange(1.0, 3.0);
  for (const DivergenceQuantity quantity : allDivergenceQuantities)
    EXPECT_EQ(panel.view().rect(quantity)->axis(QCPAxis::atBottom)->range(), first->range());
  panel.view().replot();
  QSignalSpy clicked(&panel, &DivergencePanel::stepClicked);
  const QCPAxisRect* rect = panel.view().rect(DivergenceQuantity::lostUpdates);
  QTest::mouseClick(&panel.view(), Qt::LeftButton, {}, rect->rect().center());
  ASSERT_EQ(clicked.count(), 1);
  EXPECT_EQ(clicked[0][0].toLongLong(), 2);
}

RunDivergence madeUp(std::size_t steps) {
  RunDivergence run;
  for (std::size_t i = 0; i < steps; ++i) {
    const auto step = static_cast<std::int64_t>(i);
    const double distance = i == steps / 2 ? 7.0 : 1.0;
    run.own.push_back(recordAt(1, step, distance, i == steps / 2 ? -0.5 : 0.5));
    run.noise.push_back(recordAt(2, step, i == 1 ? 0.2 : 0.1, 0.99));
  }
  return run;
}

TEST(DivergenceCurves, KeepWhatIsFurthestWhereTheyAreThinned) {
  const RunDivergence run = madeUp(1001);
  const DivergenceCurves curves = curvesOf(run, "", 100);
  const DivergenceCurve& distance = curves[1];
  EXPECT_LE(distance.steps.size(), 100);
  EXPECT_EQ(*std::max_element(distance.values.begin(), distance.values.end()), 7.0);
  EXPECT_EQ(*std::min_element(curves[0].values.begin(), curves[0].values.end()), -0.5);
  EXPECT_TRUE(std::is_sorted(distance.steps.begin(), distance.steps.end()));
}

TEST(DivergenceCurves, OfAnUnknownTensorAreEmptyAndWhatWasNotMeasuredIsAGap) {
  const RunDivergence run = madeUp(5);
  EXPECT_TRUE(curvesOf(run, "layers.7.weight", 100)[0].steps.isEmpty());
  EXPECT_TRUE(std::isnan(curvesOf(run, "layers.0.bias", 100)[0].values[2]));
}

TEST(DivergenceCurves, TheBandStaysAsWideAsItWas) {
  const DivergenceBands bands = bandsOf(madeUp(5), "", 100);
  const QVector<double>& high = bands[1].high;
  ASSERT_EQ(high.size(), 5);
  EXPECT_DOUBLE_EQ(high[0], 0.4028);
  for (const int i : {1, 2, 3, 4}) EXPECT_DOUBLE_EQ(high[i], 0.8028) << i;
  EXPECT_EQ(bands[0].high[0], 1.0);
  const double angle = 4.0 * std::sqrt(0.02) + 28e-4;
  EXPECT_NEAR(bands[0].low[0], 1.0 - 0.5 * angle * angle, 1e-12);
}

}  // namespace
}  // namespace scalescope
