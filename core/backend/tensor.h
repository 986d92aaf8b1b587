#pragma once

#include <memory>

#include "core/numerics/format.h"
#include "core/tensor/shape.h"

namespace scalescope {

/// A tensor in a back end's memory. The memory layout is the back end's own; Backend::read and
/// write translate.
class Tensor {
 public:
  Tensor(Shape shape, Format format) : shape_(std::move(shape)), format_(format) {}
  virtual ~Tensor() = default;
  Tensor(const Tensor&) = delete;
  Tensor& operator=(const Tensor&) = delete;
  const Shape& shape() const { return shape_; }
  Format format() const { return format_; }

 private:
  Shape shape_;
  Format format_;
};

using TensorPtr = std::shared_ptr<Tensor>;

}  // namespace scalescope
