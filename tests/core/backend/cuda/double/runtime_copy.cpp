#include <cuda_runtime_api.h>

#include <cstring>
#include <functional>
#include <vector>

#include "core/backend/cuda/double/runtime_call.h"

// Copies and fills.
namespace scalescope::cuda_double {

namespace {

enum class Where { device, pinned, plain, beyond };

Where locate(const void* address, std::size_t bytes) {
  const Within device = machine().deviceMemory.blocks().find(numberOf(address), bytes);
  const Within pinned = machine().pinnedMemory.blocks().find(numberOf(address), bytes);
  if (device == Within::partly || pinned == Within::partly) return Where::beyond;
  if (device == Within::whole) return Where::device;
  return pinned == Within::whole ? Where::pinned : Where::plain;
}

struct Copy {
  void* to;
  const void* from;
  std::size_t bytes;
  Where target = locate(to, bytes);
  Where source = locate(from, bytes);

  bool usesPlain() const { return target == Where::plain || source == Where::plain; }
};

/// Null: nothing is wrong.
const char* whatIsWrong(const Copy& copy, cudaMemcpyKind kind) {
  if (!copy.to || !copy.from) return "a null pointer";
  if (copy.target == Where::beyond) return "the target reaches beyond its allocation";
  if (copy.source == Where::beyond) return "the source reaches beyond its allocation";
  const std::uintptr_t to = numberOf(copy.to);
  const std::uintptr_t from = numberOf(copy.from);
  if (to < from + copy.bytes && from < to + copy.bytes) return "target and source overlap";
  if (kind == cudaMemcpyDefault) return nullptr;
  const bool toDevice = kind == cudaMemcpyHostToDevice || kind == cudaMemcpyDeviceToDevice;
  const bool fromDevice = kind == cudaMemcpyDeviceToHost || kind == cudaMemcpyDeviceToDevice;
  if (toDevice != (copy.target == Where::device)) return "the target does not fit the kind";
  if (fromDevice != (copy.source == Where::device)) return "the source does not fit the kind";
  return nullptr;
}

cudaError_t copyAtOnce(RuntimeCall& call, Stream& stream, const Copy& copy) {
  machine().drain(stream);
  if (machine().settings.sticky != cudaSuccess) return call.end();
  const DeviceMemory::Access access(machine().deviceMemory);
  std::memcpy(copy.to, copy.from, copy.bytes);
  return call.end();
}

std::function<void()> copyWork(const Copy& copy) {
  if (copy.source != Where::plain) {
    return [copy] { std::memcpy(copy.to, copy.from, copy.bytes); };
  }
  const auto* from = static_cast<const unsigned char*>(copy.from);
  return [to = copy.to, staged = std::vector<unsigned char>(from, from + copy.bytes)] {
    std::memcpy(to, staged.data(), staged.size());
  };
}

}  // namespace

extern "C" {

cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind,
                            cudaStream_t handle) {
  RuntimeCall call("cudaMemcpyAsync");
  if (call.failed()) return call.end();
  const auto stream = call.stream(handle);
  if (!stream || bytes == 0) return call.end();
  const Copy copy{to, from, bytes};
  if (const char* what = whatIsWrong(copy, kind)) return call.misuse(cudaErrorInvalidValue, what);
  if (stream->capture && copy.usesPlain()) {
    stream->capture->valid = false;
    return call.misuse(cudaErrorStreamCaptureUnsupported, "host memory that is not pinned");
  }
  if (copy.target == Where::plain) return copyAtOnce(call, *stream, copy);
  return call.end(machine().put(*stream, {nullptr, copyWork(copy), nullptr}));
}

cudaError_t cudaMemsetAsync(void* to, int value, std::size_t bytes, cudaStream_t handle) {
  RuntimeCall call("cudaMemsetAsync");
  if (call.failed()) return call.end();
  const auto stream = call.stream(handle);
  if (!stream || bytes == 0) return call.end();
  if (locate(to, bytes) != Where::device) {
    return call.misuse(cudaErrorInvalidValue, "these bytes are not in one block of device memory");
  }
  return call.end(machine().put(
      *stream, {nullptr, [to, value, bytes] { std::memset(to, value, bytes); }, nullptr}));
}

}  // extern "C"

}  // namespace scalescope::cuda_double
