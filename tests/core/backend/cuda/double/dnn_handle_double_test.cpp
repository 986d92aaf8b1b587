#include "core/backend/cuda/double/dnn_fixture.h"
#include "core/backend/cuda/double/dnn_handle.h"

// cuDNN's handles and tensors.
namespace scalescope::cuda_double {
namespace {

TEST_F(DnnLegacyDouble, KnowsItsHandles) {
  EXPECT_TRUE(isDnnHandle(handle_));
  EXPECT_EQ(streamOf(handle_), stream_);
  EXPECT_EQ(held().libraryObjects, 1U);
  cudnnHandle_t other = nullptr;
  ASSERT_EQ(cudnnCreate(&other), CUDNN_STATUS_SUCCESS);
  EXPECT_EQ(streamOf(other), nullptr);
  EXPECT_EQ(cudnnDestroy(other), CUDNN_STATUS_SUCCESS);
  EXPECT_FALSE(isDnnHandle(other));
  EXPECT_EQ(streamOf(other), nullptr);
  expectComplaint(cudnnDestroy(other), "cudnnDestroy");
  expectComplaint(cudnnSetStream(other, stream_), "cudnnSetStream");
  expectComplaint(cudnnCreate(nullptr), "cudnnCreate");
}

TEST_F(DnnLegacyDouble, RefusesDestroyedStreams) {
  cudaStream_t gone = nullptr;
  cudaStreamCreateWithFlags(&gone, cudaStreamNonBlocking);
  cudaStreamDestroy(gone);
  expectComplaint(cudnnSetStream(handle_, gone), "cudnnSetStream");
  EXPECT_EQ(streamOf(handle_), stream_);
}

TEST_F(DnnLegacyDouble, NamesVersionAndErrors) {
  EXPECT_EQ(cudnnGetVersion(), 91900U);
  EXPECT_STREQ(cudnnGetErrorString(CUDNN_STATUS_SUCCESS), "CUDNN_STATUS_SUCCESS");
  EXPECT_STREQ(cudnnGetErrorString(CUDNN_STATUS_BAD_PARAM_NULL_POINTER),
               "CUDNN_STATUS_BAD_PARAM_NULL_POINTER");
  EXPECT_STREQ(cudnnGetErrorString(CUDNN_STATUS_EXECUTION_FAILED), "CUDNN_STATUS_EXECUTION_FAILED");
  char message[8] = "unset";
  cudnnGetLastErrorString(message, sizeof message);
  EXPECT_STREQ(message, "");
  cudnnDestroyTensorDescriptor(nullptr);
  cudnnGetLastErrorString(message, sizeof message);
  EXPECT_STREQ(message, "cudnnDe");
}

TEST_F(DnnLegacyDouble, FailsAsPlannedAndReleasesAllTheSame) {
  cudnnTensorDescriptor_t tensor = nullptr;
  failCall(1, "cudnnCreateTensorDescriptor");
  EXPECT_EQ(cudnnCreateTensorDescriptor(&tensor), CUDNN_STATUS_ALLOC_FAILED);
  EXPECT_EQ(cudnnCreateTensorDescriptor(&tensor), CUDNN_STATUS_SUCCESS);
  EXPECT_EQ(held().libraryObjects, 2U);
  failCall(1, "cudnnDestroy");
  EXPECT_EQ(cudnnDestroyTensorDescriptor(tensor), CUDNN_STATUS_EXECUTION_FAILED);
  EXPECT_EQ(held().libraryObjects, 1U);
  failCall(1);
  EXPECT_EQ(cudnnSetStream(handle_, stream_), CUDNN_STATUS_EXECUTION_FAILED);
  EXPECT_TRUE(complaints().empty());
}

TEST_F(DnnLegacyDouble, RefusesWrongTensors) {
  constexpr const char* function = "cudnnSetTensor4dDescriptorEx";
  Tensor tensor;
  expectComplaint(tensor.set(1, 0, 1, 1, 1, 1, 1, 1), function);
  expectComplaint(tensor.set(1, 1, 1, 1, 1, -1, 1, 1), function);
  EXPECT_EQ(tensor.set(1 << 16, 1 << 16, 1, 1, 1 << 16, 1, 1, 1), CUDNN_STATUS_NOT_SUPPORTED);
  EXPECT_EQ(complaints().size(), 1U);
  reset();
  expectComplaint(cudnnSetTensor4dDescriptorEx(tensor.get(), static_cast<cudnnDataType_t>(99), 1, 1,
                                               1, 1, 1, 1, 1, 1),
                  function);
  expectComplaint(cudnnSetTensor4dDescriptorEx(nullptr, CUDNN_DATA_FLOAT, 1, 1, 1, 1, 1, 1, 1, 1),
                  function);
}

}  // namespace
}  // namespace scalescope::cuda_double
