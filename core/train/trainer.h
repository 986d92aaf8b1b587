#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/backend/backend.h"
#include "core/data/dataset.h"
#include "core/nn/network.h"
#include "core/precision/loss_scaler.h"
#include "core/train/experiment_config.h"
#include "core/train/injection.h"
#include "core/train/records.h"

namespace scalescope {

/// How a step is begun.
struct StepOptions {
  bool statistics = false;  ///< of every tensor: statistics() has them then
  /// A held step has changed nothing but what the tensors of forward and backward hold. It can be
  /// begun again, from the same batch, or be completed.
  Hold hold = Hold::never;
  /// Faults to plant, with `statistics` alone: what they make of a tensor is counted as its values.
  std::vector<Injection> injections{};
};

/// One run: its back end, network, scaler and optimizer state. The way of a step is in step.cpp.
class Trainer {
 public:
  Trainer(std::unique_ptr<Backend> backend, const ExperimentConfig& config, int run,
          const std::vector<HostTensor>& initialWeights);

  /// The batch of the next begin(), which may be on its way while a step is: `pixels` is [batch,
  /// sample elements] FP32, row-major, and must stay as it is until that step's end().
  void load(std::span<const float> pixels, std::span<const std::int32_t> labels);
  /// The same with samples that keep() was given.
  void load(std::span<const std::int64_t> indices);
  /// Sets one step on its way, or the held one once more. Allocates nothing, unless it is the first
  /// to count its tensors.
  void begin(const StepOptions& options = {});
  /// What the tensors were in the step that ended last, if it was begun with `statistics`.
  StatisticsRecord statistics() const;
  /// The weights alone, as their cast found them at the end of the step that ended last: for one
  /// that let nothing else overflow, which was seen too late to count all. Reads them all.
  StatisticsRecord weightStatistics() const;
  /// Whether the back end has taken these samples to where it computes.
  bool keep(const Samples& samples);
  /// What the oldest step that has begun came to; waits for it. Of a held step, what it has come to
  /// so far.
  StepRecord end();
  bool held() const { return held_; }  ///< the step that ended last waits for its update
  StepRecord complete();               ///< a held step: decides, and applies the update or skips it
  void abandon();                      ///< a held step, as if it had never been begun
  StepRecord step(std::span<const float> pixels,
                  std::span<const std::int32_t> labels);  ///< all three
  /// Sums loss and correct answers over a batch of which the first `count` samples are real, with
  /// running statistics and no dropout. Changes nothing that training depends on.
  LossResult evaluate(std::span<const float> pixels, std::span<const std::int32_t> labels,
                      std::int64_t count);

  const StepDecision& lastDecision() const { return lastDecision_; }  ///< of the last end()
  std::int64_t clippedValues() const;  ///< of the step that ended last: that FP8 or INT8 clipped
  bool hasStatistics() const { return network_->sites().collects(); }
  StepState state() const { return backend_->stepState(); }
  float scale() const { return state().scaler.scale; }
  void setScale(float scale);  ///< by hand; the growth tracker clears
  void setScaler(const ScalerState& scaler);
  /// Where the run's scaler starts, with so many steps done before; scripts count those, too.
  ScalerState initialScaler(std::int64_t steps) const;
  std::int64_t stepsDone() const { return step_ - (held_ ? 1 : 0); }  ///< or begun
  std::int64_t stepsApplied() const { return state().applied; }
  const RunConfig& runConfig() const { return config_.runs[static_cast<std::size_t>(run_)]; }
  Network& network() { return *network_; }
  const Network& network() const { return *network_; }
  Backend& backend() { return *backend_; }
  /// The first tensor in order of computation that holds a non-finite value now; empty if none
  /// does.
  std::string firstNonFinite() const;

  /// Masters (or the stored halves), named "layers.N.weight", and running statistics.
  std::vector<HostTensor> weights() const;
  /// Safetensors bytes with everything that the next step depends on: weights, running statistics,
  /// amax histories, optimizer state, and in the metadata the step counts, the scaler's state and
  /// the largest magnitudes that an overflow of the next step is compared with.
  std::string saveCheckpoint() const;
  /// Refuses what is not a whole checkpoint of this very network and data set; the trainer is
  /// unchanged then. Amax histories may be missing or too many: the formats may differ.
  void loadCheckpoint(std::string_view bytes, const Sentence& source);
  std::optional<std::uint32_t> dataFingerprint;  ///< kept in checkpoints; none: not compared
  std::string edits;  ///< a RunEdit that the configuration already has, as JSON: kept, too

 private:
  std::vector<std::pair<std::string, TensorPtr>> stateTensors() const;
  void setHold(Hold hold);
  void injectInto(const std::string& name, Tensor& tensor);
  void takeBackInjected();
  void countInjected();
  TensorStatistics valuesBeforeCast(const Parameter& parameter) const;
  void keepLargest();
  bool overflowed() const;
  StepRecord recordOf(const StepOutcome& outcome) const;
  HostTensor readTensor(const std::string& name, const Tensor& tensor) const;
  void loadHistories(const Safetensors& file, const Sentence& source);

  const ExperimentConfig config_;
  int run_;
  const LossScaler scaler_;  ///< its rule and where it starts; its state is the back end's
  std::unique_ptr<Backend> backend_;
  std::unique_ptr<Network> network_;
  std::unique_ptr<ParameterUpdate> update_;
  std::vector<const CastSite*> sites_;          ///< in order of computation
  std::shared_ptr<const TensorTable> tensors_;  ///< of these sites
  StepDecision lastDecision_;
  Hold hold_ = Hold::never;  ///< as the back end knows it
  bool held_ = false;
  std::vector<Injection> injections_;  ///< of the step under way
  struct InjectedTensor {
    CastSite* site;
    TensorStatistics statistics;
    CastCounts counts;
  };
  std::vector<InjectedTensor> injected_;
  /// Weights of the step under way as they were before faults were planted in them.
  std::vector<HostTensor> soundWeights_;
  /// As StatisticsRecord has them, of the newest step that was applied, and as they were when the
  /// step that ended last began; zeros: there was none yet.
  std::vector<double> largest_, largestBefore_;
  double heldMilliseconds_ = 0.0;  ///< that the held step took so far
  std::int64_t step_ = 0;          ///< begun
  std::int64_t recorded_ = 0;      ///< of them, ended
};

}  // namespace scalescope
