#pragma once

#include <cstdint>
#include <vector>

#include "core/backend/operation.h"

// Plain loops in double precision: what every operation of every back end is checked against.
// Tensors are row-major.
namespace scalescope::reference {

struct Array {
  Shape shape;
  std::vector<double> values;
  explicit Array(Shape s)
      : shape(std::move(s)), values(static_cast<std::size_t>(elementCount(shape))) {}
  Array() = default;
  double& operator[](std::int64_t i) { return values[static_cast<std::size_t>(i)]; }
  double operator[](std::int64_t i) const { return values[static_cast<std::size_t>(i)]; }
  std::int64_t size() const { return static_cast<std::int64_t>(values.size()); }
};

/// Gradients by input, weight and bias.
struct Gradients {
  Array input, weight, bias;
};

Array conv2d(const Array& x, const Array& w, const Array& b, const Conv2dSpec& spec);
Gradients conv2dBackward(const Array& x, const Array& w, const Array& dy, const Conv2dSpec& spec);

Array linear(const Array& x, const Array& w, const Array& b);
Gradients linearBackward(const Array& x, const Array& w, const Array& dy);

Array pool2d(const Array& x, const PoolSpec& spec);
Array pool2dBackward(const Array& x, const Array& dy, const PoolSpec& spec);

/// Batch statistics; x is [N, C] or [N, C, H, W].
Array batchNorm(const Array& x, const Array& w, const Array& b, double eps);
Gradients batchNormBackward(const Array& x, const Array& w, const Array& dy, double eps);
/// Mean and unbiased variance by channel.
void batchStatistics(const Array& x, Array& mean, Array& variance);

Array layerNorm(const Array& x, const Array& w, const Array& b, double eps);
Gradients layerNormBackward(const Array& x, const Array& w, const Array& dy, double eps);

Array relu(const Array& x);
Array reluBackward(const Array& x, const Array& dy);

double loss(const Array& logits, const std::vector<std::int32_t>& labels, LossKind kind);
Array lossBackward(const Array& logits, const std::vector<std::int32_t>& labels, LossKind kind);

}  // namespace scalescope::reference
