#pragma once

#include <QAbstractTableModel>
#include <optional>

#include "ui/inspector/inspected_runs.h"
#include "ui/inspector/measure.h"
#include "ui/inspector/tensor_grid.h"

namespace scalescope {

/// One measure of all tensors of a step: layers down, kinds of tensors across.
class HeatModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Role {
    heatRole = Qt::UserRole,  ///< 0 … 1; invalid where there is no tensor, or it has no values
    nonFiniteRole,            ///< whether any of its values is ±inf or NaN
    tensorRole                ///< its name
  };

  explicit HeatModel(QObject* parent = nullptr);

  /// Null: nothing to show. Rows and columns stay while the tensors are the same.
  void setStep(const StepPtr& step, const std::vector<std::string>& layers);
  void setMeasure(Measure measure);
  /// What the casts would lose at another scale than the one used; none: what they lost.
  void setWhatIf(std::optional<WhatIf> whatIf);
  Measure measure() const { return measure_; }

  /// The tensor of a cell that has values in this step; −1: none.
  int tensorAt(const QModelIndex& index) const;
  QModelIndex indexOf(const std::string& tensor) const;
  const StepPtr& step() const { return step_; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

 private:
  const TensorInfo& tensor(int index) const;
  const TensorSummary& summary(int index) const;
  const CastLoss* foretold(int index) const;
  bool hidden(int index) const;  ///< its underflow
  void allChanged();

  StepPtr step_;
  TensorTable tensors_;
  std::vector<std::string> layers_;
  TensorGrid grid_;
  Measure measure_ = Measure::underflow;
  std::optional<WhatIf> whatIf_;
};

}  // namespace scalescope
