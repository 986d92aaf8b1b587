#pragma once

#include <QWidget>

#include "ui/log/log_model.h"

class QTableView;
class QLabel;

namespace scalescope {

/// The log with a button per kind above it; follows the newest entry while it is scrolled to the
/// end.
class LogView : public QWidget {
  Q_OBJECT

 public:
  explicit LogView(LogModel* model, QWidget* parent = nullptr);
  LogFilter* filter() const { return filter_; }
  QTableView* table() const { return table_; }

 signals:
  void stepSelected(qint64 step);

 private:
  QWidget* makeFilterRow();
  void updateEmptyHint();

  LogFilter* filter_;
  QTableView* table_;
  QLabel* hint_;
};

}  // namespace scalescope
