#include "core/backend/cuda/dnn_tensor.h"

namespace scalescope::cuda {

DnnTensor dnnTensor(const Shape& shape, const Layout& layout) {
  constexpr Phrase what = phrase("describing a tensor to cuDNN");
  cudnnTensorDescriptor_t made = nullptr;
  check(cudnnCreateTensorDescriptor(&made), what);
  DnnTensor tensor(made);
  const auto n = static_cast<int>(layout.batch);
  const auto c = static_cast<int>(layout.pitch);
  const int h = shape.size() == 4 ? static_cast<int>(shape[2]) : 1;
  const int w = shape.size() == 4 ? static_cast<int>(shape[3]) : 1;
  check(cudnnSetTensor4dDescriptorEx(made, CUDNN_DATA_FLOAT, n, c, h, w, h * w * c, 1, w * c, c),
        what);
  return tensor;
}

}  // namespace scalescope::cuda
