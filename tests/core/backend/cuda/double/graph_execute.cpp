#include <algorithm>
#include <string>

#include "core/backend/cuda/double/graph_descriptor.h"
#include "core/backend/cuda/double/graph_engine.h"
#include "core/backend/cuda/double/graph_operation.h"

namespace scalescope::cuda_double {

namespace {

/// Null if the call has failed.
std::shared_ptr<const DnnContent> finalized(DnnCall& call, cudnnBackendDescriptor_t handle,
                                            cudnnBackendDescriptorType_t kind) {
  const auto state = descriptorOf(call, handle);
  if (call.failed()) return nullptr;
  call.expect(state->content->kind == kind, CUDNN_STATUS_BAD_PARAM_DESCRIPTOR_TYPE,
              "a descriptor of another kind is needed");
  call.expect(state->finalized, CUDNN_STATUS_BAD_PARAM_NOT_FINALIZED,
              "a descriptor is not finalised");
  return call.failed() ? nullptr : state->content;
}

/// That device memory holds these elements.
void expectMemory(DnnCall& call, const void* address, const Elements& elements,
                  const std::string& what) {
  call.expect(isDeviceMemory(address, elements.bytes()),
              what + " is not in device memory, with all its bytes");
  call.expect(isAligned(address, bytesOf(elements.format)), what + " is not aligned");
}

/// The address that the pack has for this tensor.
void* addressOf(DnnCall& call, const DnnContent& pack, const ConvolutionTensor& tensor) {
  const auto ids = pack.integers(CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS);
  const auto found = std::find(ids.begin(), ids.end(), tensor.id);
  if (!call.expect(found != ids.end(), "no address for tensor " + std::to_string(tensor.id))) {
    return nullptr;
  }
  const auto index = static_cast<std::size_t>(found - ids.begin());
  void* address = pack.pointers(CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS)[index];
  const std::string what = "tensor " + std::to_string(tensor.id);
  expectMemory(call, address, tensor.elements, what);
  call.expect(isAligned(address, static_cast<std::size_t>(tensor.alignment)),
              CUDNN_STATUS_BAD_PARAM_MISALIGNED_POINTER, what + " is not aligned as it says");
  return address;
}

struct Memory {
  const void* address;
  std::size_t bytes;
};

}  // namespace

extern "C" cudnnStatus_t cudnnBackendExecute(cudnnHandle_t handle,
                                             cudnnBackendDescriptor_t executionPlan,
                                             cudnnBackendDescriptor_t variantPack) {
  constexpr std::size_t kAlignment = 16;  // of workspaces
  DnnCall call("cudnnBackendExecute");
  const cudaStream_t stream = streamOf(call, handle);
  const auto plan = finalized(call, executionPlan, CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR);
  const auto pack = finalized(call, variantPack, CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR);
  if (call.failed()) return call.status();
  const DnnContent& engine = engineOf(*plan);
  const ConvolutionProblem problem = problemOfGraph(graphOf(engine));
  void* first = addressOf(call, *pack, problem.first());
  void* second = addressOf(call, *pack, problem.second());
  void* result = addressOf(call, *pack, problem.result());
  void* workspace = pack->pointers(CUDNN_ATTR_VARIANT_PACK_WORKSPACE).front();
  const auto bytes =
      static_cast<std::size_t>(plan->integer(CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE));
  call.expect(isDeviceMemory(workspace, bytes),
              "the workspace is not in device memory, with all its bytes");
  call.expect(isAligned(workspace, kAlignment), CUDNN_STATUS_BAD_PARAM_MISALIGNED_POINTER,
              "the workspace is not aligned to 16 bytes");
  const std::size_t resultBytes = problem.result().elements.bytes();
  for (const Memory& other :
       {Memory{first, problem.first().elements.bytes()},
        Memory{second, problem.second().elements.bytes()}, Memory{workspace, bytes}}) {
    call.expect(!intersect(result, resultBytes, other.address, other.bytes),
                "the result lies where something else does");
  }
  if (call.failed()) return call.status();
  const ConvolutionArithmetic arithmetic =
      arithmeticOf(engine.integer(CUDNN_ATTR_ENGINE_GLOBAL_INDEX));
  enqueue(stream, [=] {
    spoil(workspace, bytes);
    convolve(problem, arithmetic, first, second, result);
  });
  return call.status();
}

}  // namespace scalescope::cuda_double
