#include "ui/inspector/inspector_panel.h"

#include <QComboBox>
#include <QSignalSpy>

#include "ui/inspector/detail_pane.h"
#include "ui/inspector/heat_model.h"
#include "ui/inspector/heat_table.h"
#include "ui/inspector/histogram_view.h"
#include "ui/inspector/history_view.h"
#include "ui/inspector/made_up_step.h"
#include "ui/inspector/marked_slider.h"
#include "ui/inspector/scale_bar.h"
#include "ui/inspector/time_bar.h"
#include "ui/style/colours.h"
#include "ui/style/theme.h"

namespace scalescope {
namespace {

using testing_inspector::fp16Look;
using testing_inspector::fp32Look;

class InspectorPanelTest : public testing_inspector::InspectedStore {
 protected:
  InspectorPanelTest() {
    panel_.resize(1000, 500);
    panel_.show();
  }

  void open(std::int64_t steps, bool statistics = true) {
    ids_ = fill(steps, statistics);
    panel_.setStore(path());
    panel_.addRun(ids_[0], fp32Look);
    panel_.addRun(ids_[1], fp16Look);
  }
  bool shows(qint64 run, qint64 step) {
    return QTest::qWaitFor([=, this] {
      const StepPtr shown = panel_.table().step();
      return shown && shown->run == run && shown->row.step == step;
    });
  }
  const QList<HistogramCurve>& curves() { return panel_.detail()->histogram()->curves(); }

  std::vector<std::int64_t> ids_;
  InspectorPanel panel_;
};

TEST_F(InspectorPanelTest, SaysWhyThereIsNothingToSee) {
  EXPECT_TRUE(panel_.hint().contains("Tick a run"));
  open(10, false);
  ASSERT_TRUE(QTest::qWaitFor([this] { return panel_.hint().contains("no statistics"); }));
  panel_.removeRun(ids_[0]);
  panel_.removeRun(ids_[1]);
  EXPECT_TRUE(panel_.hint().contains("Tick a run"));
}

TEST_F(InspectorPanelTest, ShowsTheNewestStepOfTheHalfRunAndAllRunsInTheHistogram) {
  open(10);
  ASSERT_TRUE(shows(ids_[1], 8));
  EXPECT_TRUE(panel_.hint().isEmpty());
  EXPECT_EQ(panel_.time()->step(), 8);
  ASSERT_TRUE(QTest::qWaitFor([this] { return curves().size() == 2; }));
  // FP32's unscaled gradients are shown at the other run's scale.
  for (const HistogramCurve& curve : curves()) {
    EXPECT_EQ(curve.shift, curve.name == "fp32" ? 15 : 0);
    EXPECT_EQ(curve.chosen, curve.name == "fp16");
  }
  ASSERT_TRUE(QTest::qWaitFor([this] { return panel_.detail()->history()->history() != nullptr; }));
  EXPECT_EQ(panel_.detail()->history()->history()->steps.size(), 5U);
}

TEST_F(InspectorPanelTest, TheTimeSliderMovesEverything) {
  open(10);
  ASSERT_TRUE(shows(ids_[1], 8));
  QSignalSpy chosen(&panel_, &InspectorPanel::stepChosen);
  panel_.time()->findChild<MarkedSlider*>()->setValue(2);
  EXPECT_EQ(chosen.count(), 1);
  ASSERT_TRUE(shows(ids_[1], 4));
  EXPECT_TRUE(
      panel_.table().indexOf("layers.0.weight.grad").data(HeatModel::nonFiniteRole).toBool());
  panel_.showStep(7);  // as from the log: the nearest that is stored
  ASSERT_TRUE(shows(ids_[1], 6));
  EXPECT_EQ(chosen.count(), 1);
}

TEST_F(InspectorPanelTest, AnotherRunCanBeChosenForTheTable) {
  open(10);
  ASSERT_TRUE(shows(ids_[1], 8));
  panel_.runChooser()->setCurrentIndex(0);
  ASSERT_TRUE(shows(ids_[0], 8));
  EXPECT_EQ(panel_.detail()->histogram()->format(), Format::fp16);  // what FP16 would do with it
}

TEST_F(InspectorPanelTest, TheWhatIfScaleMovesTheHistogramAndTheTable) {
  open(10);
  ASSERT_TRUE(shows(ids_[1], 8));
  panel_.tableView()->select("layers.0.weight.grad");
  panel_.measureChooser()->setCurrentIndex(static_cast<int>(Measure::overflow));
  const QModelIndex cell = panel_.table().indexOf("layers.0.weight.grad");
  EXPECT_EQ(cell.data().toString(), "0");
  panel_.detail()->scale()->findChild<MarkedSlider*>()->setValue(18);
  EXPECT_EQ(cell.data().toString(), "50%");
  for (const HistogramCurve& curve : curves()) {
    EXPECT_EQ(curve.shift, curve.name == "fp32" ? 18 : 3);
  }
  panel_.detail()->scale()->useOwnScale();
  EXPECT_EQ(cell.data().toString(), "0");
}

TEST_F(InspectorPanelTest, TheSelectedTensorStaysFromStepToStep) {
  open(10);
  ASSERT_TRUE(shows(ids_[1], 8));
  panel_.tableView()->select("layers.0.output");
  panel_.showStep(0);
  ASSERT_TRUE(shows(ids_[1], 0));
  EXPECT_EQ(panel_.tableView()->selected(), "layers.0.output");
  EXPECT_EQ(curves().front().shift, 0);  // activations do not move
}

TEST_F(InspectorPanelTest, LooksAtWhatAnotherPartNames) {
  open(10);
  ASSERT_TRUE(shows(ids_[1], 8));
  panel_.lookAt(ids_[0], "layers.0.output", 4);
  ASSERT_TRUE(shows(ids_[0], 4));
  EXPECT_EQ(panel_.tableView()->selected(), "layers.0.output");
  panel_.lookAt(ids_[1], "layers.0.output", -1);
  ASSERT_TRUE(shows(ids_[1], 4));
}

TEST_F(InspectorPanelTest, FollowsARunThatTrains) {
  StoreWriter writer(path());
  ids_ = writer.begin(config(), BackendInfo{"cpu", "a processor", "oneDNN", 1});
  panel_.setStore(path());
  panel_.addRun(ids_[0], fp32Look);
  panel_.addRun(ids_[1], fp16Look);
  ASSERT_TRUE(QTest::qWaitFor([this] { return panel_.hint().contains("no statistics"); }));
  panel_.statisticsTaken(ids_[1], 2);  // heard of before it is on disk
  write(writer, 0, 3);
  ASSERT_TRUE(shows(ids_[1], 2));
  write(writer, 3, 4);
  panel_.statisticsTaken(ids_[1], 6);
  ASSERT_TRUE(shows(ids_[1], 6));
  panel_.showStep(2);
  ASSERT_TRUE(shows(ids_[1], 2));
  write(writer, 7, 2);
  panel_.statisticsTaken(ids_[1], 8);
  panel_.trainingEnded();
  ASSERT_TRUE(QTest::qWaitFor([this] { return panel_.service().idle(); }));
  EXPECT_EQ(panel_.time()->step(), 2);  // a person looks at it
}

TEST_F(InspectorPanelTest, NothingOfAnotherStoreStays) {
  open(10);
  ASSERT_TRUE(shows(ids_[1], 8));
  panel_.setStore(path() + ".other");
  EXPECT_FALSE(panel_.table().step());
  EXPECT_TRUE(panel_.hint().contains("Tick a run"));
  EXPECT_TRUE(curves().isEmpty());
}

TEST_F(InspectorPanelTest, DrawsInBothThemesAndAtEverySize) {
  open(10);
  ASSERT_TRUE(shows(ids_[1], 8));
  for (const QPalette& palette : {lightPalette(), darkPalette()}) {
    panel_.setPalette(palette);
    for (const QSize size : {QSize(420, 260), QSize(700, 300), QSize(1000, 700), QSize(400, 900)}) {
      panel_.resize(size);
      EXPECT_FALSE(panel_.grab().isNull());
    }
    EXPECT_EQ(curves().back().colour, isDark(palette) ? fp16Look.dark : fp16Look.light);
  }
}

}  // namespace
}  // namespace scalescope
