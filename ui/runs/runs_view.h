#pragma once

#include <QWidget>
#include <vector>

#include "ui/runs/runs_model.h"

class QLabel;
class QTableView;
class QToolButton;

namespace scalescope {

class DifferenceView;
class RunsFilter;

/// The table of runs with a filter above it and, while two runs are selected, their difference
/// below.
class RunsView : public QWidget {
  Q_OBJECT

 public:
  explicit RunsView(RunsModel* model, QWidget* parent = nullptr);

  std::vector<qint64> selectedRuns() const;
  QTableView* table() const { return table_; }
  DifferenceView* difference() const { return difference_; }

 signals:
  void refreshRequested();
  void removalRequested(
      const QList<qint64>& runs);  ///< a person wants them gone; nobody has asked back yet

 private:
  void makeTable();
  QWidget* makeTopRow();
  void selectionChanged();
  void updateHint();

  RunsModel* model_;
  RunsFilter* filter_;
  QTableView* table_;
  DifferenceView* difference_;
  QLabel* hint_;
  QToolButton* remove_ = nullptr;
};

}  // namespace scalescope
