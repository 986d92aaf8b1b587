#pragma once

#include <QTimer>
#include <QWidget>
#include <vector>

#include "ui/runs/runs_model.h"

class QAction;
class QLabel;
class QLineEdit;
class QTableView;

namespace scalescope {

class ComparisonView;
class RunsFilter;

/// The table of runs with a filter above it and, while two or more are selected, or one beside the
/// pinned baseline, their comparison below. What can be done with a selected run is in the table's
/// context menu.
class RunsView : public QWidget {
  Q_OBJECT

 public:
  explicit RunsView(RunsModel* model, QWidget* parent = nullptr);

  std::vector<qint64> selectedRuns() const;
  void setFilter(const QString& words);  ///< as a person types them
  QTableView* table() const { return table_; }
  ComparisonView* comparison() const { return comparison_; }
  QAction* resumeAction() const { return resume_; }
  QAction* reuseAction() const { return reuse_; }
  QAction* pinAction() const { return pin_; }
  QAction* forkAction() const { return fork_; }
  QAction* replayAction() const { return replay_; }
  /// While something trains, no other run can go on.
  void setTraining(bool training);

 signals:
  void runSelected(qint64 run);  ///< alone
  void refreshRequested();
  void comparedChanged(const std::vector<qint64>& runs);  ///< empty: none are
  void removalRequested(
      const QList<qint64>& runs);    ///< a person wants them gone; nobody has asked back yet
  void resumeRequested(qint64 run);  ///< its whole experiment is to go on
  void reuseRequested(qint64 run);   ///< its experiment's configuration is wanted in the setup
  void forkRequested(qint64 run);    ///< nobody has asked how yet
  void replayRequested(qint64 run);  ///< it is to be trained once more and compared

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  bool tickSelected();
  void makeTable();
  QWidget* makeTopRow();
  void makeActions();
  void askRemoval();
  void selectionChanged();
  std::vector<RunInfo> comparedRuns() const;
  void compare();
  void showComparison();
  void pin(bool on);
  void updateActions();
  void updateHint();
  void fitNames();

  RunsModel* model_;
  RunsFilter* filter_;
  QTableView* table_;
  ComparisonView* comparison_;
  QLabel* hint_;
  QLineEdit* words_ = nullptr;
  QAction* resume_ = nullptr;
  QAction* reuse_ = nullptr;
  QAction* fork_ = nullptr;
  QAction* replay_ = nullptr;
  QAction* pin_ = nullptr;
  QAction* delete_ = nullptr;
  QTimer comparisonDue_;
  qint64 baseline_ = 0;  ///< that is pinned; 0: none
  int fittedWidth_ = 0;  ///< of the names; any other was chosen by somebody
  bool training_ = false;
};

}  // namespace scalescope
