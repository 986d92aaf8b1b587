#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/train/divergence.h"
#include "core/train/tensor_record.h"

namespace scalescope {

/// What another program, or a log, did not measure of a step. The first are in the plots' order.
enum Absent : std::uint16_t {
  absentLoss = 1,
  absentScale = 2,
  absentGradNorm = 4,
  absentOverflow = 8,
  absentUnderflow = 16,  ///< or the values cast, that it is a share of
  absentStepMs = 32,
  absentLearningRate = 64,
  absentLostUpdates = 128,
  absentTime = 256,
  absentSamples = 512,
  absentAccuracy = 1024
};
constexpr std::uint16_t kAbsentFromPlots = 63;  ///< the bits of what has a plot

/// What training hands to whoever listens. `run` is the index in the experiment's configuration.
struct StepRecord {
  int run = 0;
  std::int64_t step = 0;  ///< from 0
  double loss = 0.0;      ///< unscaled; may be NaN or ±inf
  double scale = 1.0;     ///< the loss scale this step was computed with
  bool foundInf = false;
  bool applied = true;    ///< false: the update was skipped
  double gradNorm = 0.0;  ///< global L2 norm, unscaled, before clipping; NaN or inf when foundInf
  double learningRate = 0.0;
  std::int64_t overflow =
      0;  ///< finite values that became ±inf at a cast, or weights that an update in half made
          ///< non-finite, plus non-finite parameter gradients
  std::int64_t underflow = 0;     ///< non-zero values that became zero at a cast
  std::int64_t castElements = 0;  ///< elements cast in this step; 0 under fp32
  std::int64_t lostUpdates = 0;
  double stepMs = 0.0;       ///< time of this run's step
  double wallTime = 0.0;     ///< seconds since the experiment started, pauses left out
  std::int64_t samples = 0;  ///< samples seen, this step included
  double accuracy = 0.0;     ///< share of this batch that was classified right
  std::uint16_t absent = 0;  ///< Absent bits; what is trained here lacks nothing
  double underflowShare() const {
    return castElements > 0 ? static_cast<double>(underflow) / static_cast<double>(castElements)
                            : 0.0;
  }
};

/// What another program did not measure of an evaluation. All but the last lie as in the store's
/// nan_mask.
enum AbsentEvaluation : std::uint8_t {
  absentTestLoss = 1,
  absentTestAccuracy = 2,
  absentTestTime = 4,
  absentTestSamples = 8
};

/// Loss and accuracy over the whole test set.
struct EvaluationRecord {
  int run = 0;
  std::int64_t step = 0;  ///< after this many steps
  double loss = 0.0;
  double accuracy = 0.0;     ///< 0 … 1
  std::int64_t samples = 0;  ///< training samples seen by then
  double wallTime = 0.0;
  std::uint8_t absent = 0;  ///< AbsentEvaluation bits
};

/// What an entry of the log tells of.
enum class EventKind {
  overflow,
  scaleChange,
  collapse,
  breakpoint,
  injection,
  edit,  ///< a person changed what training goes on with
  evaluation,
  note,
  state
};

/// An entry of the log.
struct EventRecord {
  int run = 0;  ///< −1: the whole experiment
  std::int64_t step = 0;
  EventKind kind = EventKind::note;
  double value = 0.0;    ///< scale after a change, overflow count, accuracy
  std::string message;   ///< one plain sentence
  std::string action{};  ///< what a person or an injection did, as JSON that can be done again
  std::string reason{};  ///< of an overflow, in the language of who watches; not kept
};

/// `ready` to `paused`: someone is expected to go on. `stopped`: on request, before the end.
/// `interrupted`: nobody trains it any more, though it came to no end.
enum class RunState { ready, running, paused, finished, stopped, interrupted, failed };

/// A run has come to another state.
struct StateRecord {
  int run = 0;
  std::int64_t step = 0;  ///< steps done
  RunState state = RunState::ready;
  std::string message;         ///< why, for failed
  std::size_t memoryPeak = 0;  ///< bytes of tensors
};

/// A checkpoint of one run after `step` steps: safetensors bytes with everything that resuming
/// needs.
struct CheckpointRecord {
  int run = 0;
  std::int64_t step = 0;
  std::string data;
};

using Record = std::variant<StepRecord, EvaluationRecord, EventRecord, StateRecord,
                            CheckpointRecord, StatisticsRecord, DivergenceRecord>;
inline int runOf(const Record& record) {
  return std::visit([](const auto& each) { return each.run; }, record);
}
/// Called on the thread that trains; must not block for long and must not throw.
using RecordListener = std::function<void(const Record&)>;

std::string_view toString(EventKind kind);
std::string_view toString(RunState state);

}  // namespace scalescope
