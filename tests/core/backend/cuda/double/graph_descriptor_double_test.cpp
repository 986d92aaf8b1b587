#include <cstdint>
#include <vector>

#include "core/backend/cuda/double/graph_fixture.h"

// Descriptors of cuDNN's graph API.
namespace scalescope::cuda_double {
namespace {

TEST_F(CudnnDouble, ChecksAttributes) {
  Descriptor tensor = tensorOf({1, {2, 8, 4, 4}}, {128, 1, 32, 8});
  expectComplaint(tensor.set(CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS, {2}));
  expectComplaint(tensor.set(CUDNN_ATTR_TENSOR_UNIQUE_ID, {1, 2}));
  expectComplaint(tensor.set(CUDNN_ATTR_TENSOR_UNIQUE_ID, CUDNN_TYPE_FLOAT, std::vector{1.0F}));
  Descriptor operation(CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR);
  expectComplaint(operation.set(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X, tensor));
  std::int64_t value = 0;
  std::int64_t count = 0;
  expectComplaint(cudnnBackendGetAttribute(tensor.get(), CUDNN_ATTR_TENSOR_UNIQUE_ID,
                                           CUDNN_TYPE_INT64, 1, &count, &value));
  EXPECT_EQ(tensor.finalize(), CUDNN_STATUS_SUCCESS);
  EXPECT_EQ(tensor.integer(CUDNN_ATTR_TENSOR_UNIQUE_ID), 1);
  expectComplaint(tensor.set(CUDNN_ATTR_TENSOR_UNIQUE_ID, {2}));
  expectComplaint(tensor.finalize());
  expectComplaint(operation.set(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC, tensor));
  expectComplaint(operation.finalize());
}

TEST_F(CudnnDouble, ChecksTensorsAndWindows) {
  expectComplaint(tensorOf({1, {2, 8, 4, 4}}, {128, 1, 32}).finalize());
  expectComplaint(tensorOf({1, {2, 0, 4, 4}}, {128, 1, 32, 8}).finalize());
  Descriptor operation(CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR);
  const auto add = [&](cudnnBackendAttributeName_t name, const Integers& extents) {
    Descriptor tensor = tensorOf({name, extents}, stridesOf(extents, true));
    EXPECT_EQ(tensor.finalize(), CUDNN_STATUS_SUCCESS);
    EXPECT_EQ(operation.set(name, tensor), CUDNN_STATUS_SUCCESS);
  };
  add(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X, {2, 8, 4, 4});
  add(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W, {8, 8, 3, 3});
  operation.set(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC, convolutionOf({1, 1}));
  operation.set(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA, CUDNN_TYPE_FLOAT,
                std::vector{1.0F});
  operation.set(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA, CUDNN_TYPE_FLOAT, std::vector{0.0F});
  add(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y, {2, 8, 3, 4});
  expectComplaint(operation.finalize());
  add(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y, {2, 16, 4, 4});
  expectComplaint(operation.finalize());
  add(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W, {8, 3, 3, 3});
  expectComplaint(operation.finalize());
}

TEST_F(CudnnDouble, NoticesDestroyedObjects) {
  cudnnHandle_t other = nullptr;
  ASSERT_EQ(cudnnCreate(&other), CUDNN_STATUS_SUCCESS);
  ASSERT_EQ(cudnnDestroy(other), CUDNN_STATUS_SUCCESS);
  expectComplaint(cudnnSetStream(other, stream_));
  expectComplaint(cudnnDestroy(other));
  cudnnBackendDescriptor_t gone = nullptr;
  {
    const Descriptor tensor(CUDNN_BACKEND_TENSOR_DESCRIPTOR);
    gone = tensor.get();
  }
  const Descriptor next(CUDNN_BACKEND_TENSOR_DESCRIPTOR);
  expectComplaint(cudnnBackendFinalize(gone));
}

TEST_F(CudnnDouble, FailsAsPlanned) {
  cudnnBackendDescriptor_t descriptor = nullptr;
  failCall(1, "cudnnBackend");
  EXPECT_EQ(cudnnBackendCreateDescriptor(CUDNN_BACKEND_TENSOR_DESCRIPTOR, &descriptor),
            CUDNN_STATUS_ALLOC_FAILED);
  ASSERT_EQ(cudnnBackendCreateDescriptor(CUDNN_BACKEND_TENSOR_DESCRIPTOR, &descriptor),
            CUDNN_STATUS_SUCCESS);
  failCall(1, "cudnnBackendDestroyDescriptor");
  EXPECT_EQ(cudnnBackendDestroyDescriptor(descriptor), CUDNN_STATUS_EXECUTION_FAILED);
  EXPECT_EQ(held().libraryObjects, 1U);
  EXPECT_TRUE(complaints().empty());
}

}  // namespace
}  // namespace scalescope::cuda_double
