#include "ui/inspector/heat_model.h"

#include <utility>

namespace scalescope {

HeatModel::HeatModel(QObject* parent) : QAbstractTableModel(parent) {}

void HeatModel::setStep(const StepPtr& step, const std::vector<std::string>& layers) {
  const TensorTable none;
  const TensorTable& tensors = step ? step->tensors() : none;
  whatIf_.reset();
  if (tensors == tensors_ && layers == layers_) {
    step_ = step;
    allChanged();
    return;
  }
  beginResetModel();
  step_ = step;
  tensors_ = tensors;
  layers_ = layers;
  grid_ = TensorGrid(tensors_, layers_);
  endResetModel();
}

void HeatModel::setMeasure(Measure measure) {
  if (measure == measure_) return;
  measure_ = measure;
  allChanged();
}

void HeatModel::setWhatIf(std::optional<WhatIf> whatIf) {
  if (!whatIf && !whatIf_) return;
  whatIf_ = std::move(whatIf);
  allChanged();
}

void HeatModel::allChanged() {
  if (rowCount() == 0) return;
  emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

const TensorInfo& HeatModel::tensor(int index) const {
  return tensors_[static_cast<std::size_t>(index)];
}

const TensorSummary& HeatModel::summary(int index) const {
  return step_->record.summaries[static_cast<std::size_t>(index)];
}

bool HeatModel::hidden(int index) const {
  return hidesUnderflow(step_->counted, static_cast<std::size_t>(index));
}

const CastLoss* HeatModel::foretold(int index) const {
  return whatIf_ && movesWithScale(tensor(index))
             ? &whatIf_->tensors[static_cast<std::size_t>(index)]
             : nullptr;
}

int HeatModel::tensorAt(const QModelIndex& index) const {
  if (!step_ || !index.isValid()) return -1;
  for (const int each : grid_.at(index.row(), index.column())) {
    if (summary(each).elements > 0) return each;
  }
  return -1;
}

QModelIndex HeatModel::indexOf(const std::string& tensor) const {
  const auto [row, column] = grid_.find(tensor, tensors_);
  return row < 0 ? QModelIndex() : index(row, column);
}

int HeatModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : grid_.rows();
}

int HeatModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : grid_.columns();
}

QVariant HeatModel::data(const QModelIndex& index, int role) const {
  const int found = tensorAt(index);
  if (role == Qt::TextAlignmentRole) return static_cast<int>(Qt::AlignCenter);
  if (found < 0) {
    const bool there = index.isValid() && !grid_.at(index.row(), index.column()).empty();
    if (role == Qt::DisplayRole && there) return QStringLiteral("–");
    if (role == Qt::ToolTipRole && there) return tr("This tensor got no values in this step.");
    return {};
  }
  switch (role) {
    case Qt::DisplayRole:
    case heatRole: {
      const auto reading =
          readingOf(measure_, tensor(found), summary(found), foretold(found), hidden(found));
      if (!reading) return {};
      return role == heatRole ? QVariant(reading->heat) : QVariant(reading->text);
    }
    case Qt::ToolTipRole:
      return figuresOf(tensor(found), summary(found), foretold(found), hidden(found));
    case Qt::AccessibleTextRole:
      return tr("%1, %2: %3")
          .arg(QString::fromStdString(tensor(found).name), measureLabel(measure_),
               data(index, Qt::DisplayRole).toString());
    case nonFiniteRole: {
      const CastLoss* loss = foretold(found);
      const std::uint64_t overflow = loss != nullptr ? loss->overflow : summary(found).overflow;
      return summary(found).nonFiniteBefore() + overflow > 0;
    }
    case tensorRole:
      return QString::fromStdString(tensor(found).name);
    default:
      return {};
  }
}

QVariant HeatModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Horizontal) {
    if (role == Qt::DisplayRole) return tensorLabel(grid_.part(section));
    if (role == Qt::ToolTipRole) return grid_.part(section);
    return {};
  }
  if (role == Qt::DisplayRole) return grid_.rowLabel(section);
  if (role == Qt::TextAlignmentRole) return static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
  return {};
}

Qt::ItemFlags HeatModel::flags(const QModelIndex& index) const {
  if (!index.isValid() || grid_.at(index.row(), index.column()).empty()) return Qt::NoItemFlags;
  return Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

}  // namespace scalescope
