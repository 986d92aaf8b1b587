#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <functional>
#include <string>

#include "core/backend/cuda/double/control.h"

// What the doubles of cuDNN and cuBLASLt need of the double of the runtime.
namespace scalescope::cuda_double {

/// How a call begins: it is counted, and told whether it is to fail (because a test planned so, or
/// because the device has a sticky error).
bool mustFail(const char* function);
bool broken();  ///< a sticky error is set

/// Puts work on a stream (or, while the stream is captured, into its graph). It is done when
/// somebody waits for the stream, and only then may device memory be touched: outside it is
/// protected.
void enqueue(cudaStream_t stream, std::function<void()> work);

/// Notes what was done against documentation: `function` names the call.
void complain(const std::string& function, const std::string& what);

/// Whether these bytes lie in one piece of device memory that is allocated now.
bool isDeviceMemory(const void* address, std::size_t bytes);
bool isAligned(const void* address, std::size_t alignment);
bool isStream(cudaStream_t stream);  ///< made and not destroyed; the null stream is none
bool isCapturing(cudaStream_t stream);

void objectMade();  ///< a handle or descriptor of a library
void objectDestroyed();

ConvolutionSupport convolutionSupport();  ///< as a test has set it

}  // namespace scalescope::cuda_double
