#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include "ui/log/log_view.h"

namespace scalescope {
namespace {

std::vector<EventRecord> twoEvents() {
  return {{1, 12, EventKind::overflow, 3.0, "3 values overflowed"},
          {-1, 20, EventKind::state, 0.0, "finished"}};
}

TEST(LogModel, IsAValidModelThroughItsLife) {
  LogModel model(nullptr, 5);
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  model.append(twoEvents());
  model.append({});
  model.append({7, EventRecord{0, 1, EventKind::note, 0.0, "n"}});
  model.append(twoEvents());
  EXPECT_EQ(model.rowCount(), 5);
  EXPECT_EQ(model.entry(4).step, 20);
  model.clear();
  EXPECT_EQ(model.rowCount(), 0);
}

TEST(LogModel, ShowsNamesOfRuns) {
  LogModel model;
  model.append(twoEvents());
  model.setRuns({"fp32", "fp16"});
  EXPECT_EQ(model.index(0, LogModel::runColumn).data().toString(), "fp16");
  EXPECT_EQ(model.index(1, LogModel::runColumn).data().toString(), "all");
  EXPECT_EQ(model.index(0, LogModel::stepColumn).data().toLongLong(), 12);
  EXPECT_EQ(model.index(0, LogModel::messageColumn).data().toString(), "3 values overflowed");
}

TEST(LogModel, HasStoredRunsBesideWhatTrains) {
  LogModel model;
  model.setRuns({"fp32"});
  const auto event = [](std::int64_t step, const char* message) {
    return EventRecord{0, step, EventKind::note, 0.0, message};
  };
  const auto messages = [&] {
    QStringList all;
    for (int row = 0; row < model.rowCount(); ++row)
      all << model.index(row, LogModel::runColumn).data().toString() + ": " +
                 model.index(row, LogModel::messageColumn).data().toString();
    return all;
  };
  model.append({event(0, "here")});
  model.appendStored(7, "job (7)", {event(1, "a"), event(5, "b")});
  model.appendStored(7, "job (7)", {event(5, "b"), event(6, "c")});  // it grew
  EXPECT_EQ(messages(), (QStringList{"fp32: here", "job (7): a", "job (7): b", "job (7): c"}));
  model.clear();
  EXPECT_EQ(messages(), (QStringList{"job (7): a", "job (7): b", "job (7): c"}));
  model.append({event(0, "again")});
  model.removeStored(7);
  EXPECT_EQ(messages(), (QStringList{"fp32: again"}));
}

TEST(LogView, ButtonsFilterByKind) {
  LogModel model;
  LogView view(&model);
  QAbstractItemModelTester tester(view.filter(),
                                  QAbstractItemModelTester::FailureReportingMode::Fatal);
  model.append(twoEvents());
  EXPECT_EQ(view.filter()->rowCount(), 2);
  for (QToolButton* button : view.findChildren<QToolButton*>()) {
    if (button->property("kind").toInt() == static_cast<int>(EventKind::overflow)) button->click();
  }
  ASSERT_EQ(view.filter()->rowCount(), 1);
  EXPECT_EQ(view.filter()->index(0, LogModel::stepColumn).data().toLongLong(), 20);
  model.append(twoEvents());
  EXPECT_EQ(view.filter()->rowCount(), 2);
}

TEST(LogView, AClickTellsTheStep) {
  LogModel model;
  LogView view(&model);
  model.append(twoEvents());
  view.resize(600, 200);
  view.show();
  QSignalSpy selected(&view, &LogView::stepSelected);
  const QRect cell = view.table()->visualRect(view.filter()->index(0, LogModel::messageColumn));
  QTest::mouseClick(view.table()->viewport(), Qt::LeftButton, {}, cell.center());
  ASSERT_GE(selected.count(), 1);
  EXPECT_EQ(selected.last()[0].toLongLong(), 12);
}

}  // namespace
}  // namespace scalescope
