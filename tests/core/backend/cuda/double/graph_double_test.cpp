#include <cudnn.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/backend/cuda/double/machine.h"
#include "core/numerics/round.h"

// The double of cuDNN's graph API.
namespace scalescope::cuda_double {
namespace {

using Integers = std::vector<std::int64_t>;
using Notes = std::vector<cudnnBackendNumericalNote_t>;

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

Integers stridesOf(const Integers& e, bool channelsLast) {
  if (channelsLast) return {e[1] * e[2] * e[3], 1, e[1] * e[3], e[1]};
  return {e[1] * e[2] * e[3], e[2] * e[3], e[3], 1};
}

Descriptor tensorOf(const TensorSpec& spec, const Integers& strides) {
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

Descriptor convolutionOf(const Window& window) {
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

  static std::vector<Descriptor> configsOf(const Descriptor& graph, cudnnBackendHeurMode_t mode) {
    Descriptor heuristic(CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR);
    heuristic.set(CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH, graph);
    heuristic.set(CUDNN_ATTR_ENGINEHEUR_MODE, CUDNN_TYPE_HEUR_MODE, std::vector{mode});
    EXPECT_EQ(heuristic.finalize(), CUDNN_STATUS_SUCCESS);
    std::int64_t count = 0;
    EXPECT_EQ(cudnnBackendGetAttribute(heuristic.get(), CUDNN_ATTR_ENGINEHEUR_RESULTS,
                                       CUDNN_TYPE_BACKEND_DESCRIPTOR, 0, &count, nullptr),
              CUDNN_STATUS_SUCCESS);
    std::vector<Descriptor> configs;
    std::vector<cudnnBackendDescriptor_t> handles;
    for (std::int64_t i = 0; i < count; ++i) {
      configs.emplace_back(CUDNN_BACKEND_ENGINECFG_DESCRIPTOR);
      handles.push_back(configs.back().get());
    }
    EXPECT_EQ(
        cudnnBackendGetAttribute(heuristic.get(), CUDNN_ATTR_ENGINEHEUR_RESULTS,
                                 CUDNN_TYPE_BACKEND_DESCRIPTOR, count, &count, handles.data()),
        CUDNN_STATUS_SUCCESS);
    return configs;
  }

  static Notes notesOf(const Descriptor& config) {
    const Descriptor engine(CUDNN_BACKEND_ENGINE_DESCRIPTOR);
    EXPECT_EQ(config.get(CUDNN_ATTR_ENGINECFG_ENGINE, engine), CUDNN_STATUS_SUCCESS);
    Notes notes(CUDNN_NUMERICAL_NOTE_TYPE_COUNT);
    std::int64_t count = 0;
    EXPECT_EQ(cudnnBackendGetAttribute(engine.get(), CUDNN_ATTR_ENGINE_NUMERICAL_NOTE,
                                       CUDNN_TYPE_NUMERICAL_NOTE, CUDNN_NUMERICAL_NOTE_TYPE_COUNT,
                                       &count, notes.data()),
              CUDNN_STATUS_SUCCESS);
    notes.resize(static_cast<std::size_t>(count));
    return notes;
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

  static Descriptor packOf(const std::vector<void*>& addresses, void* workspace) {
    Descriptor pack(CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR);
    Integers ids;
    for (std::size_t i = 0; i < addresses.size(); ++i) {
      ids.push_back(static_cast<std::int64_t>(i) + 1);
    }
    pack.set(CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS, ids);
    pack.set(CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS, CUDNN_TYPE_VOID_PTR, addresses);
    pack.set(CUDNN_ATTR_VARIANT_PACK_WORKSPACE, CUDNN_TYPE_VOID_PTR, std::vector{workspace});
    EXPECT_EQ(pack.finalize(), CUDNN_STATUS_SUCCESS);
    return pack;
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

TEST_F(CudnnDouble, OffersEnginesThatMustBeFiltered) {
  const std::vector<Descriptor> configs = configsOf(graphOf({}), CUDNN_HEUR_MODE_A);
  ASSERT_EQ(configs.size(), 4U);
  const Notes tf32{CUDNN_NUMERICAL_NOTE_TENSOR_CORE, CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS};
  EXPECT_EQ(notesOf(configs[0]), tf32);
  EXPECT_EQ(notesOf(configs[1]), Notes{CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC});
  EXPECT_EQ(notesOf(configs[2]), Notes{CUDNN_NUMERICAL_NOTE_WINOGRAD});
  EXPECT_EQ(notesOf(configs[3]), Notes{});
  EXPECT_EQ(configsOf(graphOf({}), CUDNN_HEUR_MODE_FALLBACK).size(), 1U);
}

TEST_F(CudnnDouble, OffersTensorCoresForPaddedHalfTensors) {
  Problem half;
  half.operands = CUDNN_DATA_HALF;
  const auto offered = [&](const Problem& problem) {
    for (const Descriptor& config : configsOf(graphOf(problem), CUDNN_HEUR_MODE_A)) {
      if (notesOf(config) == Notes{CUDNN_NUMERICAL_NOTE_TENSOR_CORE}) return true;
    }
    return false;
  };
  EXPECT_TRUE(offered(half));
  half.channelsLast = false;
  EXPECT_FALSE(offered(half));
  half.channelsLast = true;
  half.outputs = 12;
  EXPECT_FALSE(offered(half));
}

TEST_F(CudnnDouble, SaysWhenAPlanIsFinalisedWhatIsNotSupported) {
  constexpr std::int64_t kTensorCores = 3;
  constexpr std::int64_t kPlain = 4;
  Problem half;
  half.operands = CUDNN_DATA_HALF;
  EXPECT_EQ(planStatus(half, kTensorCores), CUDNN_STATUS_SUCCESS);
  EXPECT_EQ(planStatus(half, kPlain), CUDNN_STATUS_NOT_SUPPORTED);
  setConvolutionSupport({false});
  EXPECT_EQ(planStatus(half, kTensorCores), CUDNN_STATUS_NOT_SUPPORTED);
  half.result = CUDNN_DATA_HALF;
  EXPECT_EQ(planStatus(half, kTensorCores), CUDNN_STATUS_SUCCESS);
  half.result = CUDNN_DATA_BFLOAT16;
  EXPECT_EQ(planStatus(half, kTensorCores), CUDNN_STATUS_NOT_SUPPORTED);
  Problem grouped;
  grouped.groups = 4;
  grouped.channelsLast = false;
  EXPECT_EQ(planStatus(grouped, kPlain), CUDNN_STATUS_SUCCESS);
  EXPECT_TRUE(complaints().empty());
}

/// One pixel of ones in a 4×4 image: each result is a tap of w, or none.
TEST_F(CudnnDouble, ConvolvesOnTheHandlesStream) {
  const TensorSpec x{1, {1, 1, 4, 4}};
  const TensorSpec w{2, {1, 1, 3, 3}};
  const TensorSpec y{3, {1, 1, 4, 4}};
  const std::vector<float> taps{1, 2, 3, 4, 5, 6, 7, 8, 9};
  std::vector<float> image(16);
  image[5] = 1.0F + 0x1p-12F;  // not a value of TF32
  const Descriptor graph = graphOf(x, w, y, false);
  Descriptor plan = planOf(engineConfig(graph, 4));
  ASSERT_EQ(plan.finalize(), CUDNN_STATUS_SUCCESS);
  const std::int64_t bytes = plan.integer(CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE);
  EXPECT_GE(bytes, 1024);
  void* result = allocate(16 * sizeof(float));
  void* workspace = upload(std::vector<float>(static_cast<std::size_t>(bytes), 1.0F));
  const Descriptor pack = packOf({upload(image), upload(taps), result}, workspace);
  ASSERT_EQ(cudnnBackendExecute(handle_, plan.get(), pack.get()), CUDNN_STATUS_SUCCESS);
  EXPECT_EQ(queued(), 1U);
  const float v = image[5];
  const std::vector<float> expected{9 * v, 8 * v, 7 * v, 0, 6 * v, 5 * v, 4 * v, 0,
                                    3 * v, 2 * v, 1 * v, 0, 0,     0,     0,     0};
  EXPECT_EQ(download(result, 16), expected);
  EXPECT_EQ(floatBits(download(workspace, 1)[0]), 0xa5a5a5a5U);

  Descriptor tf32 = planOf(engineConfig(graph, 0));
  ASSERT_EQ(tf32.finalize(), CUDNN_STATUS_SUCCESS);
  ASSERT_EQ(cudnnBackendExecute(handle_, tf32.get(), pack.get()), CUDNN_STATUS_SUCCESS);
  EXPECT_EQ(download(result, 1)[0], 9.0F);
  Descriptor winograd = planOf(engineConfig(graph, 2));
  ASSERT_EQ(winograd.finalize(), CUDNN_STATUS_SUCCESS);
  ASSERT_EQ(cudnnBackendExecute(handle_, winograd.get(), pack.get()), CUDNN_STATUS_SUCCESS);
  EXPECT_NEAR(download(result, 1)[0], 9 * v * 1.0001F, 1e-5F);
  EXPECT_TRUE(complaints().empty());
}

TEST_F(CudnnDouble, ChecksWhatIsExecuted) {
  Descriptor plan = planOf(engineConfig(graphOf({}), 4));
  ASSERT_EQ(plan.finalize(), CUDNN_STATUS_SUCCESS);
  const std::size_t image = 2 * 8 * 16 * sizeof(float);
  void* x = allocate(image);
  void* w = allocate(8 * 8 * 9 * sizeof(float));
  void* y = allocate(image);
  void* workspace = allocate(std::size_t{1} << 16U);
  const auto run = [&](const std::vector<void*>& addresses, void* area) {
    return cudnnBackendExecute(handle_, plan.get(), packOf(addresses, area).get());
  };
  EXPECT_EQ(run({x, w, y}, workspace), CUDNN_STATUS_SUCCESS);
  std::vector<float> onHost(2 * 8 * 16);
  expectComplaint(run({onHost.data(), w, y}, workspace));
  expectComplaint(run({static_cast<char*>(x) + 16, w, y}, workspace));  // too few bytes are left
  expectComplaint(run({x, w}, workspace));
  expectComplaint(run({x, w, y}, nullptr));
  expectComplaint(run({x, w, y}, static_cast<char*>(workspace) + 8));
  expectComplaint(run({x, w, x}, workspace));
  expectComplaint(cudnnBackendExecute(handle_, plan.get(), plan.get()));
}

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
