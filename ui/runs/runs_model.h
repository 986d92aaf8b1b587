#pragma once

#include <QAbstractTableModel>
#include <QColor>
#include <QHash>
#include <QSet>
#include <QStringList>
#include <functional>
#include <vector>

#include "core/store/run_info.h"

namespace scalescope {

/// The runs of a store. The first column's tick overlays a run in the plots; tags and note can be
/// edited.
class RunsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
    nameColumn,
    stateColumn,
    lossColumn,
    accuracyColumn,
    skippedColumn,
    precisionColumn,
    scalerColumn,
    stepsColumn,
    timeColumn,
    experimentColumn,
    parentColumn,
    createdColumn,
    tagsColumn,
    noteColumn,
    columns
  };
  enum Role {
    idRole = Qt::UserRole,
    sortRole,
    searchRole  ///< all that a row says, in lower case, a line a column
  };

  explicit RunsModel(QObject* parent = nullptr);

  /// Takes what a reader found: rows appear, change and go; ticks and selections stay.
  void setRuns(const std::vector<RunInfo>& runs);
  const RunInfo& run(int row) const { return runs_[static_cast<std::size_t>(row)]; }
  const RunInfo* find(qint64 id) const;
  bool overlaid(qint64 id) const { return overlaid_.contains(id); }
  void setOverlaid(qint64 id, bool on);
  /// Runs that train now: their curves are live, a tick would draw them twice.
  void setLive(const QSet<qint64>& ids);
  void setColours(std::function<QColor(const RunInfo&)> colourOf) {
    colourOf_ = std::move(colourOf);
  }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 signals:
  void overlayToggled(qint64 id, bool on);
  void tagsEdited(qint64 id, const QStringList& tags);
  void noteEdited(qint64 id, const QString& note);

 private:
  int rowOf(qint64 id) const { return rows_.value(id, -1); }
  void numberRows();
  const QString& searchText(const RunInfo& run) const;
  QString text(const RunInfo& run, int column) const;
  QString parentText(const RunInfo& run) const;
  QVariant sortKey(const RunInfo& run, int column) const;

  std::vector<RunInfo> runs_;
  QHash<qint64, int> rows_;                  ///< by id
  mutable QHash<qint64, QString> searched_;  ///< texts that were asked for, by id
  QSet<qint64> overlaid_;
  QSet<qint64> live_;
  std::function<QColor(const RunInfo&)> colourOf_;
};

}  // namespace scalescope
