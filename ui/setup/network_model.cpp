#include "ui/setup/network_model.h"

#include <QApplication>
#include <QLocale>
#include <QPalette>
#include <QStringList>
#include <algorithm>

#include "ui/setup/layer_fields.h"
#include "ui/setup/network_edits.h"
#include "ui/style/colours.h"
#include "ui/style/window_phrases.h"

namespace scalescope {

QString shapeText(const Shape& shape) {
  QStringList parts;
  for (const std::int64_t extent : shape) parts << QString::number(extent);
  return parts.join(QStringLiteral("×"));
}

NetworkModel::NetworkModel(ConfigDocument& document, QObject* parent)
    : QAbstractTableModel(parent),
      document_(document),
      layers_(document.config().network.layers),
      shapes_(inferShapes(document.config().network)) {
  connect(&document_, &ConfigDocument::changed, this, &NetworkModel::follow);
}

// Tells the views what changed in the narrowest terms, so that selections and open editors survive.
void NetworkModel::follow() {
  const std::vector<LayerConfig>& now = document_.config().network.layers;
  const auto first =
      static_cast<int>(std::mismatch(layers_.begin(), layers_.end(), now.begin(), now.end()).first -
                       layers_.begin());
  const auto take = [this, &now] {
    layers_ = now;
    shapes_ = inferShapes(document_.config().network);
  };
  if (now.size() == layers_.size() + 1 &&
      std::equal(layers_.begin() + first, layers_.end(), now.begin() + first + 1)) {
    beginInsertRows({}, first, first);
    take();
    endInsertRows();
  } else if (now.size() + 1 == layers_.size() &&
             std::equal(now.begin() + first, now.end(), layers_.begin() + first + 1)) {
    beginRemoveRows({}, first, first);
    take();
    endRemoveRows();
  } else if (now.size() == layers_.size()) {
    take();
  } else {
    beginResetModel();
    take();
    endResetModel();
  }
  if (!layers_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
}

void NetworkModel::insert(int at, LayerType type) {
  document_.edit(tr("Add %1").arg(titleOf(type)),
                 [&](ExperimentConfig& config) { insertLayer(config, at, freshLayer(type)); });
}

void NetworkModel::remove(int at) {
  document_.edit(tr("Remove layer"), [&](ExperimentConfig& config) { removeLayer(config, at); });
}

void NetworkModel::move(int from, int to) {
  document_.edit(tr("Move layer"), [&](ExperimentConfig& config) { moveLayer(config, from, to); });
}

void NetworkModel::setLayer(int row, const LayerConfig& layer, const QString& mergeKey) {
  document_.edit(
      tr("Edit layer"),
      [&](ExperimentConfig& config) {
        config.network.layers[static_cast<std::size_t>(row)] = layer;
      },
      mergeKey);
}

const QString NetworkModel::error(int row) const {
  const auto at = static_cast<std::size_t>(row);
  if (at >= shapes_.size() || !shapes_[at].error) return {};
  return QString::fromStdString(shapes_[at].error->in(windowPhrases()));
}

std::int64_t NetworkModel::totalParameters() const {
  std::int64_t total = 0;
  for (const LayerShape& shape : shapes_) total += shape.parameterCount;
  return total;
}

int NetworkModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(layers_.size());
}

int NetworkModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : columns;
}

QVariant NetworkModel::text(const QModelIndex& index) const {
  const auto row = static_cast<std::size_t>(index.row());
  switch (index.column()) {
    case typeColumn: {
      const std::string_view name = toString(layers_[row].type);
      return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    }
    case settingsColumn:
      return settingsText(layers_[row]);
    case outputColumn:
      if (row >= shapes_.size()) return {};
      return shapes_[row].error ? error(index.row()) : shapeText(shapes_[row].output);
    case parametersColumn:
      if (row >= shapes_.size() || shapes_[row].parameterCount == 0) return {};
      return QLocale().toString(static_cast<qlonglong>(shapes_[row].parameterCount));
    default:
      return {};
  }
}

QVariant NetworkModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const QString wrong = error(index.row());
  switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
      return text(index);
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(
          (index.column() == parametersColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ForegroundRole:
      if (wrong.isEmpty() || index.column() != outputColumn) return {};
      return eventColour(EventKind::overflow, isDark(QApplication::palette()));
    case Qt::ToolTipRole:
      return wrong.isEmpty() ? tr("Layer %1: %2")
                                   .arg(index.row())
                                   .arg(QString::fromStdString(describe(layer(index.row()))))
                             : tr("Layer %1: %2").arg(index.row()).arg(wrong);
    default:
      return {};
  }
}

bool NetworkModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid)) return false;
  LayerConfig edited = layer(index.row());
  if (index.column() == typeColumn) {
    for (int i = static_cast<int>(LayerType::conv2d); i <= static_cast<int>(LayerType::flatten);
         ++i) {
      const auto type = static_cast<LayerType>(i);
      if (value.toString().toStdString() != toString(type) || type == edited.type) continue;
      setLayer(index.row(), freshLayer(type));
      return true;
    }
    return false;
  }
  if (index.column() != settingsColumn) return false;
  if (const QString reason = readSettings(value.toString(), edited); !reason.isEmpty()) {
    emit settingsRefused(reason);
    return false;
  }
  setLayer(index.row(), edited);
  return true;
}

Qt::ItemFlags NetworkModel::flags(const QModelIndex& index) const {
  Qt::ItemFlags flags = QAbstractTableModel::flags(index);
  const bool settings =
      index.column() == settingsColumn && !fieldsOf(layer(index.row()).type).empty();
  if (index.column() == typeColumn || settings) flags |= Qt::ItemIsEditable;
  return flags;
}

QVariant NetworkModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role == Qt::TextAlignmentRole && orientation == Qt::Horizontal &&
      section == parametersColumn) {
    return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
  }
  if (role == Qt::ToolTipRole && section == parametersColumn) return tr("Parameters of the layer");
  if (role != Qt::DisplayRole) return {};
  if (orientation == Qt::Vertical) return section;
  switch (section) {
    case typeColumn:
      return tr("Layer");
    case settingsColumn:
      return tr("Settings");
    case outputColumn:
      return tr("Output");
    case parametersColumn:
      return tr("Params");
    default:
      return {};
  }
}

}  // namespace scalescope
