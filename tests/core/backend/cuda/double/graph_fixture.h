#pragma once

#include <cudnn.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/backend/cuda/double/control.h"

// For tests of cuDNN's graph API.
namespace scalescope::cuda_double {

using Integers = std::vector<std::int64_t>;

/// A descriptor of the graph API.
class Descriptor {
 public:
  explicit Descriptor(cudnnBackendDescriptorType_t type) {
    EXPECT_EQ(cudnnBackendCreateDescriptor(type, &handle_), CUDNN_STATUS_SUCCESS);
  }
  Descriptor(Descriptor&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  ~Descriptor() {
    if (handle_) cudnnBackendDestroyDescriptor(handle_);
  }

  template <typename Value>
  cudnnStatus_t set(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type,
                    const std::vector<Value>& values) {
    return cudnnBackendSetAttribute(handle_, name, type, static_cast<std::int64_t>(values.size()),
                                    values.data());
  }
  cudnnStatus_t set(cudnnBackendAttributeName_t name, const Integers& values) {
    return set(name, CUDNN_TYPE_INT64, values);
  }
  cudnnStatus_t set(cudnnBackendAttributeName_t name, const Descriptor& value) {
    return set(name, CUDNN_TYPE_BACKEND_DESCRIPTOR, std::vector{value.get()});
  }
  cudnnStatus_t get(cudnnBackendAttributeName_t name, const Descriptor& target) const {
    cudnnBackendDescriptor_t handle = target.get();
    std::int64_t count = 0;
    return cudnnBackendGetAttribute(handle_, name, CUDNN_TYPE_BACKEND_DESCRIPTOR, 1, &count,
                                    &handle);
  }
  std::int64_t integer(cudnnBackendAttributeName_t name) const {
    std::int64_t value = -1;
    std::int64_t count = 0;
    EXPECT_EQ(cudnnBackendGetAttribute(handle_, name, CUDNN_TYPE_INT64, 1, &count, &value),
              CUDNN_STATUS_SUCCESS);
    return value;
  }
  cudnnStatus_t finalize() { return cudnnBackendFinalize(handle_); }
  cudnnBackendDescriptor_t get() const { return handle_; }

 private:
  cudnnBackendDescriptor_t handle_ = nullptr;
};

struct TensorSpec {
  std::int64_t id;
  Integers extents;
  cudnnDataType_t type = CUDNN_DATA_FLOAT;
};

inline Integers stridesOf(const Integers& e, bool channelsLast) {
  if (channelsLast) return {e[1] * e[2] * e[3], 1, e[1] * e[3], e[1]};
  return {e[1] * e[2] * e[3], e[2] * e[3], e[3], 1};
}

inline Descriptor tensorOf(const TensorSpec& spec, const Integers& strides) {
  Descriptor tensor(CUDNN_BACKEND_TENSOR_DESCRIPTOR);
  tensor.set(CUDNN_ATTR_TENSOR_DATA_TYPE, CUDNN_TYPE_DATA_TYPE, std::vector{spec.type});
  tensor.set(CUDNN_ATTR_TENSOR_DIMENSIONS, spec.extents);
  tensor.set(CUDNN_ATTR_TENSOR_STRIDES, strides);
  tensor.set(CUDNN_ATTR_TENSOR_UNIQUE_ID, {spec.id});
  tensor.set(CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT, {16});
  return tensor;
}

struct Window {
  std::int64_t stride = 1, padding = 0;
};

inline Descriptor convolutionOf(const Window& window) {
  Descriptor convolution(CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR);
  convolution.set(CUDNN_ATTR_CONVOLUTION_COMP_TYPE, CUDNN_TYPE_DATA_TYPE,
                  std::vector{CUDNN_DATA_FLOAT});
  convolution.set(CUDNN_ATTR_CONVOLUTION_CONV_MODE, CUDNN_TYPE_CONVOLUTION_MODE,
                  std::vector{CUDNN_CROSS_CORRELATION});
  convolution.set(CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS, {2});
  convolution.set(CUDNN_ATTR_CONVOLUTION_DILATIONS, {1, 1});
  convolution.set(CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES, {window.stride, window.stride});
  convolution.set(CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS, {window.padding, window.padding});
  convolution.set(CUDNN_ATTR_CONVOLUTION_POST_PADDINGS, {window.padding, window.padding});
  EXPECT_EQ(convolution.finalize(), CUDNN_STATUS_SUCCESS);
  return convolution;
}

/// A 3×3 convolution with a padding of 1 of 2 images of 4×4.
struct Problem {
  std::int64_t channels = 8;
  std::int64_t outputs = 8;
  std::int64_t groups = 1;
  bool channelsLast = true;
  cudnnDataType_t operands = CUDNN_DATA_FLOAT;
  cudnnDataType_t result = CUDNN_DATA_FLOAT;
};

class CudnnDouble : public testing::Test {
 protected:
  CudnnDouble() {
    reset();
    cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking);
    EXPECT_EQ(cudnnCreate(&handle_), CUDNN_STATUS_SUCCESS);
    EXPECT_EQ(cudnnSetStream(handle_, stream_), CUDNN_STATUS_SUCCESS);
  }
  ~CudnnDouble() override {
    EXPECT_EQ(cudnnDestroy(handle_), CUDNN_STATUS_SUCCESS);
    for (void* address : memory_) cudaFree(address);
    cudaStreamDestroy(stream_);
    EXPECT_EQ(held().libraryObjects, 0U);
    reset();
  }

  Descriptor graphOf(const Problem& p) const {
    const std::int64_t perGroup = p.channels / p.groups;
    return graphOf({1, {2, p.channels, 4, 4}, p.operands},
                   {2, {p.outputs, perGroup, 3, 3}, p.operands},
                   {3, {2, p.outputs, 4, 4}, p.result}, p.channelsLast);
  }
  Descriptor graphOf(const TensorSpec& x, const TensorSpec& w, const TensorSpec& y,
                     bool channelsLast) const {
    Descriptor operation(CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR);
    const auto add = [&](cudnnBackendAttributeName_t name, const TensorSpec& spec) {
      Descriptor tensor = tensorOf(spec, stridesOf(spec.extents, channelsLast));
      EXPECT_EQ(tensor.finalize(), CUDNN_STATUS_SUCCESS);
      EXPECT_EQ(operation.set(name, tensor), CUDNN_STATUS_SUCCESS);
    };
    add(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X, x);
    add(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W, w);
    add(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y, y);
    operation.set(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC, convolutionOf({1, 1}));
    operation.set(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA, CUDNN_TYPE_FLOAT,
                  std::vector{1.0F});
    operation.set(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA, CUDNN_TYPE_DOUBLE,
                  std::vector{0.0});
    EXPECT_EQ(operation.finalize(), CUDNN_STATUS_SUCCESS);
    Descriptor graph(CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR);
    graph.set(CUDNN_ATTR_OPERATIONGRAPH_OPS, operation);
    graph.set(CUDNN_ATTR_OPERATIONGRAPH_HANDLE, CUDNN_TYPE_HANDLE, std::vector{handle_});
    EXPECT_EQ(graph.finalize(), CUDNN_STATUS_SUCCESS);
    return graph;
  }

  Descriptor planOf(const Descriptor& config) const {
    Descriptor plan(CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR);
    plan.set(CUDNN_ATTR_EXECUTION_PLAN_HANDLE, CUDNN_TYPE_HANDLE, std::vector{handle_});
    plan.set(CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG, config);
    return plan;
  }
  Descriptor engineConfig(const Descriptor& graph, std::int64_t index) const {
    Descriptor engine(CUDNN_BACKEND_ENGINE_DESCRIPTOR);
    engine.set(CUDNN_ATTR_ENGINE_OPERATION_GRAPH, graph);
    engine.set(CUDNN_ATTR_ENGINE_GLOBAL_INDEX, {index});
    EXPECT_EQ(engine.finalize(), CUDNN_STATUS_SUCCESS);
    Descriptor config(CUDNN_BACKEND_ENGINECFG_DESCRIPTOR);
    config.set(CUDNN_ATTR_ENGINECFG_ENGINE, engine);
    EXPECT_EQ(config.finalize(), CUDNN_STATUS_SUCCESS);
    return config;
  }
  cudnnStatus_t planStatus(const Problem& problem, std::int64_t engine) const {
    return planOf(engineConfig(graphOf(problem), engine)).finalize();
  }

  void* allocate(std::size_t bytes) {
    void* address = nullptr;
    EXPECT_EQ(cudaMalloc(&address, bytes), cudaSuccess);
    memory_.push_back(address);
    return address;
  }
  void* upload(const std::vector<float>& values) {
    void* address = allocate(values.size() * sizeof(float));
    cudaMemcpyAsync(address, values.data(), values.size() * sizeof(float), cudaMemcpyHostToDevice,
                    stream_);
    EXPECT_EQ(cudaStreamSynchronize(stream_), cudaSuccess);
    return address;
  }
  std::vector<float> download(const void* address, std::size_t count) {
    std::vector<float> values(count);
    cudaMemcpyAsync(values.data(), address, count * sizeof(float), cudaMemcpyDeviceToHost, stream_);
    EXPECT_EQ(cudaStreamSynchronize(stream_), cudaSuccess);
    return values;
  }
  void expectComplaint(cudnnStatus_t status) {
    EXPECT_NE(status, CUDNN_STATUS_SUCCESS);
    EXPECT_NE(CUDNN_STATUS_CATEGORY(status), CUDNN_STATUS_NOT_SUPPORTED);
    EXPECT_EQ(complaints().size(), complained_ + 1);
    complained_ = complaints().size();
  }

  cudaStream_t stream_ = nullptr;
  cudnnHandle_t handle_ = nullptr;
  std::vector<void*> memory_;
  std::size_t complained_ = 0;
};

}  // namespace scalescope::cuda_double
