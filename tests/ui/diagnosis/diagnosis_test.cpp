#include <gtest/gtest.h>

#include <QLabel>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTranslator>

#include "core/numerics/packed_histogram.h"
#include "core/store/writer.h"
#include "core/train/presets.h"
#include "ui/diagnosis/diagnosis_panel.h"

namespace scalescope {
namespace {

TensorSummary summaryOf(float largest) {
  TensorSummary summary;
  summary.elements = 1;
  summary.largest = summary.smallest = largest;
  summary.overflow = largest > 65504.0F ? 1 : 0;
  TensorStatistics statistics;
  statistics.add(largest);
  summary.histogram = packHistogram(statistics);
  return summary;
}

/// Three steps of which the last overflows in a weight's gradient.
class DiagnosisTest : public testing::Test {
 protected:
  std::string path() const { return (directory_.path() + "/runs.sqlite").toStdString(); }

  std::vector<std::int64_t> fill(float last) {
    ExperimentConfig config = defaultExperiment();
    StoreWriter writer(path());
    const auto ids = writer.begin(config, BackendInfo{"cpu", "a processor", "oneDNN", 1});
    const auto tensors = std::make_shared<TensorTable>();
    tensors->push_back({"layers.0.output", TensorRole::activation, Format::fp16});
    tensors->push_back({"layers.0.weight.grad", TensorRole::gradient, Format::fp16});
    for (std::int64_t i = 0; i < 3; ++i) {
      StepRecord step;
      step.run = 1;
      step.step = i;
      step.scale = 65536.0;
      const float gradient = i == 2 ? last : 30000.0F;
      step.foundInf = gradient > 65504.0F;
      step.overflow = step.foundInf ? 1 : 0;
      step.applied = !step.foundInf;
      writer.write(step);
      writer.write(StatisticsRecord{1, i, tensors, {summaryOf(2.0F), summaryOf(gradient)}});
    }
    writer.close();
    return ids;
  }

  static QStringList textsOf(const QWidget& panel) {
    QStringList texts;
    for (const QLabel* label : panel.findChildren<QLabel*>()) texts << label->text();
    return texts;
  }
  static bool says(const QWidget& panel, const QString& part) {
    return textsOf(panel).join('\n').contains(part);
  }

 private:
  QTemporaryDir directory_;
};

TEST(DiagnosisTexts, TheVerdictLeadsToTheStepThatItNames) {
  RunDiagnosis diagnosis;
  diagnosis.skips.expected = false;
  diagnosis.skips.pattern = SkipPattern::tooMany;
  diagnosis.skips.longestFrom = 3;
  diagnosis.unexpectedSkip.emplace();
  diagnosis.unexpectedSkip->overflowStep = 70;
  EXPECT_EQ(entriesOf(diagnosis).front().step, 3);
  diagnosis.skips.pattern = SkipPattern::otherCause;
  EXPECT_EQ(entriesOf(diagnosis).front().step, 70);
}

TEST_F(DiagnosisTest, ShowsTheCulpritAndLeadsToIt) {
  const auto ids = fill(70000.0F);
  DiagnosisPanel panel;
  panel.setStore(path());
  panel.show();
  EXPECT_TRUE(says(panel, "Select a run"));
  panel.showRun(ids[1], "fp16");
  ASSERT_TRUE(QTest::qWaitFor([&] { return says(panel, "Loss scale too high"); }));
  EXPECT_TRUE(says(panel, "1 of 3 steps skipped, as expected"));
  QSignalSpy steps(&panel, &DiagnosisPanel::stepRequested);
  QSignalSpy tensors(&panel, &DiagnosisPanel::tensorRequested);
  for (QToolButton* button : panel.findChildren<QToolButton*>()) {
    EXPECT_FALSE(button->toolTip().isEmpty());
    EXPECT_FALSE(button->accessibleName().isEmpty());
    button->click();
  }
  ASSERT_EQ(steps.count(), 1);
  EXPECT_EQ(steps[0][0].toLongLong(), 2);
  ASSERT_EQ(tensors.count(), 1);
  EXPECT_EQ(tensors[0][0].toLongLong(), ids[1]);
  EXPECT_EQ(tensors[0][1].toString(), "layers.0.weight.grad");
  EXPECT_EQ(tensors[0][2].toLongLong(), 2);
}

/// Turns every phrase of core's around: the last place first, and nothing else.
class Turned : public QTranslator {
 public:
  QString translate(const char* context, const char* text, const char*, int) const override {
    if (qstrcmp(context, "scalescope") != 0) return {};
    QStringList places;
    for (int i = 9; i > 0; --i) {
      const QString place = '%' + QString::number(i);
      if (QString(text).contains(place)) places << place;
    }
    return "«" + places.join("·") + "»";
  }
  bool isEmpty() const override { return false; }
};

TEST_F(DiagnosisTest, SpeaksTheLanguageOfTheWindow) {
  const auto ids = fill(70000.0F);
  Turned translator;
  qApp->installTranslator(&translator);
  DiagnosisPanel panel;
  panel.setStore(path());
  panel.show();
  panel.showRun(ids[1], "fp16");
  EXPECT_TRUE(QTest::qWaitFor([&] { return says(panel, "««1»·«3·1»»"); }))
      << textsOf(panel).join('\n').toStdString();
  EXPECT_FALSE(says(panel, "held before"));
  qApp->removeTranslator(&translator);
}

TEST_F(DiagnosisTest, SaysThatNothingIsWrong) {
  const auto ids = fill(30000.0F);
  DiagnosisPanel panel;
  panel.setStore(path());
  panel.show();
  panel.showRun(ids[1], "fp16");
  EXPECT_TRUE(QTest::qWaitFor([&] { return says(panel, "No sign of trouble with precision"); }));
  EXPECT_TRUE(panel.findChildren<QToolButton*>().isEmpty());
}

TEST_F(DiagnosisTest, ReadsNothingWhileItIsHidden) {
  const auto ids = fill(70000.0F);
  DiagnosisPanel panel;
  panel.setStore(path());
  panel.showRun(ids[1], "fp16");
  EXPECT_TRUE(says(panel, "Reading"));
  panel.show();
  EXPECT_TRUE(QTest::qWaitFor([&] { return says(panel, "Loss scale too high"); }));
  // What has not changed is not put up again.
  const QWidget* content = panel.findChild<QScrollArea*>()->widget();
  panel.refresh();
  QTest::qWait(100);
  EXPECT_EQ(panel.findChild<QScrollArea*>()->widget(), content);
}

TEST_F(DiagnosisTest, TheLastRunAskedForIsTheOneShown) {
  const auto ids = fill(70000.0F);
  DiagnosisPanel panel;
  panel.setStore(path());
  panel.show();
  for (int i = 0; i < 5; ++i) {
    panel.showRun(ids[0], "fp32");
    panel.showRun(ids[1], "fp16");
  }
  EXPECT_TRUE(QTest::qWaitFor([&] { return says(panel, "Loss scale too high"); }));
  EXPECT_TRUE(says(panel, QString("Run %1, fp16").arg(ids[1])));
}

TEST_F(DiagnosisTest, WhatCannotBeReadIsSaidSo) {
  DiagnosisPanel panel;
  panel.setStore(path());
  panel.show();
  panel.showRun(7, "gone");
  EXPECT_TRUE(QTest::qWaitFor([&] { return says(panel, "runs.sqlite"); }));
}

TEST(DiagnosisEntries, AreOfEveryCulpritOnce) {
  RunDiagnosis diagnosis;
  diagnosis.overflowed = 3;
  Culprit culprit;
  culprit.expected = true;
  culprit.overflowStep = 1;
  diagnosis.first = culprit;
  culprit.expected = false;
  culprit.overflowStep = 9;
  diagnosis.unexpected = diagnosis.newest = culprit;
  Finding finding;
  finding.cause = Cause::lostUpdates;
  diagnosis.findings = {finding};
  const std::vector<DiagnosisText> entries = entriesOf(diagnosis);
  ASSERT_EQ(entries.size(), 4U);
  EXPECT_EQ(entries[1].concern, Concern::none);
  EXPECT_EQ(entries[2].concern, Concern::error);
  EXPECT_EQ(entries[2].step, 9);
  EXPECT_EQ(entries[3].title, "Lost updates");
  EXPECT_EQ(entries[3].concern, Concern::warning);
}

TEST(DiagnosisEntries, WhatIsNotToldIsNeitherGoodNorBad) {
  RunDiagnosis diagnosis;
  diagnosis.skips = skipsNotTold(10);
  diagnosis.overflowTold = diagnosis.infinitiesTold = diagnosis.tensorsTold = false;
  std::vector<DiagnosisText> entries = entriesOf(diagnosis);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].concern, Concern::unknown);
  EXPECT_EQ(entries[1].title, "Overflows");
  EXPECT_EQ(entries[1].concern, Concern::unknown);
  diagnosis.skips = skipVerdict({}, {});
  entries = entriesOf(diagnosis);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[1].title, "Nothing wrong is known of this run");
  EXPECT_EQ(entries[1].concern, Concern::unknown);
}

}  // namespace
}  // namespace scalescope
