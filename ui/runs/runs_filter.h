#pragma once

#include <QSortFilterProxyModel>

namespace scalescope {

/// Runs in which every word of the filter occurs, in any column.
class RunsFilter : public QSortFilterProxyModel {
  Q_OBJECT

 public:
  explicit RunsFilter(QObject* parent = nullptr);
  void setWords(const QString& text);

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

 private:
  QStringList words_;
};

}  // namespace scalescope
