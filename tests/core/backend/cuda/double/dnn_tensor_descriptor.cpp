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

Handles<cudnnTensorDescriptor_t, DnnTensorLayout>& dnnTensors() {
  // Never destroyed, as objects with static lifetime may still release what they hold.
  static auto& instance = *new Handles<cudnnTensorDescriptor_t, DnnTensorLayout>;
  return instance;
}

extern "C" {

cudnnStatus_t cudnnCreateTensorDescriptor(cudnnTensorDescriptor_t* descriptor) {
  DnnCall call("cudnnCreateTensorDescriptor", CUDNN_STATUS_ALLOC_FAILED);
  return call.make(dnnTensors(), descriptor, {});
}

cudnnStatus_t cudnnSetTensor4dDescriptorEx(cudnnTensorDescriptor_t descriptor, cudnnDataType_t type,
                                           int n, int c, int h, int w, int nStride, int cStride,
                                           int hStride, int wStride) {
  constexpr std::int64_t kMostElements = std::int64_t{1} << 31;
  DnnCall call("cudnnSetTensor4dDescriptorEx");
  const auto layout = call.find(dnnTensors(), descriptor, "the descriptor");
  const DnnTensorLayout given{true, type, {n, c, h, w}, {nStride, cStride, hStride, wStride}};
  call.expect(isDataType(type), "no data type");
  call.expect(allPositive(given.extents), "an extent is not positive");
  call.expect(allPositive(given.strides), "a stride is not positive");
  call.expect(given.spanned() <= kMostElements, CUDNN_STATUS_NOT_SUPPORTED,
              "more than 2 Gi elements");
  if (!call.failed()) *layout = given;
  return call.status();
}

cudnnStatus_t cudnnDestroyTensorDescriptor(cudnnTensorDescriptor_t descriptor) {
  DnnCall call("cudnnDestroyTensorDescriptor");
  return call.destroy(dnnTensors(), descriptor, "the descriptor");
}

}  // extern "C"

}  // namespace scalescope::cuda_double
