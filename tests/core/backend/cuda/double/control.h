#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <string>
#include <vector>

// What tests tell the double of the CUDA libraries, and ask it. The double stands in for the calls
// of the CUDA runtime, cuDNN and cuBLASLt that the back end makes, where there is no GPU: it checks
// what it is given as the libraries document it, and computes with plain loops on the host.
namespace scalescope::cuda_double {

/// Back to one healthy device with 2 GiB, no failure planned, counters at zero, complaints gone.
/// Streams, events and memory that somebody still holds stay.
void reset();

/// What cudaGetDeviceCount answers: `error` if it is not cudaSuccess.
void setDevices(int count, cudaError_t error = cudaSuccess);
void setComputeCapability(int major, int minor);  ///< 9.0 after reset()
void setMemory(std::size_t total);                ///< of the device, in bytes

/// The n-th call from now (from 1) whose function's name starts with `prefix` fails once, with its
/// library's usual error; "name(" is that function alone.
void failCall(long n, const std::string& prefix = "");
long calls(const std::string& prefix = "");  ///< since reset()
/// A sticky error: work that is queued is not done, and every call from now returns it.
void breakDevice(cudaError_t error = cudaErrorIllegalAddress);

/// What was done against the libraries' documentation; the call in question failed, too.
std::vector<std::string> complaints();
/// Work that waits for its stream's turn, in all streams.
std::size_t queued();

struct Held {
  std::size_t streams = 0, events = 0, graphs = 0, graphExecs = 0;
  std::size_t deviceBlocks = 0, deviceBytes = 0, pinnedBlocks = 0;
  std::size_t libraryObjects = 0;  ///< cuDNN's and cuBLASLt's handles and descriptors
};
Held held();  ///< not destroyed yet

/// Whether matrix products take FP16 and BF16 operands; they do after reset().
void setHalfProducts(bool supported);

/// What the convolution engines of the double take.
struct ConvolutionSupport {
  bool halfToFloat = true;  ///< FP16/BF16 operands with an FP32 result
};
void setConvolutionSupport(const ConvolutionSupport& support);

}  // namespace scalescope::cuda_double
