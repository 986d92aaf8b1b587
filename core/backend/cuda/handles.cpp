#include "core/backend/cuda/handles.h"

#include <cstring>

namespace scalescope::cuda {

Stream makeStream() {
  cudaStream_t stream = nullptr;
  check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), phrase("making a stream"));
  return Stream(stream);
}

namespace {

Event eventWith(unsigned flags) {
  cudaEvent_t event = nullptr;
  check(cudaEventCreateWithFlags(&event, flags), phrase("making an event"));
  return Event(event);
}

}  // namespace

Event makeEvent() { return eventWith(cudaEventDisableTiming | cudaEventBlockingSync); }
Event makeTimedEvent() { return eventWith(cudaEventDefault); }

DnnHandle makeDnnHandle(cudaStream_t stream) {
  cudnnHandle_t handle = nullptr;
  check(cudnnCreate(&handle), phrase("starting cuDNN"));
  DnnHandle owned(handle);
  check(cudnnSetStream(handle, stream), phrase("giving cuDNN its stream"));
  return owned;
}

MatmulHandle makeMatmulHandle() {
  cublasLtHandle_t handle = nullptr;
  check(cublasLtCreate(&handle), phrase("starting cuBLASLt"));
  return MatmulHandle(handle);
}

Pinned makePinned(std::size_t bytes) {
  void* memory = nullptr;
  check(cudaHostAlloc(&memory, bytes, cudaHostAllocDefault), phrase("taking page-locked memory"));
  std::memset(memory, 0, bytes);
  return Pinned(memory);
}

}  // namespace scalescope::cuda
