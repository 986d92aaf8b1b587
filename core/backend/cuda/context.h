#pragma once

#include <array>
#include <memory>

#include "core/backend/cuda/batch_feed.h"
#include "core/backend/cuda/cuda_tensor.h"
#include "core/backend/cuda/telemetry.h"

namespace scalescope::cuda {

/// Areas of device memory that all operations of a run share, since one runs at a time.
enum class Slot {
  first,    ///< an operand, widened or rounded
  second,   ///< another one
  third,    ///< a parameter, widened
  result,   ///< FP32 values before they are rounded
  partial,  ///< partial sums, FP32 parameter gradients
  library,  ///< the workspace of cuDNN or cuBLASLt
  count
};

/// What all parts of one back end share.
class Context {
 public:
  explicit Context(int device);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  int device() const { return device_; }
  void use() const;   ///< makes the device the calling thread's
  void wait() const;  ///< until everything that was put on the stream is done

  void reserve(Slot slot, std::size_t bytes);
  template <typename T = void>
  T* scratch(Slot slot) {
    return static_cast<T*>(scratch_[static_cast<std::size_t>(slot)]->data());
  }
  /// Raised whenever addresses may have changed that a captured graph would hold.
  int generation() const { return generation_ + feed.generation(); }

  const BlockPtr& statistics() const { return statistics_; }  ///< a DeviceStatistics
  DeviceStep* step() const { return static_cast<DeviceStep*>(step_->data()); }
  void setRules(const StepRules& rules);
  StepState state();  ///< waits
  void setState(const StepState& state);
  void upload(void* target, const void* source, std::size_t bytes);  ///< waits
  void download(void* target, const void* source, std::size_t bytes) const;

  cudaStream_t stream() const { return stream_.get(); }

 private:
  int device_;
  Stream stream_;

 public:
  DnnHandle dnn;
  MatmulHandle matmul;
  Arena arena;
  Telemetry telemetry;
  BatchFeed feed;

 private:
  std::array<BlockPtr, static_cast<std::size_t>(Slot::count)> scratch_;
  BlockPtr step_, script_, statistics_;
  int generation_ = 0;
};

using ContextPtr = std::shared_ptr<Context>;

inline CudaTensorPtr makeTensor(const ContextPtr& context, const Shape& shape, Format format,
                                bool outerPadding = false) {
  return std::make_shared<CudaTensor>(context->arena, shape, format, outerPadding);
}

}  // namespace scalescope::cuda
