#pragma once

#include "core/backend/cpu/context.h"
#include "core/backend/tensor.h"

namespace scalescope::cpu {

/// A tensor in host memory. `layout` says where elements lie, as if they were FP32; a 16-bit tensor
/// has the same order of elements at half the distance. Elements that pad a blocked layout are
/// zero.
class CpuTensor : public Tensor {
 public:
  CpuTensor(const ContextPtr& context, Shape shape, Format format, const MemoryDesc& layout)
      : Tensor(std::move(shape), format),
        layout_(layout),
        stored_(layout_.get_size() / sizeof(float)),
        plain_(layout_ == plainDesc(Dims(this->shape().begin(), this->shape().end()))),
        buffer_(stored_ * bytesOf(format), context->pool) {}

  const MemoryDesc& layout() const { return layout_; }
  bool isPlain() const { return plain_; }                 ///< row-major in its logical shape
  std::size_t storedElements() const { return stored_; }  ///< padding included
  std::int64_t elements() const { return elementCount(shape()); }
  std::int64_t batch() const { return shape().front(); }
  /// Address of the element at this position of storage.
  char* at(std::size_t position) { return buffer_.as<char>() + position * bytesOf(format()); }
  const char* at(std::size_t position) const {
    return buffer_.as<char>() + position * bytesOf(format());
  }

 private:
  MemoryDesc layout_;
  std::size_t stored_;
  bool plain_;
  Buffer buffer_;
};

using CpuTensorPtr = std::shared_ptr<CpuTensor>;

inline CpuTensorPtr asCpu(const TensorPtr& tensor) {
  return std::static_pointer_cast<CpuTensor>(tensor);
}
inline CpuTensorPtr makeTensor(const ContextPtr& context, const Shape& shape, Format format,
                               const MemoryDesc& layout) {
  return std::make_shared<CpuTensor>(context, shape, format, layout);
}

}  // namespace scalescope::cpu
