#pragma once

#include <QWidget>
#include <vector>

#include "core/store/run_info.h"

class QLabel;
class QTableWidget;

namespace scalescope {

/// Runs side by side, a column each, the first of them the baseline: their results, the best of
/// each in bold, and what they were configured with differently.
class ComparisonView : public QWidget {
  Q_OBJECT

 public:
  static constexpr std::size_t mostRuns = 12;  ///< more have no room

  explicit ComparisonView(QWidget* parent = nullptr);
  /// `chosen`: how many there are to compare, of which these have room.
  void showRuns(const std::vector<RunInfo>& runs, bool pinned, std::size_t chosen);
  QTableWidget* table() const { return table_; }

 private:
  QLabel* title_;
  QTableWidget* table_;
};

}  // namespace scalescope
