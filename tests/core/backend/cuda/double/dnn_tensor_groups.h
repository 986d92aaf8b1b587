#pragma once

#include <cudnn.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/backend/cuda/double/dnn_tensor_operation.h"

// The groups of values that batch normalisation treats as one.
namespace scalescope::cuda_double {

/// Of one value for each group.
inline DnnTensorLayout::Sizes normParameterExtents(const DnnTensorLayout::Sizes& x,
                                                   cudnnBatchNormMode_t mode) {
  if (mode == CUDNN_BATCHNORM_SPATIAL) return {1, x[1], 1, 1};
  return {1, x[1], x[2], x[3]};
}

using DnnValues = std::vector<double>;

/// The data's values in groups, each of which has its own mean and parameters.
class DnnGroups {
 public:
  DnnGroups(const DnnTensorLayout::Sizes& data, cudnnBatchNormMode_t mode)
      : data_(data), parameters_(normParameterExtents(data, mode)) {}

  std::size_t count() const {
    return static_cast<std::size_t>(parameters_[1]) * parameters_[2] * parameters_[3];
  }
  double valuesInEach() const {
    return double{1} * data_[0] * data_[2] * data_[3] / (parameters_[2] * parameters_[3]);
  }
  std::size_t of(int c, int h, int w) const {
    const int row = std::min(h, parameters_[2] - 1);  // 0 where a group has all rows
    const int column = std::min(w, parameters_[3] - 1);
    return (static_cast<std::size_t>(row) * parameters_[3] + column) * parameters_[1] + c;
  }

  /// Calls visit(n, c, h, w, group) for each value of the data.
  template <typename Visit>
  void forEachValue(const Visit& visit) const {
    forEachPosition(data_, [&](int n, int c, int h, int w) { visit(n, c, h, w, of(c, h, w)); });
  }
  /// By group, the mean of value(n, c, h, w, group) over its positions.
  template <typename Value>
  DnnValues means(const Value& value) const {
    DnnValues sums(count());
    forEachValue([&](int n, int c, int h, int w, std::size_t group) {
      sums[group] += value(n, c, h, w, group);
    });
    for (double& sum : sums) sum /= valuesInEach();
    return sums;
  }
  DnnValues read(const DnnInput& parameter) const {
    DnnValues values(count());
    forEachPosition(parameters_, [&](int n, int c, int h, int w) {
      values[of(c, h, w)] = parameter.at(n, c, h, w);
    });
    return values;
  }
  void write(const DnnBlend& blend, const DnnValues& values, const DnnOutput& parameter) const {
    if (!parameter.data) return;
    forEachPosition(parameters_, [&](int n, int c, int h, int w) {
      blend.into(parameter.at(n, c, h, w), values[of(c, h, w)]);
    });
  }

 private:
  DnnTensorLayout::Sizes data_, parameters_;
};

struct DnnStatistics {
  DnnValues mean, variance;

  DnnValues inverses(double epsilon) const {
    DnnValues result = variance;
    for (double& value : result) value = 1 / std::sqrt(value + epsilon);
    return result;
  }
  /// Of all that the values are a sample of.
  DnnValues unbiased(double sample) const {
    DnnValues result = variance;
    for (double& value : result) value *= sample / std::max(sample - 1, 1.0);
    return result;
  }
};

inline DnnStatistics statisticsOf(const DnnInput& x, const DnnGroups& groups) {
  DnnStatistics result;
  result.mean = groups.means(
      [&](int n, int c, int h, int w, std::size_t) { return double{x.at(n, c, h, w)}; });
  result.variance = groups.means([&](int n, int c, int h, int w, std::size_t group) {
    const double deviation = x.at(n, c, h, w) - result.mean[group];
    return deviation * deviation;
  });
  return result;
}

}  // namespace scalescope::cuda_double
