#include <algorithm>

#include "core/backend/cuda/kernels.h"
#include "core/backend/cuda/layers.h"

namespace scalescope::cuda {
namespace {

struct Trained {
  Parameter* parameter;
  CudaTensorPtr value, operand, scaled;
  CudaTensorPtr gradient;       // FP32, unscaled; the scaled gradient itself where that is FP32
  CudaTensorPtr first, second;  // momentum, or the two moments
  Counter counter;              // of value → operand
  Counter takenOff;
};

class Update final : public ParameterUpdate {
 public:
  Update(const ContextPtr& context, const std::vector<Parameter*>& parameters,
         const StepRules& rules)
      : context_(context), sgd_(rules.optimizer.type == OptimizerType::sgd) {
    for (Parameter* parameter : parameters) add(parameter, rules);
    gradientSlots_ = context_->arena.reserve(trained_.size() * sizeof(GradientSlot));
    updateSlots_ = context_->arena.reserve(trained_.size() * sizeof(UpdateSlot));
    sums_ = context_->arena.reserve(kUnscaleBlocks * sizeof(UnscaleSum));
    context_->setRules(rules);
    context_->arena.whenSealed([this] { uploadSlots(); });
  }

  void unscale() override {
    startUnscale(context_->stream(),
                 {static_cast<const GradientSlot*>(gradientSlots_->data()), slotCount(),
                  &step()->state.scaler.scale, static_cast<UnscaleSum*>(sums_->data())},
                 &step()->gradients);
  }

  void decide() override { context_->telemetry.decide(step()); }

  void apply() override {
    countTakenOff();
    startUpdate(context_->stream(),
                {static_cast<const UpdateSlot*>(updateSlots_->data()), slotCount(),
                 &step()->decision, &step()->lostUpdates},
                largest_);
    countValues();
    context_->telemetry.report(step());
  }

  StepOutcome outcome() override {
    const auto [report, milliseconds] = context_->telemetry.take();
    return {{report.loss.loss, static_cast<std::int64_t>(report.loss.correct)},
            report.decision,
            report.lostUpdates,
            milliseconds};
  }

  void refreshOperands() override {
    context_->arena.seal();
    for (const Trained& t : trained_) {
      if (t.operand == t.value || t.parameter->castByLayer()) continue;
      CastJob job;
      job.in = t.value->data();
      job.out = t.operand->data();
      job.layout = t.value->layout();
      job.from = t.value->format();
      job.to = t.operand->format();
      job.tally.counts = context_->telemetry.counts(t.counter);
      start(context_->stream(), job);
    }
  }

  std::vector<std::pair<std::string, TensorPtr>> state() const override {
    std::vector<std::pair<std::string, TensorPtr>> tensors;
    for (const Trained& t : trained_) {
      if (t.first)
        tensors.emplace_back(t.parameter->name + (sgd_ ? ".momentum" : ".moment1"), t.first);
      if (t.second) tensors.emplace_back(t.parameter->name + ".moment2", t.second);
    }
    return tensors;
  }

 private:
  void add(Parameter* parameter, const StepRules& rules) {
    Trained t;
    t.parameter = parameter;
    t.value = asCuda(parameter->value);
    t.operand = asCuda(parameter->operand);
    t.scaled = asCuda(parameter->gradient);
    const auto like = [&](Format format) { return makeTensor(context_, t.value->shape(), format); };
    t.gradient = t.scaled->format() == Format::fp32 ? t.scaled : like(Format::fp32);
    if (!sgd_ || rules.optimizer.momentum != 0.0) t.first = like(t.value->format());
    if (!sgd_) t.second = like(t.value->format());
    t.counter = context_->telemetry.counter(parameter->operandSite);
    t.takenOff = context_->telemetry.counter(parameter->updateSite);
    largest_ = std::max(largest_, t.value->layout().count());
    trained_.push_back(std::move(t));
  }

  void countTakenOff() const {
    for (std::size_t i = 0; i < trained_.size(); ++i) {
      const Trained& t = trained_[i];
      DeviceStatistics* total = context_->telemetry.tally(t.takenOff).statistics;
      if (!total) continue;
      StatisticsJob<TakenOffValues> job;
      job.values = {static_cast<const UpdateSlot*>(updateSlots_->data()), static_cast<int>(i),
                    t.value->layout().count(), &step()->decision};
      job.format = t.value->format();
      job.onlyIfApplied = &step()->decision;
      job.total = total;
      start(context_->stream(), job);
    }
  }

  /// The new values, on their way to the operands, or those that a skipped step leaves.
  void countValues() const {
    for (const Trained& t : trained_) {
      DeviceStatistics* total = context_->telemetry.tally(t.counter).statistics;
      if (!total || t.parameter->castByLayer()) continue;
      StatisticsJob<StoredValues> job;
      job.values = {t.value->data(), t.value->format(), t.value->layout(), nullptr, {}};
      job.format = t.operand->format();
      job.unlessHeld = &step()->decision;
      job.total = total;
      start(context_->stream(), job);
    }
  }

  void uploadSlots() {
    std::vector<GradientSlot> gradients;
    std::vector<UpdateSlot> updates;
    for (const Trained& t : trained_) {
      gradients.push_back(
          {t.scaled->data(), t.gradient->as<float>(), t.value->layout(), t.scaled->format()});
      const bool cast = t.operand != t.value && !t.parameter->castByLayer();
      updates.push_back({t.value->data(), t.gradient->as<float>(),
                         t.first ? t.first->data() : nullptr, t.second ? t.second->data() : nullptr,
                         cast ? t.operand->data() : nullptr, context_->telemetry.counts(t.counter),
                         t.value->layout(), t.value->format(), t.operand->format()});
    }
    if (trained_.empty()) return;
    context_->upload(gradientSlots_->data(), gradients.data(),
                     gradients.size() * sizeof(GradientSlot));
    context_->upload(updateSlots_->data(), updates.data(), updates.size() * sizeof(UpdateSlot));
  }

  DeviceStep* step() const { return context_->step(); }
  int slotCount() const { return static_cast<int>(trained_.size()); }

  ContextPtr context_;
  bool sgd_;
  std::vector<Trained> trained_;
  std::int64_t largest_ = 1;
  BlockPtr gradientSlots_, updateSlots_, sums_;
};

}  // namespace

std::unique_ptr<ParameterUpdate> makeUpdate(const ContextPtr& context,
                                            const std::vector<Parameter*>& parameters,
                                            const StepRules& rules) {
  return std::make_unique<Update>(context, parameters, rules);
}

}  // namespace scalescope::cuda
