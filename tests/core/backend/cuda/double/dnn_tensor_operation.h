#pragma once

#include <cudnn.h>

#include <functional>
#include <string>

#include "core/backend/cuda/double/dnn_tensor_descriptor.h"

namespace scalescope::cuda_double {

/// FP32 values in device memory; null where an argument may be left out.
template <typename Float>
struct DnnTensor {
  Float& at(int n, int c, int h, int w) const { return data[layout.offset(n, c, h, w)]; }
  const DnnTensorLayout::Sizes& extents() const { return layout.extents; }

  DnnTensorLayout layout;
  Float* data = nullptr;
};
using DnnInput = DnnTensor<const float>;
using DnnOutput = DnnTensor<float>;

/// The factors of a result and of what was there before.
struct DnnBlend {
  /// With a factor of 0 the old value is not read: it may be a NaN.
  void into(float& old, double result) const {
    old = static_cast<float>(beta == 0 ? alpha * result : alpha * result + beta * old);
  }

  double alpha = 1;
  double beta = 0;
};

/// A call that computes.
class DnnOperation : public DnnCall {
 public:
  DnnOperation(const char* function, cudnnHandle_t handle);

  DnnInput input(cudnnTensorDescriptor_t descriptor, const void* address, const std::string& name);
  DnnOutput output(cudnnTensorDescriptor_t descriptor, void* address, const std::string& name);
  /// The values now: the library takes them at the call.
  DnnBlend blend(const void* alpha, const void* beta);

  /// Enqueues the work, unless the call has failed.
  cudnnStatus_t run(std::function<void()> work);

 private:
  DnnTensorLayout layout(cudnnTensorDescriptor_t descriptor, const std::string& name);
  void expectMemory(const DnnTensorLayout& layout, const void* address, const std::string& name);
  float scalar(const void* value, const std::string& name);

  cudaStream_t stream_;
};

}  // namespace scalescope::cuda_double
