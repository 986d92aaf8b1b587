#include "core/backend/cuda/double/dnn_tensor_descriptor.h"

#include <algorithm>

namespace scalescope::cuda_double {
namespace {

bool allPositive(const DnnTensorLayout::Sizes& sizes) {
  return std::all_of(sizes.begin(), sizes.end(), [](int size) { return size > 0; });
}

bool isDataType(cudnnDataType_t type) {
  return type >= CUDNN_DATA_FLOAT && type <= CUDNN_DATA_COMPLEX_FP64;
}

}  // namespace

DnnObjects<cudnnTensorDescriptor_t, DnnTensorLayout>& dnnTensors() {
  // Never destroyed, as objects with static lifetime may still release what they hold.
  static auto& instance = *new DnnObjects<cudnnTensorDescriptor_t, DnnTensorLayout>;
  return instance;
}

extern "C" {

cudnnStatus_t cudnnCreateTensorDescriptor(cudnnTensorDescriptor_t* descriptor) {
  return dnnTensors().create("cudnnCreateTensorDescriptor", descriptor);
}

cudnnStatus_t cudnnSetTensor4dDescriptorEx(cudnnTensorDescriptor_t descriptor, cudnnDataType_t type,
                                           int n, int c, int h, int w, int nStride, int cStride,
                                           int hStride, int wStride) {
  constexpr const char* function = "cudnnSetTensor4dDescriptorEx";
  constexpr std::int64_t kMostElements = std::int64_t{1} << 31;
  if (mustFail(function)) return CUDNN_STATUS_EXECUTION_FAILED;
  const auto layout = dnnTensors().find(descriptor);
  if (!layout) return dnnMisuse(function, "the descriptor is not made, or destroyed");
  if (!isDataType(type)) return dnnMisuse(function, "no data type");
  const DnnTensorLayout given{true, type, {n, c, h, w}, {nStride, cStride, hStride, wStride}};
  if (!allPositive(given.extents)) return dnnMisuse(function, "an extent is not positive");
  if (!allPositive(given.strides)) return dnnMisuse(function, "a stride is not positive");
  if (given.spanned() > kMostElements) {
    complain(function, "more than 2 Gi elements");
    return CUDNN_STATUS_NOT_SUPPORTED;
  }
  *layout = given;
  return CUDNN_STATUS_SUCCESS;
}

cudnnStatus_t cudnnDestroyTensorDescriptor(cudnnTensorDescriptor_t descriptor) {
  return dnnTensors().destroy("cudnnDestroyTensorDescriptor", descriptor);
}

}  // extern "C"

}  // namespace scalescope::cuda_double
