#pragma once

#include <cstdint>
#include <vector>

#include "core/backend/cast_site.h"
#include "core/backend/cuda/arena.h"
#include "core/backend/cuda/kernels/step.h"

namespace scalescope::cuda {

/// A site's places in the device's tables of cast counts and of statistics.
struct Counter {
  int index = -1;  ///< none of an FP32 site
  int watched = -1;
};

/// Counts of casts on the device, and the ring in page-locked host memory through which every step
/// reports them and what became of it. Reading a report waits for its step and for nothing else.
class Telemetry {
 public:
  static constexpr int kCapacity = 4096;  ///< cast sites of a run
  static constexpr int kSlots = 64;       ///< steps that may be under way

  Telemetry(Arena& arena, cudaStream_t stream);

  /// None for a null site. Throws Error (failed) beyond kCapacity.
  Counter counter(CastSite* site);
  DeviceCounts* counts(Counter counter) const;  ///< in device memory; null for none
  /// Statistics too, if they are collected now.
  Tally tally(Counter counter) const;

  /// Whether the sites ask for statistics.
  bool collects() const { return !watched_.empty() && watched_.front()->statistics; }
  void beginStatistics();  ///< of the step that follows: makes room, and clears it
  void clear();            ///< all counts, when the stream comes to it
  void collect();          ///< waits, and adds the counts to their sites

  /// A step is put on the stream: these two stand around its work, outside of a capture.
  void begin();
  void end();
  void decide(DeviceStep* step);  ///< DecideBody over the counts so far
  void report(DeviceStep* step);  ///< the last work of a step, to be captured with it
  struct Taken {
    StepReport report;
    double milliseconds;  ///< from begin() to end() on the device
  };
  /// Of the oldest step not taken yet, with its counts written into their sites. Waits.
  Taken take();

 private:
  DeviceStatistics* table() const;
  void takeStatistics();

  Arena& arena_;
  cudaStream_t stream_;
  BlockPtr counts_, statistics_;
  Pinned ring_, ringCounts_;
  std::vector<CastSite*> sites_;    ///< those that are cast
  std::vector<CastSite*> watched_;  ///< all
  std::vector<Event> begun_, ended_;
  std::uint64_t queued_ = 0;
  std::uint64_t taken_ = 0;
};

}  // namespace scalescope::cuda
