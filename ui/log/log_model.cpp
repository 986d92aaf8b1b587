#include "ui/log/log_model.h"

#include <QApplication>
#include <QPalette>
#include <algorithm>

#include "ui/style/colours.h"
#include "ui/style/event_text.h"
#include "ui/style/icons.h"

namespace scalescope {
namespace {

/// In `run` of an event: beyond every index into a configuration.
int keyOf(qint64 id) { return (1 << 24) + static_cast<int>(id); }

}  // namespace

LogModel::LogModel(QObject* parent, int most) : QAbstractTableModel(parent), most_(most) {}

void LogModel::setRuns(const QStringList& names) {
  runs_ = names;
  if (!events_.empty()) {
    emit dataChanged(index(0, runColumn), index(rowCount() - 1, runColumn));
  }
}

void LogModel::append(const std::vector<EventRecord>& events) {
  const int count = static_cast<int>(events.size());
  // Of a batch larger than all that is kept, only its end can stay.
  const int first = std::max(0, count - most_);
  const int added = count - first;
  const int excess = rowCount() + added - most_;
  if (excess > 0) {
    beginRemoveRows({}, 0, excess - 1);
    events_.erase(events_.begin(), events_.begin() + excess);
    endRemoveRows();
  }
  if (added == 0) return;
  beginInsertRows({}, rowCount(), rowCount() + added - 1);
  events_.insert(events_.end(), events.begin() + first, events.end());
  endInsertRows();
}

void LogModel::appendStored(qint64 id, const QString& name,
                            const std::vector<EventRecord>& events) {
  if (events.empty()) return;
  const int key = keyOf(id);
  stored_[key] = name;
  const std::int64_t first = events.front().step;
  if (std::any_of(events_.begin(), events_.end(),
                  [&](const EventRecord& each) { return each.run == key && each.step >= first; })) {
    removeWhere([&](const EventRecord& each) { return each.run == key && each.step >= first; });
  }
  std::vector<EventRecord> own = events;
  for (EventRecord& each : own) each.run = key;
  append(own);
}

void LogModel::removeStored(qint64 id) {
  const int key = keyOf(id);
  if (stored_.remove(key) == 0) return;
  removeWhere([&](const EventRecord& each) { return each.run == key; });
}

void LogModel::removeWhere(const std::function<bool(const EventRecord&)>& test) {
  beginResetModel();
  std::erase_if(events_, test);
  endResetModel();
}

void LogModel::clear() {
  removeWhere([&](const EventRecord& each) { return !stored_.contains(each.run); });
}

int LogModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(events_.size());
}

int LogModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : columns;
}

QString LogModel::runName(int run) const {
  if (run < 0) return tr("all");
  if (const auto stored = stored_.find(run); stored != stored_.end()) return *stored;
  return run < runs_.size() ? runs_[run] : QString::number(run);
}

QVariant LogModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const EventRecord& event = events_[static_cast<std::size_t>(index.row())];
  const bool dark = isDark(QApplication::palette());
  switch (role) {
    case kindRole:
      return static_cast<int>(event.kind);
    case stepRole:
      return QVariant::fromValue<qint64>(event.step);
    case Qt::DecorationRole:
      return index.column() == kindColumn ? QVariant(dotIcon(eventColour(event.kind, dark)))
                                          : QVariant();
    case Qt::ForegroundRole:
      return index.column() == kindColumn ? QVariant(eventColour(event.kind, dark)) : QVariant();
    case Qt::ToolTipRole:
      return eventText(event.message, event.reason);
    case Qt::DisplayRole:
      break;
    default:
      return {};
  }
  switch (index.column()) {
    case stepColumn:
      return QVariant::fromValue<qint64>(event.step);
    case runColumn:
      return runName(event.run);
    case kindColumn:
      return eventLabel(event.kind);
    case messageColumn:
      return eventText(event.message, event.reason);
    default:
      return {};
  }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case stepColumn:
      return tr("Step");
    case runColumn:
      return tr("Run");
    case kindColumn:
      return tr("Kind");
    case messageColumn:
      return tr("Message");
    default:
      return {};
  }
}

LogFilter::LogFilter(QObject* parent) : QSortFilterProxyModel(parent) {}

void LogFilter::setShown(EventKind kind, bool shown) {
  const unsigned hidden = shown ? hidden_ & ~bit(kind) : hidden_ | bit(kind);
  if (hidden == hidden_) return;
  hidden_ = hidden;
  invalidateFilter();
}

bool LogFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
  const QVariant kind = sourceModel()->index(row, 0, parent).data(LogModel::kindRole);
  return !(hidden_ & (1U << kind.toUInt()));
}

}  // namespace scalescope
