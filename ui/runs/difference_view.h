#pragma once

#include <QWidget>

#include "core/store/run_info.h"

class QLabel;
class QTableWidget;

namespace scalescope {

/// How the configurations of two runs differ, a row per JSON pointer.
class DifferenceView : public QWidget {
  Q_OBJECT

 public:
  explicit DifferenceView(QWidget* parent = nullptr);
  void showRuns(const RunInfo& left, const RunInfo& right);
  QTableWidget* table() const { return table_; }

 private:
  QLabel* title_;
  QTableWidget* table_;
};

}  // namespace scalescope
