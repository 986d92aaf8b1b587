#include "core/train/trainer.h"

namespace scalescope {

/// The way of one step. Everything it touches was made before training began: it allocates nothing,
/// looks nothing up and leaves the disk alone.
StepRecord Trainer::step(std::span<const float> pixels, std::span<const std::int32_t> labels) {
  const StepContext context{static_cast<std::uint64_t>(step_), scaler_.scale(), true};
  network_->sites().clearCounts();

  // batch: rounded once to the format that the first layer computes in.
  backend_->write(network_->input(), pixels, &network_->inputCast());

  // forward, with the policy's casts; the loss itself is FP32.
  network_->forward(context);
  const LossResult result = network_->loss(labels.data(), config_.batchSize);

  // loss × scale → backward: the scale enters with the gradient of the logits.
  network_->backward(context, labels.data());

  // found_inf? and unscale are one pass: FP32 gradients ← scaled gradients / scale.
  const GradientReport gradients = update_->unscale(scaler_.inverseScale());
  const bool foundInf = gradients.nonFinite > 0;

  // clip → optimizer, or skip: one non-finite element is enough, whatever the scaler is.
  const double rate = learningRate(config_.schedule, config_.optimizer.lr, applied_, config_.steps);
  UpdateReport update;
  if (!foundInf) {
    const ClipAction clip =
        config_.clip ? clipAction(*config_.clip, gradients.norm, context.lossScale) : ClipAction{};
    update = update_->apply(updateConstants(config_.optimizer, rate, applied_), clip);
    ++applied_;
  }

  // scaler update, whether the step was applied or skipped.
  lastChange_ = scaler_.update(foundInf);
  ++step_;

  // telemetry record. Casts are those of this step, its new weights included. A gradient element
  // that overflowed at its own cast is non-finite when it is unscaled too: it is counted once.
  const CastCounts casts = network_->sites().total();
  StepRecord record;
  record.run = run_;
  record.step = step_ - 1;
  record.loss = result.loss;
  record.scale = static_cast<double>(context.lossScale);
  record.foundInf = foundInf;
  record.applied = !foundInf;
  record.gradNorm = gradients.norm;
  record.learningRate = rate;
  record.overflow = static_cast<std::int64_t>(casts.overflow + gradients.nonFinite -
                                              network_->gradientCastOverflows());
  record.underflow = static_cast<std::int64_t>(casts.underflow);
  record.castElements = static_cast<std::int64_t>(casts.elements);
  record.lostUpdates = static_cast<std::int64_t>(update.lostUpdates);
  record.samples = step_ * config_.batchSize;
  record.accuracy = static_cast<double>(result.correct) / static_cast<double>(config_.batchSize);
  return record;
}

}  // namespace scalescope
