#pragma once

#include "core/backend/cuda/arena.h"
#include "core/backend/cuda/layout.h"
#include "core/backend/tensor.h"

namespace scalescope::cuda {

/// A tensor in device memory.
class CudaTensor : public Tensor {
 public:
  /// `outerPadding`: the first extent is padded as channels are, with zeros, since a weight's
  /// outputs are the channels of the next layer.
  CudaTensor(Arena& arena, Shape shape, Format format, bool outerPadding)
      : Tensor(std::move(shape), format), layout_(layoutOf(this->shape())), whole_(layout_) {
    const bool hasOuter = this->shape().size() == 2 || this->shape().size() == 4;
    if (outerPadding && hasOuter) whole_.batch = padded(whole_.batch);
    block_ = arena.reserve(static_cast<std::size_t>(whole_.stored()) * bytesOf(this->format()));
  }

  const Layout& layout() const { return layout_; }
  const Layout& whole() const { return whole_; }  ///< with what pads the first extent
  const BlockPtr& block() const { return block_; }
  void* data() const { return block_->data(); }
  template <typename T>
  T* as() const {
    return static_cast<T*>(data());
  }
  /// What the same elements take as FP32; padding of the first extent included.
  std::size_t floatBytes() const {
    return static_cast<std::size_t>(whole_.stored()) * sizeof(float);
  }
  /// Bytes up to the last element; padding of the first extent is left out.
  std::size_t bytes() const {
    return static_cast<std::size_t>(layout_.stored()) * bytesOf(format());
  }

 private:
  Layout layout_, whole_;
  BlockPtr block_;
};

using CudaTensorPtr = std::shared_ptr<CudaTensor>;

inline CudaTensorPtr asCuda(const TensorPtr& tensor) {
  return std::static_pointer_cast<CudaTensor>(tensor);
}

}  // namespace scalescope::cuda
