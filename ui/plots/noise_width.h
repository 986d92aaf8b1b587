#pragma once

#include <cstdint>
#include <vector>

#include "core/train/loss_distance.h"
#include "ui/plots/run_series.h"

namespace scalescope {

/// How far chance may take a loss from the FP32 run's, step by step: half the width of the band,
/// from the losses of the noise floor and of the FP32 run, kept up to date piece by piece. As wide
/// as a departure has to be to be reported.
class NoiseWidth {
 public:
  /// Takes in at most `budget` further steps that both have; starts again where one of them was
  /// taken back. Returns how many it took.
  std::size_t update(const RunSeries& noiseFloor, const RunSeries& reference, std::size_t budget);
  /// At the reference's steps, as far as both have come.
  const std::vector<double>& widths() const { return widths_; }

 private:
  std::vector<double> widths_;
  SmoothedLossDistance distance_;
  NoiseBand band_;
  std::uint64_t generations_ = 0;  ///< of both
};

}  // namespace scalescope
