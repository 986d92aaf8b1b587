#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTableWidget>
#include <QTest>
#include <limits>

#include "ui/runs/comparison_view.h"
#include "ui/runs/runs_filter.h"
#include "ui/runs/runs_view.h"

namespace scalescope {
namespace {

constexpr auto fatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

RunInfo makeRun(std::int64_t id, const std::string& name, double loss) {
  RunInfo run;
  run.id = id;
  run.name = name;
  run.experiment = "experiment";
  run.hasFinalLoss = true;
  run.finalLoss = loss;
  run.configuration = R"({"runs": [{"name": ")" + name + R"("}]})";
  return run;
}

TEST(RunsModel, IsAValidModelWhileRunsComeAndGo) {
  RunsModel model;
  QAbstractItemModelTester tester(&model, fatal);
  model.setRuns({makeRun(2, "b", 1.0), makeRun(1, "a", 2.0)});
  EXPECT_EQ(model.rowCount(), 2);
  model.setRuns({makeRun(3, "c", 0.5), makeRun(2, "b", 0.9)});
  EXPECT_EQ(model.rowCount(), 2);
  EXPECT_EQ(model.find(1), nullptr);
  ASSERT_NE(model.find(2), nullptr);
  EXPECT_EQ(model.find(2)->finalLoss, 0.9);
  model.setRuns({});
  EXPECT_EQ(model.rowCount(), 0);
}

TEST(RunsModel, TicksStayAndAreToldWhenARunGoes) {
  RunsModel model;
  model.setRuns({makeRun(1, "a", 2.0), makeRun(2, "b", 1.0)});
  QSignalSpy toggled(&model, &RunsModel::overlayToggled);
  ASSERT_TRUE(model.setData(model.index(1, 0), Qt::Checked, Qt::CheckStateRole));
  EXPECT_TRUE(model.overlaid(2));
  model.setRuns({makeRun(1, "a", 2.0), makeRun(2, "b", 0.5)});
  EXPECT_TRUE(model.overlaid(2));
  EXPECT_EQ(toggled.count(), 1);
  model.setRuns({makeRun(1, "a", 2.0)});
  ASSERT_EQ(toggled.count(), 2);
  EXPECT_EQ(toggled[1][0].toLongLong(), 2);
  EXPECT_FALSE(toggled[1][1].toBool());
}

TEST(RunsModel, ALiveRunIsTickedAndCannotBeUnticked) {
  RunsModel model;
  model.setRuns({makeRun(1, "a", 2.0)});
  model.setLive({1});
  EXPECT_EQ(model.index(0, 0).data(Qt::CheckStateRole).toInt(), Qt::Checked);
  EXPECT_FALSE(model.setData(model.index(0, 0), Qt::Unchecked, Qt::CheckStateRole));
}

TEST(RunsModel, TagsAndNotesAreEditedInPlace) {
  RunsModel model;
  model.setRuns({makeRun(7, "a", 2.0)});
  QSignalSpy tags(&model, &RunsModel::tagsEdited);
  QSignalSpy note(&model, &RunsModel::noteEdited);
  ASSERT_TRUE(
      model.setData(model.index(0, RunsModel::tagsColumn), "good,  fp16 ,good", Qt::EditRole));
  ASSERT_TRUE(model.setData(model.index(0, RunsModel::noteColumn), "why?", Qt::EditRole));
  EXPECT_FALSE(model.setData(model.index(0, RunsModel::lossColumn), "1", Qt::EditRole));
  EXPECT_EQ(tags[0][0].toLongLong(), 7);
  EXPECT_EQ(tags[0][1].toStringList(), QStringList({"good", "fp16"}));
  EXPECT_EQ(note[0][1].toString(), "why?");
  EXPECT_EQ(model.index(0, RunsModel::tagsColumn).data().toString(), "good, fp16");
}

TEST(RunsFilter, SortsNumbersAsNumbersWithNanLast) {
  RunsModel model;
  model.setRuns({makeRun(1, "a", 10.0), makeRun(2, "b", std::numeric_limits<double>::quiet_NaN()),
                 makeRun(3, "c", 9.0)});
  RunsFilter filter;
  filter.setSourceModel(&model);
  QAbstractItemModelTester tester(&filter, fatal);
  filter.sort(RunsModel::lossColumn);
  EXPECT_EQ(filter.index(0, 0).data().toString(), "c (3)");
  EXPECT_EQ(filter.index(1, 0).data().toString(), "a (1)");
  EXPECT_EQ(filter.index(2, RunsModel::lossColumn).data().toString(), "NaN");
}

TEST(RunsFilter, NewestExperimentsComeFirstWithTheirRunsInOrder) {
  RunsModel model;
  std::vector<RunInfo> runs{makeRun(1, "a", 1.0), makeRun(2, "b", 1.0), makeRun(3, "c", 1.0)};
  runs[0].experimentId = 1;
  runs[1].experimentId = runs[2].experimentId = 2;
  runs[2].index = 1;
  model.setRuns(runs);
  RunsFilter filter;
  filter.setSourceModel(&model);
  filter.sort(RunsModel::createdColumn, Qt::DescendingOrder);
  EXPECT_EQ(filter.index(0, 0).data().toString(), "b (2)");
  EXPECT_EQ(filter.index(1, 0).data().toString(), "c (3)");
  EXPECT_EQ(filter.index(2, 0).data().toString(), "a (1)");
}

TEST(RunsFilter, WantsEveryWordInAnyColumn) {
  RunsModel model;
  model.setRuns({makeRun(1, "alpha", 1.0), makeRun(2, "beta", 1.0)});
  RunsFilter filter;
  filter.setSourceModel(&model);
  filter.setWords("exp ALPHA");
  ASSERT_EQ(filter.rowCount(), 1);
  EXPECT_EQ(filter.index(0, 0).data().toString(), "alpha (1)");
  filter.setWords("alpha beta");
  EXPECT_EQ(filter.rowCount(), 0);
}

TEST(RunsView, SelectedRunsAreCompared) {
  RunsModel model;
  RunsView view(&model);
  model.setRuns({makeRun(1, "a", 1.0), makeRun(2, "b", 2.0), makeRun(3, "c", 4.0)});
  const ComparisonView& comparison = *view.comparison();
  EXPECT_TRUE(comparison.isHidden());
  view.table()->selectAll();
  ASSERT_FALSE(comparison.isHidden());
  EXPECT_EQ(comparison.table()->columnCount(), 4);
  view.table()->selectRow(0);
  EXPECT_TRUE(comparison.isHidden());
}

TEST(RunsView, AnyRunIsComparedWithThePinnedBaseline) {
  RunsModel model;
  RunsView view(&model);
  model.setRuns({makeRun(1, "a", 1.0), makeRun(2, "b", 2.0), makeRun(3, "c", 4.0)});
  view.table()->sortByColumn(RunsModel::nameColumn, Qt::AscendingOrder);
  view.table()->selectRow(1);
  ASSERT_TRUE(view.pinAction()->isEnabled());
  view.pinAction()->trigger();
  EXPECT_TRUE(model.overlaid(2));
  view.table()->selectRow(2);
  EXPECT_FALSE(view.pinAction()->isChecked());
  const QTableWidget& table = *view.comparison()->table();
  ASSERT_FALSE(view.comparison()->isHidden());
  EXPECT_TRUE(table.horizontalHeaderItem(1)->text().contains("b (2)"));
  EXPECT_EQ(table.item(0, 2)->text(), "4 (+100.0 %)");
  EXPECT_TRUE(table.item(0, 1)->font().bold());
  view.table()->selectRow(1);
  view.pinAction()->trigger();
  view.table()->selectRow(2);
  EXPECT_TRUE(view.comparison()->isHidden());
}

TEST(RunsViews, SpaceTicksAllThatAreSelected) {
  RunsModel model;
  model.setRuns({makeRun(1, "a", 1.0), makeRun(2, "b", 2.0), makeRun(3, "c", 3.0)});
  RunsView view(&model);
  view.table()->selectAll();
  view.table()->selectionModel()->setCurrentIndex(view.table()->model()->index(0, 0),
                                                  QItemSelectionModel::NoUpdate);
  QTest::keyClick(view.table(), Qt::Key_Space);
  for (const qint64 id : {1, 2, 3}) EXPECT_TRUE(model.overlaid(id)) << id;
  QTest::keyClick(view.table(), Qt::Key_Space);
  for (const qint64 id : {1, 2, 3}) EXPECT_FALSE(model.overlaid(id)) << id;
}

TEST(RunsViews, AComparisonTellsHowManyHaveRoomAndFollowsItsRuns) {
  RunsModel model;
  std::vector<RunInfo> runs;
  for (int id = 1; id <= 14; ++id) runs.push_back(makeRun(id, "r" + std::to_string(id), 0.5));
  model.setRuns(runs);
  RunsView view(&model);
  QSignalSpy compared(&view, &RunsView::comparedChanged);
  view.table()->selectAll();
  const auto* title = view.comparison()->findChild<QLabel*>();
  EXPECT_TRUE(title->text().contains("12 of 14 runs")) << title->text().toStdString();
  EXPECT_EQ(compared.last().front().value<std::vector<qint64>>().size(), 12U);
  for (RunInfo& run : runs) {
    run.finalLoss = 0.25;
    run.stepMs = static_cast<double>(run.id);
  }
  model.setRuns(runs);  // as they go on
  QTRY_COMPARE(view.comparison()->table()->item(0, 1)->text(), QString("0.25"));
  EXPECT_FALSE(view.comparison()->table()->findItems("1 ms", Qt::MatchExactly).isEmpty());
}

}  // namespace
}  // namespace scalescope
