#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/backend/backend.h"
#include "core/backend/cuda/arena.h"

namespace scalescope::cuda {

/// Brings batches to the device while it still works on the ones before: the host's values go
/// through page-locked memory and a stream of their own, and are moved to where the step reads them
/// when the step's stream comes to it.
class BatchFeed {
 public:
  BatchFeed(Arena& arena, cudaStream_t stream);

  /// Both spans may change once this has returned.
  void load(std::span<const float> pixels, std::span<const std::int32_t> labels);
  bool keep(const SampleSet& samples);                   ///< as Backend::keep()
  void loadKept(std::span<const std::int64_t> indices);  ///< as Backend::loadKept()
  const float* pixels() const { return static_cast<const float*>(current_->data()); }
  const std::int32_t* labels() const {
    return reinterpret_cast<const std::int32_t*>(static_cast<const char*>(current_->data()) +
                                                 labelsAt_);
  }
  /// The addresses of pixels() and labels() are those of before as long as this is.
  int generation() const { return generation_; }

 private:
  struct Stage {
    Pinned host;
    BlockPtr device;
    Event arrived, released;
    bool used = false;
  };
  void makeRoom(std::size_t pixelBytes, std::size_t labelBytes);
  Stage& freeStage();
  /// Brings the first `bytes` of a stage's host memory to its device memory, which the step's
  /// stream may read from then on, until release().
  void bring(Stage& stage, std::size_t bytes);
  void release(Stage& stage);
  float* pixelRoom() const { return static_cast<float*>(current_->data()); }

  Arena& arena_;
  cudaStream_t stream_;
  Stream uploads_;
  std::array<Stage, 2> stages_;
  BlockPtr current_;
  std::size_t labelsAt_ = 0;
  std::size_t room_ = 0;
  std::size_t next_ = 0;
  int generation_ = 0;
  BlockPtr kept_, keptLabels_;
  bool keptAreBytes_ = false;
  std::size_t keptElements_ = 0;  ///< of a sample
};

}  // namespace scalescope::cuda
