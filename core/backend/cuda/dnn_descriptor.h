#pragma once

#include <cudnn.h>

#include <initializer_list>
#include <span>
#include <vector>

#include "core/backend/cuda/handles.h"

namespace scalescope::cuda {

/// A descriptor of cuDNN's graph API: attributes are set, then it is finalised, then used. Setters
/// throw Error (failed); finalising may rightly fail, since that is how the library says that it
/// does not support something.
class DnnDescriptor {
 public:
  explicit DnnDescriptor(cudnnBackendDescriptorType_t type);

  void set(cudnnBackendAttributeName_t name, cudnnDataType_t value);
  void set(cudnnBackendAttributeName_t name, cudnnConvolutionMode_t value);
  void set(cudnnBackendAttributeName_t name, cudnnBackendHeurMode_t value);
  void set(cudnnBackendAttributeName_t name, cudnnPointwiseMode_t value);
  void set(cudnnBackendAttributeName_t name, cudnnHandle_t value);
  void set(cudnnBackendAttributeName_t name, bool value);
  void set(cudnnBackendAttributeName_t name, std::int64_t value);
  void set(cudnnBackendAttributeName_t name, float value);
  void set(cudnnBackendAttributeName_t name, const DnnDescriptor& value);
  void set(cudnnBackendAttributeName_t name, std::span<const std::int64_t> values);
  void set(cudnnBackendAttributeName_t name, std::span<void* const> values);
  void set(cudnnBackendAttributeName_t name, std::span<const DnnDescriptor> values);

  std::int64_t integer(cudnnBackendAttributeName_t name) const;
  /// A descriptor that this one holds, copied into a new one of that type.
  DnnDescriptor held(cudnnBackendAttributeName_t name, cudnnBackendDescriptorType_t type) const;
  std::vector<DnnDescriptor> heldAll(cudnnBackendAttributeName_t name,
                                     cudnnBackendDescriptorType_t type) const;
  std::vector<cudnnBackendNumericalNote_t> numericalNotes() const;  ///< of an engine

  bool tryFinalize();
  void finalize();
  cudnnBackendDescriptor_t get() const { return handle_.get(); }

 private:
  void setRaw(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type,
              std::int64_t count, const void* values);
  Owned<cudnnBackendDescriptor_t, cudnnBackendDestroyDescriptor> handle_;
};

}  // namespace scalescope::cuda
