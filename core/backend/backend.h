#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/backend/operation.h"
#include "core/backend/parameter.h"
#include "core/backend/step_rule.h"
#include "core/numerics/tensor_statistics.h"

namespace scalescope {

/// What computes, for people and for the store.
struct BackendInfo {
  std::string kind;     ///< "cpu", "cuda"
  std::string device;   ///< the processor's name
  std::string library;  ///< "oneDNN 2.6.3"
  int threads = 1;      ///< of the processor; 0: another device computes
};

/// Samples that many batches come from, as they lie in host memory: [count, elements] bytes (p
/// stands for p / 255) or FP32 values, one of the two empty, and a label each.
struct SampleSet {
  std::span<const std::uint8_t> bytes;
  std::span<const float> values;
  std::span<const std::int32_t> labels;
};

/// What is known of a step once it is over.
struct StepOutcome {
  LossResult loss;
  StepDecision decision;
  std::uint64_t lostUpdates = 0;  ///< non-zero updates that left their weight unchanged
  double milliseconds = 0.0;      ///< that a device took for the step; 0: the caller's time is it
};

/// Unscale, check, clip and update of all parameters of a run. The first three may be on their way
/// still when they return.
class ParameterUpdate {
 public:
  virtual ~ParameterUpdate() = default;
  /// FP32 gradients ← scaled gradients / loss scale, checked.
  virtual void unscale() = 0;
  /// decideStep() on the back end's state. Once more, after a step was held, on the same gradients.
  virtual void decide() = 0;
  /// Clips, updates `value` of every parameter, and casts it to `operand` (counted), if decided so.
  virtual void apply() = 0;
  /// Of the oldest step that was not asked for yet; waits for it. The counts of all cast sites are
  /// of this step then.
  virtual StepOutcome outcome() = 0;
  /// Casts `value` to `operand` of every parameter: after initial weights or a checkpoint were
  /// written.
  virtual void refreshOperands() = 0;
  /// The optimizer's state tensors, named "layers.0.weight.momentum" (sgd), ".moment1", ".moment2"
  /// (adam).
  virtual std::vector<std::pair<std::string, TensorPtr>> state() const = 0;
};

/// The one interface that layers compute through. A back end belongs to one run and one thread at a
/// time. Making an operation may allocate; running one may not.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual BackendInfo info() const = 0;
  virtual std::size_t memoryInUse() const = 0;  ///< bytes of tensors, workspaces and scratch now
  virtual std::size_t memoryPeak() const = 0;

  /// A tensor in plain row-major layout.
  virtual TensorPtr tensor(const Shape& shape, Format format) = 0;
  /// Writes row-major FP32 values, rounded to the tensor's format; counts into `site` if given.
  virtual void write(Tensor& tensor, std::span<const float> values, CastSite* site = nullptr) = 0;
  /// Copies a tensor of the same shape and format, also within run().
  virtual void copy(const Tensor& from, Tensor& to) = 0;
  /// Reads as row-major FP32 values, exactly. `values` has the tensor's element count.
  virtual void read(const Tensor& tensor, std::span<float> values) const = 0;
  /// What values a tensor has; waits for the work under way. Not within run().
  virtual TensorStatistics statistics(const Tensor& tensor) const = 0;

  // A step.
  /// The next batch: [N, sample elements] FP32 values and a label each. They must stay until the
  /// step's outcome, or the loss, was taken.
  virtual void load(std::span<const float> pixels, std::span<const std::int32_t> labels) = 0;
  /// Takes a copy of samples to where the back end computes, so that batches of them need not be
  /// brought there; false where that would gain nothing, or there is no room.
  virtual bool keep(const SampleSet& samples) = 0;
  /// As load(), with the samples of these indices in the set that was kept.
  virtual void loadKept(std::span<const std::int64_t> indices) = 0;
  /// Rounds the batch into a network's input, in this pass.
  virtual void castBatch(Tensor& input, CastSite* site) = 0;
  /// Does the work of a step. A back end may record what it does the first time, and repeat that
  /// from then on without calling it.
  virtual void run(Pass pass, const std::function<void()>& work) = 0;
  /// Does more of the step that run() did last, whose outcome has been asked for; there will be
  /// another outcome. Never recorded.
  virtual void proceed(const std::function<void()>& work) = 0;
  /// Outside run(): brings the counts of all cast sites up to now.
  virtual void collectCounts() = 0;
  virtual StepState stepState() const = 0;  ///< waits for the steps under way
  virtual void setStepState(const StepState& state) = 0;

  // Layers. `bias` may be null. Weights: conv [out, in/groups, kh, kw], linear [out, in].
  virtual std::unique_ptr<Operation> conv2d(const OperationSite&, const Conv2dSpec&,
                                            Parameter& weight, Parameter* bias) = 0;
  virtual std::unique_ptr<Operation> linear(const OperationSite&, std::int64_t out,
                                            Parameter& weight, Parameter* bias) = 0;
  virtual std::unique_ptr<Operation> pool2d(const OperationSite&, const PoolSpec&) = 0;
  /// Over [N, C] or [N, C, H, W]; running statistics [C] are FP32 tensors, the variance unbiased as
  /// in PyTorch.
  virtual std::unique_ptr<Operation> batchNorm(const OperationSite&, const NormSpec&,
                                               Parameter& weight, Parameter& bias,
                                               TensorPtr runningMean,
                                               TensorPtr runningVariance) = 0;
  /// Over all extents but the first; weight and bias have the shape of one sample.
  virtual std::unique_ptr<Operation> layerNorm(const OperationSite&, const NormSpec&,
                                               Parameter& weight, Parameter& bias) = 0;
  virtual std::unique_ptr<Operation> relu(const OperationSite&) = 0;
  /// The mask of an element depends on seed, step and its logical index alone.
  virtual std::unique_ptr<Operation> dropout(const OperationSite&, const DropoutSpec&) = 0;
  virtual std::unique_ptr<Operation> flatten(
      const OperationSite&) = 0;  ///< [N, …] to [N, features]
  virtual std::unique_ptr<LossOperation> loss(const OperationSite&, LossKind) = 0;

  /// The format of a parameter's `value` is also that of its optimizer state and of the update's
  /// intermediate results. `sites`: those of the network.
  virtual std::unique_ptr<ParameterUpdate> update(std::vector<Parameter*> parameters,
                                                  const StepRules& rules,
                                                  const CastSites& sites) = 0;
};

}  // namespace scalescope
