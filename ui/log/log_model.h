#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QSortFilterProxyModel>
#include <QStringList>
#include <deque>
#include <functional>
#include <vector>

#include "core/train/records.h"

namespace scalescope {

/// What happened, oldest first: step, run, kind, message. Keeps the newest `most` entries; the
/// store keeps all.
class LogModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { stepColumn, runColumn, kindColumn, messageColumn, columns };
  enum Role { kindRole = Qt::UserRole, stepRole };

  explicit LogModel(QObject* parent = nullptr, int most = 50'000);

  void setRuns(const QStringList& names);  ///< names by index; other runs show their number
  void append(const std::vector<EventRecord>& events);
  /// Events of a run in the store, ascending in step: all that it has from the first of them on.
  void appendStored(qint64 id, const QString& name, const std::vector<EventRecord>& events);
  void removeStored(qint64 id);
  void clear();  ///< but for those of stored runs
  const EventRecord& entry(int row) const { return events_[static_cast<std::size_t>(row)]; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QString runName(int run) const;
  void removeWhere(const std::function<bool(const EventRecord&)>& test);

  std::deque<EventRecord> events_;
  QStringList runs_;
  QHash<int, QString> stored_;  ///< names, by what stands in `run` of their events
  int most_;
};

/// Only the kinds that are ticked.
class LogFilter : public QSortFilterProxyModel {
  Q_OBJECT

 public:
  explicit LogFilter(QObject* parent = nullptr);
  void setShown(EventKind kind, bool shown);
  bool shown(EventKind kind) const { return !(hidden_ & bit(kind)); }

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

 private:
  static unsigned bit(EventKind kind) { return 1U << static_cast<unsigned>(kind); }
  unsigned hidden_ = 0;
};

}  // namespace scalescope
