#pragma once

#include <QString>
#include <QStringList>
#include <string>
#include <vector>

#include "core/train/tensor_record.h"

namespace scalescope {

/// Where a run's tensors stand in a table: a row for each layer, in the order of the computation,
/// and a column for each kind of tensor that there is.
class TensorGrid {
 public:
  TensorGrid() = default;
  /// `layers`: the types of the layers by their number, as far as they are known.
  TensorGrid(const TensorTable& tensors, const std::vector<std::string>& layers);

  int rows() const { return static_cast<int>(rowLabels_.size()); }
  int columns() const { return static_cast<int>(parts_.size()); }
  const QString& rowLabel(int row) const { return rowLabels_[row]; }
  const QString& part(int column) const { return parts_[column]; }  ///< "weight.grad"
  /// The tensors of a cell, by their index: none, or one for each of its formats.
  const std::vector<int>& at(int row, int column) const;
  /// Row and column of a tensor; −1 if it is not there.
  std::pair<int, int> find(const std::string& tensor, const TensorTable& tensors) const;

 private:
  QStringList rowLabels_;
  QStringList parts_;
  std::vector<std::vector<int>> cells_;  ///< row by row
};

}  // namespace scalescope
