#include "core/train/trainer.h"

namespace scalescope {

/// The way of one step. Everything it touches was made before training began: it allocates nothing,
/// looks nothing up and leaves the disk alone. A back end on a device may record it the first time,
/// and repeats the record from then on.
void Trainer::begin(bool statistics) {
  network_->sites().collect(statistics);
  backend_->run(Pass::training, [this] {
    network_->sites().clearCounts();

    // batch: rounded once to the format that the first layer computes in.
    backend_->castBatch(network_->input(), &network_->inputCast());

    // forward, with the policy's casts; the loss itself is FP32.
    network_->forward(Pass::training);
    network_->loss().forward(config_.batchSize);

    // loss × scale → backward: the scale enters with the gradient of the logits.
    network_->backward();

    // found_inf? and unscale are one pass: FP32 gradients ← scaled gradients / scale.
    update_->unscale();

    // clip, learning rate, applied or skipped, and the scaler's update: decideStep().
    update_->decide();

    // optimizer, unless the step is skipped.
    update_->apply();
  });
  ++step_;
}

/// The telemetry record of the oldest step that has begun. Casts are those of that step, its new
/// weights included. A gradient element that overflowed at its own cast is non-finite when it is
/// unscaled too: it is counted once.
StepRecord Trainer::end() {
  const StepOutcome outcome = update_->outcome();
  const StepDecision& decision = outcome.decision;
  lastDecision_ = decision;
  const CastCounts casts = network_->sites().total();
  StepRecord record;
  record.run = run_;
  record.step = recorded_++;
  record.loss = outcome.loss.loss;
  record.scale = static_cast<double>(decision.lossScale);
  record.foundInf = decision.gradients.nonFinite > 0;
  record.applied = decision.applied;
  record.gradNorm = decision.gradients.norm;
  record.learningRate = decision.learningRate;
  record.overflow = static_cast<std::int64_t>(casts.overflow + decision.gradients.nonFinite -
                                              network_->gradientCastOverflows());
  record.underflow = static_cast<std::int64_t>(casts.underflow);
  record.castElements = static_cast<std::int64_t>(casts.elements);
  record.lostUpdates = static_cast<std::int64_t>(outcome.lostUpdates);
  record.samples = recorded_ * config_.batchSize;
  record.stepMs = outcome.milliseconds;
  record.accuracy =
      static_cast<double>(outcome.loss.correct) / static_cast<double>(config_.batchSize);
  return record;
}

StepRecord Trainer::step(std::span<const float> pixels, std::span<const std::int32_t> labels) {
  load(pixels, labels);
  begin();
  return end();
}

}  // namespace scalescope
