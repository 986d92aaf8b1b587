#include "ui/runs/runs_model.h"

#include <QApplication>
#include <QDateTime>
#include <QLocale>
#include <QPalette>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/store/log_details.h"
#include "ui/runs/run_label.h"
#include "ui/style/colours.h"
#include "ui/style/icons.h"
#include "ui/style/translation.h"

namespace scalescope {
namespace {

QString lossText(double loss) {
  if (std::isnan(loss)) return "NaN";
  if (std::isinf(loss)) return loss > 0 ? "∞" : "−∞";
  return QString::number(loss, 'g', 4);
}

QString durationText(double seconds) {
  const auto whole = static_cast<qint64>(seconds + 0.5);
  const QString tail = QString("%1:%2").arg(whole / 60 % 60).arg(whole % 60, 2, 10, QChar('0'));
  return whole < 3600 ? tail
                      : QString("%1:%2:%3")
                            .arg(whole / 3600)
                            .arg(whole / 60 % 60, 2, 10, QChar('0'))
                            .arg(whole % 60, 2, 10, QChar('0'));
}

QString createdText(const std::string& iso) {
  const QDateTime created = QDateTime::fromString(QString::fromStdString(iso), Qt::ISODate);
  return created.isValid() ? created.toLocalTime().toString("yyyy-MM-dd HH:mm")
                           : QString::fromStdString(iso);
}

/// As the store has it, "static 1024" or "dynamic (pytorch, edited)", in the window's words.
QString scalerText(const RunInfo& run) {
  QString text = QString::fromStdString(run.scaler);
  const std::pair<QString, QString> words[] = {
      {"none", tr("none")},         {"dynamic", tr("dynamic")},   {"static", tr("static")},
      {"scripted", tr("scripted")}, {"constant", tr("constant")}, {"unknown", tr("unknown")}};
  for (const auto& [word, said] : words) {
    if (text == word || text.startsWith(word + ' ')) text.replace(0, word.size(), said);
  }
  return text.replace(", edited)", tr(", edited)"));
}

QString tagsText(const RunInfo& run) {
  QStringList tags;
  for (const std::string& tag : run.tags) tags << QString::fromStdString(tag);
  return tags.join(", ");
}

bool isNumber(int column) {
  return column == RunsModel::stepsColumn || column == RunsModel::lossColumn ||
         column == RunsModel::accuracyColumn || column == RunsModel::skippedColumn ||
         column == RunsModel::timeColumn;
}

}  // namespace

RunsModel::RunsModel(QObject* parent) : QAbstractTableModel(parent) {}

void RunsModel::numberRows() {
  rows_.clear();
  for (std::size_t row = 0; row < runs_.size(); ++row) rows_[runs_[row].id] = static_cast<int>(row);
}

const RunInfo* RunsModel::find(qint64 id) const {
  const int row = rowOf(id);
  return row < 0 ? nullptr : &run(row);
}

void RunsModel::setRuns(const std::vector<RunInfo>& runs) {
  QSet<qint64> found;
  for (const RunInfo& run : runs) found.insert(run.id);
  for (int row = rowCount() - 1; row >= 0; --row) {
    const qint64 id = run(row).id;
    if (found.contains(id)) continue;
    setOverlaid(id, false);
    beginRemoveRows({}, row, row);
    runs_.erase(runs_.begin() + row);
    searched_.remove(id);
    numberRows();
    endRemoveRows();
  }
  std::vector<RunInfo> fresh;
  for (const RunInfo& run : runs) {
    const int row = rowOf(run.id);
    if (row < 0) {
      fresh.push_back(run);
    } else if (RunInfo& known = runs_[static_cast<std::size_t>(row)]; known != run) {
      known = run;
      searched_.remove(run.id);
      emit dataChanged(index(row, 0), index(row, columns - 1));
    }
  }
  if (fresh.empty()) return;
  beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(fresh.size()) - 1);
  runs_.insert(runs_.end(), fresh.begin(), fresh.end());
  numberRows();
  endInsertRows();
}

void RunsModel::setOverlaid(qint64 id, bool on) {
  if (on == overlaid_.contains(id)) return;
  if (on) {
    overlaid_.insert(id);
  } else {
    overlaid_.remove(id);
  }
  if (const int row = rowOf(id); row >= 0) emit dataChanged(index(row, 0), index(row, 0));
  emit overlayToggled(id, on);
}

void RunsModel::setLive(const QSet<qint64>& ids) {
  live_ = ids;
  if (!runs_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, 0));
}

int RunsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(runs_.size());
}

int RunsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : columns;
}

QString RunsModel::parentText(const RunInfo& run) const {
  if (!run.parent) return {};
  if (run.parent->run == 0) return tr("fork of a removed run at %1").arg(run.parent->step);
  const RunInfo* parent = find(run.parent->run);
  const QString name = parent ? QString::fromStdString(parent->name) + " " : QString();
  return tr("fork of %1(%2) at %3")
      .arg(name, QString::number(run.parent->run), QString::number(run.parent->step));
}

const QString& RunsModel::searchText(const RunInfo& run) const {
  QString& line = searched_[run.id];
  if (!line.isEmpty()) return line;
  QStringList cells;
  for (int column = 0; column < columns; ++column) cells << text(run, column);
  return line = cells.join('\n').toLower();
}

QString RunsModel::text(const RunInfo& run, int column) const {
  switch (column) {
    case nameColumn:
      return runLabel(run);
    case precisionColumn:
      return precisionText(run);
    case scalerColumn:
      return scalerText(run);
    case stateColumn:
      return stateLabel(run.state);
    case stepsColumn:
      return QLocale().toString(static_cast<qlonglong>(run.steps));
    case lossColumn:
      return run.hasFinalLoss ? lossText(run.finalLoss) : QString();
    case accuracyColumn:
      return run.hasAccuracy ? QString::number(100.0 * run.accuracy, 'f', 2) + " %" : QString();
    case skippedColumn:
      if (!measures(run, "applied")) return {};
      return QLocale().toString(static_cast<qlonglong>(run.skipped));
    case timeColumn:
      return run.wallTime > 0.0 || !run.fromLog ? durationText(run.wallTime) : QStringLiteral("–");
    case experimentColumn:
      return QString::fromStdString(run.experiment);
    case parentColumn:
      return parentText(run);
    case createdColumn:
      return createdText(run.created);
    case tagsColumn:
      return tagsText(run);
    case noteColumn:
      return QString::fromStdString(run.note);
    default:
      return {};
  }
}

QVariant RunsModel::sortKey(const RunInfo& run, int column) const {
  // Runs without a value, and NaN, come after all numbers.
  constexpr double last = std::numeric_limits<double>::infinity();
  switch (column) {
    case stepsColumn:
      return QVariant::fromValue<qint64>(run.steps);
    case lossColumn:
      return run.hasFinalLoss && !std::isnan(run.finalLoss) ? run.finalLoss : last;
    case accuracyColumn:
      return run.hasAccuracy ? run.accuracy : -last;
    case skippedColumn:
      return QVariant::fromValue<qint64>(measures(run, "applied") ? run.skipped : -1);
    case timeColumn:
      return run.wallTime;
    case createdColumn:
      // The newest experiment first, its runs in their own order.
      return QVariant::fromValue<qint64>(run.experimentId * 1000 - run.index);
    default:
      return text(run, column);
  }
}

QVariant RunsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const RunInfo& shown = run(index.row());
  switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
      return text(shown, index.column());
    case sortRole:
      return sortKey(shown, index.column());
    case searchRole:
      return searchText(shown);
    case idRole:
      return QVariant::fromValue<qint64>(shown.id);
    case Qt::CheckStateRole:
      if (index.column() != nameColumn) return {};
      return overlaid_.contains(shown.id) || live_.contains(shown.id) ? Qt::Checked : Qt::Unchecked;
    case Qt::DecorationRole:
      if (index.column() != nameColumn || !colourOf_) return {};
      return dotIcon(colourOf_(shown));
    case Qt::TextAlignmentRole:
      return QVariant::fromValue((isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft) |
                                 Qt::AlignVCenter);
    case Qt::ToolTipRole:
      if (index.column() == stateColumn && !shown.stateMessage.empty()) {
        return QString::fromStdString(shown.stateMessage);
      }
      if (index.column() == nameColumn) {
        QStringList lines{
            tr("%1, %2").arg(text(shown, experimentColumn), text(shown, createdColumn))};
        if (shown.parent) lines << parentText(shown);
        lines << tr("Tick to overlay this run in the plots");
        return lines.join("\n");
      }
      return text(shown, index.column());
    default:
      return {};
  }
}

bool RunsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return false;
  RunInfo& edited = runs_[static_cast<std::size_t>(index.row())];
  if (role == Qt::CheckStateRole && index.column() == nameColumn) {
    if (live_.contains(edited.id)) return false;
    setOverlaid(edited.id, value.toInt() == Qt::Checked);
    return true;
  }
  if (role != Qt::EditRole) return false;
  // Shown at once; the store's answer comes with the next refresh.
  if (index.column() == tagsColumn) {
    QStringList tags;
    for (const QString& part : value.toString().split(',', Qt::SkipEmptyParts)) {
      const QString tag = part.trimmed();
      if (!tag.isEmpty() && !tags.contains(tag)) tags << tag;
    }
    edited.tags.clear();
    for (const QString& tag : tags) edited.tags.push_back(tag.toStdString());
    emit dataChanged(index, index);
    emit tagsEdited(edited.id, tags);
    return true;
  }
  if (index.column() != noteColumn) return false;
  edited.note = value.toString().toStdString();
  emit dataChanged(index, index);
  emit noteEdited(edited.id, value.toString());
  return true;
}

Qt::ItemFlags RunsModel::flags(const QModelIndex& index) const {
  Qt::ItemFlags flags = QAbstractTableModel::flags(index);
  if (index.column() == nameColumn) flags |= Qt::ItemIsUserCheckable;
  if (index.column() == tagsColumn || index.column() == noteColumn) flags |= Qt::ItemIsEditable;
  return flags;
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole && isNumber(section)) {
    return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
  }
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case nameColumn:
      return tr("Run");
    case experimentColumn:
      return tr("Experiment");
    case precisionColumn:
      return tr("Precision");
    case scalerColumn:
      return tr("Loss scale");
    case stateColumn:
      return tr("State");
    case stepsColumn:
      return tr("Steps");
    case lossColumn:
      return tr("Loss");
    case accuracyColumn:
      return tr("Accuracy");
    case skippedColumn:
      return tr("Skipped");
    case timeColumn:
      return tr("Time");
    case parentColumn:
      return tr("Parent");
    case createdColumn:
      return tr("Created");
    case tagsColumn:
      return tr("Tags");
    case noteColumn:
      return tr("Note");
    default:
      return {};
  }
}

}  // namespace scalescope
