#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/diagnosis/planted_fault.h"
#include "core/diagnosis/scale_history.h"
#include "core/train/experiment_config.h"
#include "core/train/records.h"

namespace scalescope {

/// The statistics of a step, and the loss scale it was computed with.
struct ScaledStatistics {
  StatisticsRecord record;
  double scale = 1.0;
};

/// Weights that were not finite before the step that is asked about began.
struct BrokenWeights {
  ScaledStatistics first;  ///< of the first applied step whose statistics show them
  bool byItsUpdate =
      true;  ///< they were finite before it; else steps that tell nothing of them came between
  std::optional<std::int64_t> finite;  ///< the newest step before that left them finite, if counted
  std::optional<std::int64_t> badUpdate;  ///< the first of those that non-finite gradients updated
};

/// What is known of a step whose values did not all stay finite.
struct OverflowEvidence {
  StepRecord step;
  StatisticsRecord at;                     ///< of this step
  std::optional<ScaledStatistics> before;  ///< of the newest applied step before that has any
  std::optional<std::int64_t> applied;     ///< the newest applied step before, counted or not
  bool weightsOfBefore = false;  ///< no update came between: `before` shows this step's weights
  std::optional<BrokenWeights> broken;
  /// Since weights were counted last, the first step that was applied with non-finite gradients.
  std::optional<std::int64_t> badUpdate;
  bool appliedOverflow = false;  ///< the newest applied step before let a value overflow
  /// Another program counted: of a tensor in half it saw the values after their rounding, so that
  /// an infinity is one that overflowed, and zeros may have underflowed.
  bool countedAfterCast = false;
  std::optional<ScaledStatistics> start;      ///< of the run's first applied step that has any
  std::optional<ScaledStatistics> reference;  ///< of the FP32 run in this step
  double firstLoss = 0.0;   ///< of the run's first step; 0: it was not told, or not finite
  double lossBefore = 0.0;  ///< of the newest step before whose loss was; 0: there is none
  bool firstOfRun = false;  ///< nothing came before it in which the FP32 run could move on
  SkipKind skip = SkipKind::settled;
  std::int64_t held = 0;                     ///< ScaleHistory::held()
  std::vector<PlantedFault> injections;      ///< faults planted in this step
  std::optional<PlantedFault> earlierFault;  ///< the newest before it, in step `faultStep`
  std::int64_t faultStep = -1;
};

/// The largest finite magnitude of one tensor in each of these, divided by the loss scale if it is
/// a gradient; nothing where it had no such value.
struct Magnitudes {
  double asWas = 0.0;  ///< in this step, not unscaled; before its rounding
  double now = 0.0;
  std::optional<double> before, start, reference;
  std::int64_t stepBefore = -1;  ///< that `before` is of: the newest in which the tensor is known
  bool atLeast = false;  ///< `asWas` and `now` are no more than bounds: what was larger is infinite

  /// How many times as large as in the step before; nothing if either is not known.
  std::optional<double> growth() const;
  std::optional<double> growthSinceStart() const;
  std::optional<double> overReference() const;  ///< as many times as large as in the FP32 run
};

/// Whether a step's loss was told, and is NaN or infinite.
bool lossIsNotFinite(const StepRecord& step);
/// A loss this many times that of the first step has left what training does.
constexpr double kLossFarAbove = 4.0;
bool isFarAbove(const StepRecord& step, double firstLoss);
/// Whether the loss was as far above the start before the step, whose own may be infinite.
bool lossRanAway(const OverflowEvidence& evidence);
/// The loss of a step, as others are measured by; 0: it was not told, or not finite.
double toldLoss(const StepRecord& step);

/// Values that became this many times as large have jumped: more than a batch differs from the
/// next.
constexpr double kJump = 8.0;
/// Over several steps more is needed, where the FP32 run's values are as large.
constexpr double kJumpOverSteps = 64.0;

/// `tensor`: its index in the record `evidence.at`.
Magnitudes magnitudesOf(const OverflowEvidence& evidence, std::size_t tensor);
/// Whether ScaleScope counted these: it alone names the gradient of the loss so.
bool namesLossGradient(const TensorTable& tensors);
/// The place of a tensor in the record's table; nothing if it is not there.
std::optional<std::size_t> indexOf(const StatisticsRecord& record, const std::string& tensor);
/// Whether finite values of a tensor of this step left its format.
bool hasOverflowed(const OverflowEvidence& evidence, std::size_t tensor);
/// How many values of a tensor are not finite after its cast; one to FP8 clips what is too large.
std::uint64_t nonFiniteOf(const TensorInfo& tensor, const TensorSummary& summary);
/// The first tensor, in order of computation, that holds a non-finite value.
std::optional<std::size_t> firstNonFinite(const StatisticsRecord& record);
/// The first of which FP8 clipped a value.
std::optional<std::size_t> firstClipped(const StatisticsRecord& record);

}  // namespace scalescope
