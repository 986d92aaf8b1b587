#pragma once

#include <cstdint>
#include <vector>

#include "core/backend/cast_site.h"
#include "core/backend/cuda/arena.h"
#include "core/backend/cuda/kernels/step.h"

namespace scalescope::cuda {

/// A place in the device's table of cast counts.
struct Counter {
  int index = -1;
};

/// Counts of casts on the device, and the ring in page-locked host memory through which every step
/// reports them and what became of it. Reading a report waits for its step and for nothing else.
class Telemetry {
 public:
  static constexpr int kCapacity = 4096;  ///< cast sites of a run
  static constexpr int kSlots = 64;       ///< steps that may be under way

  Telemetry(Arena& arena, cudaStream_t stream);

  /// None for a null or an FP32 site. Throws Error (failed) beyond kCapacity.
  Counter counter(CastSite* site);
  DeviceCounts* counts(Counter counter) const;  ///< in device memory; null for none
  void clear();                                 ///< all counts, when the stream comes to it
  void collect();                               ///< waits, and adds the counts to their sites

  /// A step is put on the stream: these two stand around its work, outside of a capture.
  void begin();
  void end();
  void report(DeviceStep* step);  ///< the last work of a step, to be captured with it
  struct Taken {
    StepReport report;
    double milliseconds;  ///< from begin() to end() on the device
  };
  /// Of the oldest step not taken yet, with its counts written into their sites. Waits.
  Taken take();

 private:
  cudaStream_t stream_;
  BlockPtr counts_;
  Pinned ring_, ringCounts_;
  std::vector<CastSite*> sites_;
  std::vector<Event> begun_, ended_;
  std::uint64_t queued_ = 0;
  std::uint64_t taken_ = 0;
};

}  // namespace scalescope::cuda
