#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/phrases.h"
#include "core/train/divergence.h"
#include "core/train/experiment_config.h"
#include "core/train/records.h"

// Where a run parts from its FP32 run by more than chance: losses are compared smoothed
// (core/train/loss_distance.h), weights as they are; for the band see core/train/noise_band.h.
namespace scalescope {

/// What can be said of a run's distance from FP32.
enum class DepartureKind {
  noReference,   ///< there is no FP32 run to compare with
  reference,     ///< it is that run itself
  noiseFloor,    ///< it is chance itself
  notMeasured,   ///< there is no noise floor
  withinChance,  ///< it never left the band
  departed
};

/// A quantity that left the band.
struct Departure {
  std::string tensor;          ///< whose weights; "": those of the whole model
  std::int64_t first = 0;      ///< step outside the band
  double distance = 0.0;       ///< there: of losses as they are, of weights relative
  double chance = 0.0;         ///< there
  std::int64_t last = 0;       ///< step outside
  bool stays = false;          ///< nothing was measured after that
  double largestRatio = 0.0;   ///< of a distance to chance
  std::int64_t largestAt = 0;  ///< step
};

/// Which of a run's quantities left the band of chance, and when.
struct DepartureReport {
  DepartureKind kind = DepartureKind::noReference;
  std::string run, reference, noiseFloor;  ///< names; "" where there is none
  std::optional<Departure> loss;
  std::vector<Departure> weights;  ///< the whole model first, then in the network's order
  std::string sentence;

  std::optional<std::int64_t> first() const;  ///< step at which anything left the band
  const Departure* firstTensor() const;       ///< whose weights left first, most of all; null: none
};

/// What is known of a run, from its step 0 on.
struct RunTrace {
  std::span<const StepRecord> steps;
  std::span<const DivergenceRecord> divergence;
};

/// `run` is an index in `config`; traces of runs that there are not, are empty.
DepartureReport departureOf(const ExperimentConfig& config, int run, const RunTrace& own,
                            const RunTrace& reference, const RunTrace& noiseFloor,
                            const Phrases& say = Phrases());

std::string_view toString(DepartureKind kind);

}  // namespace scalescope
