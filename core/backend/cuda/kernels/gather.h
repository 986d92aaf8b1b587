#pragma once

#include <cstdint>

#include "core/backend/cuda/kernel.h"

namespace scalescope::cuda {

/// A batch from samples that live on the device: [count, elements], bytes (p stands for p / 255) or
/// FP32, with a label each.
struct GatherJob {
  const std::uint8_t* bytes = nullptr;  ///< one of these two
  const float* values = nullptr;
  const std::int32_t* allLabels = nullptr;
  const std::int64_t* indices = nullptr;  ///< [batch]
  std::int64_t batch = 0;
  std::int64_t elements = 0;       ///< of a sample
  float* pixels = nullptr;         ///< [batch, elements]
  std::int32_t* labels = nullptr;  ///< [batch]
};

/// Does a GatherJob: pixels, then labels.
struct GatherBody {
  using Shared = NoShared;
  static constexpr int phases = 1;
  GatherJob job;

  template <int phase>
  SCALESCOPE_HD void run(const Place& place, NoShared&) const {
    for (std::int64_t i = place.first(); i < job.batch * job.elements; i += place.stride()) {
      const std::int64_t from = job.indices[i / job.elements] * job.elements + i % job.elements;
      job.pixels[i] = job.bytes ? static_cast<float>(job.bytes[from]) / 255.0F : job.values[from];
    }
    for (std::int64_t n = place.first(); n < job.batch; n += place.stride()) {
      job.labels[n] = job.allLabels[job.indices[n]];
    }
  }
};

}  // namespace scalescope::cuda
