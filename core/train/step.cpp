#include "core/train/trainer.h"

namespace scalescope {

/// The way of one step. Everything it touches was made before training began: it allocates nothing,
/// looks nothing up and leaves the disk alone. A back end on a device may record it the first time,
/// and repeats the record from then on.
void Trainer::begin(const StepOptions& options) {
  setHold(options.hold);
  if (held_) network_->restoreBuffers();
  network_->sites().collect(options.statistics);
  injections_ = options.injections;
  injected_.clear();
  Network::TensorHook hook;  // none but for a step with planted faults
  if (!injections_.empty()) {
    hook = [this](const std::string& name, Tensor& tensor) { injectInto(name, tensor); };
  }
  backend_->run(Pass::training, [this, &hook] {
    network_->keepBuffers();
    network_->sites().clearCounts();

    // batch: rounded once to the format that the first layer computes in.
    backend_->castBatch(network_->input(), &network_->inputCast());

    // forward, with the policy's casts; the loss itself is FP32.
    network_->forward(Pass::training, hook);
    network_->loss().forward(config_.batchSize);

    // loss × scale → backward: the scale enters with the gradient of the logits.
    network_->backward(hook);
    takeBackInjected();

    // found_inf? and unscale are one pass: FP32 gradients ← scaled gradients / scale.
    update_->unscale();

    // clip, learning rate, applied or skipped, and the scaler's update: decideStep().
    update_->decide();

    // optimizer, unless the step is skipped or held.
    update_->apply();
  });
  if (!held_) ++step_;
}

void Trainer::abandon() {
  if (!held_) return;
  network_->restoreBuffers();
  held_ = false;
  heldMilliseconds_ = 0.0;
  --step_;
}

void Trainer::injectInto(const std::string& name, Tensor& tensor) {
  for (const Injection& injection : injections_) {
    if (injection.tensor != name) continue;
    HostTensor values = readTensor(name, tensor);
    CastSite* const site = network_->siteOf(name);
    const bool weight = site && site->role == TensorRole::weight;
    if (weight) soundWeights_.push_back(values);
    inject(injection, values.data);
    backend_->write(tensor, values.data);
    // Of weights, those are counted that the step leads to.
    if (!site || weight) continue;
    InjectedTensor changed{site, {}, {}};
    changed.statistics.format = site->format;
    for (const float value : values.data) {
      changed.statistics.add(value);
      if (site->format != Format::fp32) {
        countCast(changed.counts, value, roundTo(site->format, value));
      }
    }
    injected_.push_back(changed);
  }
}

/// A fault in a weight is one of the pass through it: what is updated is the sound weight. Nothing
/// else would take it out of weights that a skipped update leaves.
void Trainer::takeBackInjected() {
  for (auto sound = soundWeights_.rbegin(); sound != soundWeights_.rend(); ++sound) {
    for (const auto& [name, tensor] : network_->tensorsInOrder()) {
      if (name == sound->name) backend_->write(*tensor, sound->data);
    }
  }
  soundWeights_.clear();
}

/// What was counted of a tensor before a fault was planted in it gives way, unless it had gone
/// non-finite without: what is stored of it tells no more why.
void Trainer::countInjected() {
  for (const InjectedTensor& each : injected_) {
    const TensorStatistics* counted = each.site->statistics;
    const bool broken =
        each.site->counts.nonFinite > 0 || (counted && counted->infinities + counted->nans > 0);
    if (broken) continue;
    each.site->counts = each.counts;
    if (each.site->statistics) *each.site->statistics = each.statistics;
  }
}

StepRecord Trainer::complete() {
  setHold(Hold::never);
  backend_->proceed([this] {
    update_->decide();
    update_->apply();
  });
  return end();
}

StepRecord Trainer::end() {
  StepOutcome outcome = update_->outcome();
  countInjected();
  lastDecision_ = outcome.decision;
  outcome.milliseconds += heldMilliseconds_;
  held_ = outcome.decision.held;
  heldMilliseconds_ = held_ ? outcome.milliseconds : 0.0;
  StepRecord record = recordOf(outcome);
  if (!held_) {
    keepLargest();
    ++recorded_;
  }
  return record;
}

/// Of the step that is over; what was known of the one before stays for its statistics.
void Trainer::keepLargest() {
  largestBefore_ = largest_;
  if (!lastDecision_.applied) return;
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    const float largest = bitsFloat(sites_[i]->counts.largest);
    const bool scaled = sites_[i]->role == TensorRole::gradient;
    const auto scale = static_cast<double>(scaled ? lastDecision_.lossScale : 1.0F);
    largest_[i] = isFiniteBits(largest) ? static_cast<double>(largest) / scale : 0.0;
  }
}

std::int64_t Trainer::clippedValues() const {
  std::uint64_t clipped = 0;
  for (const CastSite* site : sites_) {
    if (isScaled(site->format)) clipped += site->counts.overflow;
  }
  return static_cast<std::int64_t>(clipped);
}

/// The telemetry record of the step under way. Casts are those of that step, its new weights
/// included. A gradient element that overflowed at its own cast is non-finite when it is unscaled
/// too: it is counted once.
StepRecord Trainer::recordOf(const StepOutcome& outcome) const {
  const StepDecision& decision = outcome.decision;
  const CastCounts casts = network_->sites().total();
  StepRecord record;
  record.run = run_;
  record.step = recorded_;
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
  record.samples = (recorded_ + 1) * config_.batchSize;
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
