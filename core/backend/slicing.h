#pragma once

#include <algorithm>
#include <cstdint>

namespace scalescope {

/// How a batch is cut for operations that need FP32 scratch by the sample: `count` slices of
/// `samples` each.
struct Slicing {
  std::int64_t samples = 1;
  std::int64_t count = 1;
};

/// The largest slice that divides the batch and takes no more than `mostBytes`.
inline Slicing chooseSlicing(std::int64_t batch, std::int64_t bytesPerSample,
                             std::int64_t mostBytes) {
  const std::int64_t most =
      std::clamp<std::int64_t>(mostBytes / std::max<std::int64_t>(bytesPerSample, 1), 1, batch);
  std::int64_t samples = most;
  while (batch % samples != 0) --samples;
  // A batch without a fitting divisor (a prime, say) is better whole than sample by sample.
  if (samples * 4 < most) samples = batch;
  return {samples, batch / samples};
}

}  // namespace scalescope
