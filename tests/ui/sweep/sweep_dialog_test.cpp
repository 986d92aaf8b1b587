#include "ui/sweep/sweep_dialog.h"

#include <gtest/gtest.h>

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <algorithm>

#include "core/store/reader.h"
#include "core/train/presets.h"
#include "ui/sweep/sweep_window.h"

namespace scalescope {
namespace {

QPushButton* startButton(const SweepDialog& dialog) {
  for (QPushButton* button : dialog.findChildren<QPushButton*>())
    if (button->text() == "&Start sweep") return button;
  return nullptr;
}

ExperimentConfig smallExperiment() {
  return parseExperiment(
      parseJson(R"({"scalescope": 1, "name": "small", "dataset": {"kind": "synthetic"},
        "network": {"input": [2], "layers": [{"type": "linear", "out": 3}]}, "steps": 4,
        "runs": [{"name": "fp32", "precision": "fp32"}, {"name": "fp16", "precision": "fp16-mixed"}]})",
                "small"),
      "small");
}

TEST(SweepPlaces, BeginWithWhatIsSweptMost) {
  const auto places = sweepPlaces(defaultExperiment());
  ASSERT_GT(places.size(), 10U);
  EXPECT_EQ(places[0].pointer, "/seed");
  EXPECT_EQ(places[1].pointer, "/optimizer/lr");
  EXPECT_EQ(places[1].label, "Learning rate");
  const auto scale = std::find_if(places.begin(), places.end(), [](const SweepPlace& place) {
    return place.pointer == "/runs/1/scaler/init";
  });
  ASSERT_NE(scale, places.end());
  EXPECT_EQ(scale->now, "65536.0");
  std::vector<std::string> pointers;
  for (const SweepPlace& place : places) {
    EXPECT_FALSE(place.pointer.ends_with("/name")) << place.pointer;
    pointers.push_back(place.pointer);
  }
  std::sort(pointers.begin(), pointers.end());
  EXPECT_EQ(std::adjacent_find(pointers.begin(), pointers.end()), pointers.end());
}

TEST(SweepDialogs, ShowThePointsThatComeOfIt) {
  SweepDialog dialog(defaultExperiment(), {});
  ASSERT_TRUE(dialog.plan());
  EXPECT_EQ(dialog.plan()->points.size(), 3U);
  SweepDialog grid(defaultExperiment(),
                   {"", {{"/seed", "1,2,3"}, {"/optimizer/lr", "0.1, 0.2"}}, false, 0});
  ASSERT_TRUE(grid.plan());
  EXPECT_EQ(grid.plan()->points.size(), 6U);
  EXPECT_EQ(grid.plan()->points.back().config.seed, 3U);
  EXPECT_EQ(grid.plan()->points.back().config.optimizer.lr, 0.2);
}

TEST(SweepDialogs, SayWhatIsWrongAndLetNobodyGoOn) {
  SweepDialog dialog(defaultExperiment(),
                     {"", {{"/seed", "1,2"}, {"/optimizer/lr", "1,2,3"}}, true, 0});
  EXPECT_FALSE(dialog.plan());
  EXPECT_TRUE(dialog.problem().contains("/optimizer/lr")) << dialog.problem().toStdString();
  EXPECT_FALSE(startButton(dialog)->isEnabled());
  SweepDialog nowhere(defaultExperiment(), {"", {{"/optimiser/lr", "1,2"}}, false, 0});
  EXPECT_TRUE(nowhere.problem().contains("optimiser")) << nowhere.problem().toStdString();
}

TEST(SweepDialogs, TakeAPlaceFromTheListOrAsItIsTyped) {
  SweepDialog dialog(defaultExperiment(), {"", {{"", "1,2"}}, false, 3});
  EXPECT_FALSE(dialog.plan());
  auto* place = qobject_cast<QComboBox*>(dialog.table()->cellWidget(0, 0));
  place->setCurrentIndex(place->findData("/seed"));
  EXPECT_EQ(dialog.choice().axes.at(0).pointer, "/seed");
  place->setEditText(" /batch_size ");
  EXPECT_EQ(dialog.choice().axes.at(0).pointer, "/batch_size");
  EXPECT_EQ(dialog.choice().jobs, 3);
  QTest::qWait(400);  // what is typed is looked at once the keys rest
  startButton(dialog)->click();
  EXPECT_EQ(dialog.result(), QDialog::Accepted);
  ASSERT_TRUE(dialog.plan());
  EXPECT_EQ(dialog.plan()->points.at(1).label, "batch_size=2");
}

TEST(SweepChoices, AreRemembered) {
  const SweepChoice choice{"study", {{"/seed", "1..4"}, {"/steps", "5"}}, true, 2};
  const SweepChoice again = sweepChoiceFrom(toVariant(choice));
  EXPECT_EQ(again.name, "study");
  ASSERT_EQ(again.axes.size(), 2U);
  EXPECT_EQ(again.axes[0].pointer, "/seed");
  EXPECT_EQ(again.axes[0].values, "1..4");
  EXPECT_TRUE(again.together);
  EXPECT_EQ(again.jobs, 2);
}

class SweepWindows : public testing::Test {
 protected:
  void train(int jobs) {
    QSignalSpy ended(&window_, &SweepWindow::ended);
    SweepOptions options;
    options.program = SCALESCOPE_CLI;
    options.store = store_;
    options.jobs = jobs;
    window_.start(planOf(smallExperiment(), {"study", {{"/seed", "1,2"}}, false, jobs}), options);
    EXPECT_TRUE(window_.running());
    ASSERT_TRUE(ended.wait(120'000));
    EXPECT_FALSE(window_.running());
  }

  QTemporaryDir folder_;
  std::string store_ = folder_.filePath("runs.sqlite").toStdString();
  SweepWindow window_;
};

TEST_F(SweepWindows, TrainEveryPointIntoTheStore) {
  train(2);
  EXPECT_EQ(window_.text(), "2 of 2 points done.");
  const auto runs = StoreReader(store_).runs();
  ASSERT_EQ(runs.size(), 4U);
  for (const RunInfo& run : runs) {
    EXPECT_EQ(run.steps, 4);
    EXPECT_EQ(run.tags, std::vector<std::string>{"sweep:study"});
  }
  train(1);  // nothing is left to do
  EXPECT_EQ(StoreReader(store_).runs().size(), 4U);
}

TEST_F(SweepWindows, StopCleanly) {
  ExperimentConfig config = smallExperiment();
  config.steps = 100'000;
  QSignalSpy ended(&window_, &SweepWindow::ended);
  SweepOptions options;
  options.program = SCALESCOPE_CLI;
  options.store = store_;
  window_.start(planOf(config, {"long", {{"/seed", "1,2"}}, false, 1}), options);
  QTest::qWait(1500);
  window_.stop();
  ASSERT_TRUE(ended.wait(120'000));
  EXPECT_TRUE(window_.text().contains("goes on")) << window_.text().toStdString();
}

TEST_F(SweepWindows, NameWhatCannotBeTrained) {
  ExperimentConfig config = smallExperiment();
  config.dataset.kind = "idx";
  config.dataset.images = "/nowhere/images";
  config.dataset.labels = "/nowhere/labels";
  QSignalSpy ended(&window_, &SweepWindow::ended);
  SweepOptions options;
  options.program = SCALESCOPE_CLI;
  options.store = store_;
  window_.start(planOf(config, {"study", {{"/seed", "1,2"}}, false, 1}), options);
  ASSERT_TRUE(ended.wait(120'000));
  EXPECT_EQ(window_.text(), "The sweep failed.");
  EXPECT_FALSE(QFile::exists(QString::fromStdString(store_)));
}

}  // namespace
}  // namespace scalescope
