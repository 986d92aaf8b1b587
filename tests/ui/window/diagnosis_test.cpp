#include <QDockWidget>
#include <QLabel>
#include <QTableView>

#include "ui/diagnosis/diagnosis_panel.h"
#include "ui/runs/runs_view.h"
#include "ui/window/window_fixture.h"

namespace scalescope {
namespace {

bool says(const QWidget& panel, const QString& part) {
  for (const QLabel* label : panel.findChildren<QLabel*>()) {
    if (label->text().contains(part)) return true;
  }
  return false;
}

TEST_F(WindowTest, WhatTrainsIsDiagnosedBesideTheLog) {
  const auto window = makeWindow();
  setSteps(*window, 120);
  auto* panel = window->findChild<DiagnosisPanel*>();
  ASSERT_NE(panel, nullptr);
  window->findChild<QDockWidget*>("diagnosisDock")->raise();
  EXPECT_TRUE(says(*panel, "Select a run"));
  window->startTraining();
  ASSERT_TRUE(QTest::qWaitFor([&] { return !window->session().active(); }, 20'000));
  // Steps 0 and 97 of the fake engine's FP16 run are skipped, and have no statistics.
  EXPECT_TRUE(QTest::qWaitFor([&] { return says(*panel, "2 of 120 steps skipped"); }, 20'000));
  EXPECT_TRUE(says(*panel, "2 step"));
  // A run that is selected takes its place.
  auto* runs = window->findChild<RunsView*>();
  for (int row = 0; row < runs->table()->model()->rowCount(); ++row) {
    runs->table()->selectRow(row);
    EXPECT_EQ(panel->run(), runs->selectedRuns().front());
  }
  EXPECT_TRUE(QTest::qWaitFor([&] { return says(*panel, "Skipped steps"); }, 20'000));
}

}  // namespace
}  // namespace scalescope
