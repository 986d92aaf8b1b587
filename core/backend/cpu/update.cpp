#include <cmath>
#include <optional>

#include "core/backend/cpu/blocks.h"
#include "core/backend/cpu/cpu_tensor.h"
#include "core/backend/cpu/kernels.h"
#include "core/backend/cpu/layers.h"
#include "core/backend/cpu/slices.h"
#include "core/numerics/cell.h"

namespace scalescope::cpu {
namespace {

struct Slots {
  Parameter* parameter;
  CpuTensorPtr value, operand, scaled;
  CpuTensorPtr gradient;       // FP32, unscaled; the scaled gradient itself where that is FP32
  CpuTensorPtr first, second;  // momentum, or the two moments
};

/// What the optimizer takes off the values of a block, for its statistics.
struct TakenOff {
  float values[kBlockElements];
};

struct UpdateSum {
  std::int64_t lost = 0;
  std::uint64_t broken = 0;  ///< values that half made non-finite
  std::optional<TensorStatistics> takenOff;
  UpdateSum& operator+=(const UpdateSum& other) {
    lost += other.lost;
    broken += other.broken;
    if (!other.takenOff) return *this;
    if (!takenOff) takenOff = TensorStatistics{.format = other.takenOff->format};
    *takenOff += *other.takenOff;
    return *this;
  }
};

/// Elements begin to begin + count. `taken` null: nobody asks.
template <Format arithmetic>
UpdateSum updateBlock(const Slots& slots, const UpdateConstants& constants, const ClipAction& clip,
                      std::int64_t begin, std::int64_t count, TakenOff* taken) {
  using Stored = Cell<arithmetic>;
  const auto* gradients = reinterpret_cast<const float*>(slots.gradient->at(0));
  char* values = slots.value->at(0);
  char* first = slots.first ? slots.first->at(0) : nullptr;
  char* second = slots.second ? slots.second->at(0) : nullptr;
  UpdateSum sum;
  for (std::int64_t i = begin; i < begin + count; ++i) {
    ElementState element{Stored::read(values, i), first ? Stored::read(first, i) : 0.0F,
                         second ? Stored::read(second, i) : 0.0F};
    const float before = element.value;
    sum.lost += updateElement(constants, arithmetic, clip, gradients[i], element);
    if constexpr (arithmetic != Format::fp32) {
      sum.broken += isFiniteBits(before) && !isFiniteBits(element.value);
    }
    if (taken) taken->values[i - begin] = element.takenOff;
    Stored::write(values, i, element.value);
    if (first) Stored::write(first, i, element.first);
    if (second) Stored::write(second, i, element.second);
  }
  return sum;
}

template <Format arithmetic>
std::int64_t updateElements(const Slots& slots, const UpdateConstants& constants,
                            const ClipAction& clip) {
  CastSite* const site = slots.parameter->updateSite;
  const bool collects = site && site->statistics;
  const UpdateSum sum = sumOverBlocks<UpdateSum>(
      slots.value->storedElements(), [&](std::size_t first, std::size_t n) {
        const auto begin = static_cast<std::int64_t>(first);
        const auto count = static_cast<std::int64_t>(n);
        if (!collects) {
          return updateBlock<arithmetic>(slots, constants, clip, begin, count, nullptr);
        }
        TakenOff taken;
        UpdateSum block = updateBlock<arithmetic>(slots, constants, clip, begin, count, &taken);
        block.takenOff = statisticsOf(taken.values, Format::fp32, site->format, n);
        block.takenOff->lostUpdates = static_cast<std::uint64_t>(block.lost);
        return block;
      });
  if (sum.takenOff) *site->statistics += *sum.takenOff;
  CastSite* const weight = slots.parameter->operandSite;
  if (weight && weight->format != Format::fp32) weight->counts.overflow += sum.broken;
  return sum.lost;
}

std::int64_t updateParameter(const Slots& slots, const StepDecision& decision) {
  switch (slots.value->format()) {
    case Format::fp16:
      return updateElements<Format::fp16>(slots, decision.constants, decision.clip);
    case Format::bf16:
      return updateElements<Format::bf16>(slots, decision.constants, decision.clip);
    default:
      return updateElements<Format::fp32>(slots, decision.constants, decision.clip);
  }
}

class Update final : public ParameterUpdate {
 public:
  Update(const ContextPtr& context, const std::vector<Parameter*>& parameters,
         const StepRules& rules, const CastSites& sites)
      : context_(context), rules_(rules), sites_(sites) {
    const bool sgd = rules.optimizer.type == OptimizerType::sgd;
    for (Parameter* parameter : parameters) {
      Slots s{parameter,
              asCpu(parameter->value),
              asCpu(parameter->operand),
              asCpu(parameter->gradient),
              {},
              {},
              {}};
      const auto like = [&](Format format) {
        return makeTensor(context, s.value->shape(), format, s.value->layout());
      };
      s.gradient = s.scaled->format() == Format::fp32 ? s.scaled : like(Format::fp32);
      if (!sgd || rules.optimizer.momentum != 0.0) s.first = like(s.value->format());
      if (!sgd) s.second = like(s.value->format());
      slots_.push_back(std::move(s));
    }
  }

  void unscale() override {
    GradientReport report;
    double squares = 0.0;
    const float factor = inverseOf(context_->step.scaler.scale);
    for (auto& s : slots_) {
      const UnscaleResult result =
          cpu::unscale(s.scaled->at(0), s.scaled->format(), factor,
                       reinterpret_cast<float*>(s.gradient->at(0)), s.scaled->storedElements());
      report.nonFinite += result.nonFinite;
      squares += result.sumOfSquares;
    }
    report.norm = std::sqrt(squares);
    report.castOverflows = sites_.total().overflow;
    outcome_.decision.gradients = report;
  }

  void decide() override {
    outcome_.decision = decideStep(rules_, context_->step, outcome_.decision.gradients);
  }

  void apply() override {
    const StepDecision& decision = outcome_.decision;
    std::int64_t lost = 0;
    if (decision.applied) {
      for (const auto& s : slots_) lost += updateParameter(s, decision);
      refreshOperands();
    } else if (!decision.held) {
      for (const auto& s : slots_) countValues(s);  // as they stay
    }
    outcome_.lostUpdates = static_cast<std::uint64_t>(lost);
  }

  StepOutcome outcome() override {
    outcome_.loss = context_->loss;
    return outcome_;
  }

  void refreshOperands() override {
    for (const auto& s : slots_) {
      countValues(s);
      if (s.operand == s.value || s.parameter->castByLayer()) continue;
      // Operands are rounded copies of FP32 values.
      const CastCounts counts =
          storeRounded(reinterpret_cast<const float*>(s.value->at(0)), s.operand->at(0),
                       s.operand->format(), false, s.value->storedElements());
      countAt(s.parameter->operandSite, counts, s.value->elements());
    }
  }

  std::vector<std::pair<std::string, TensorPtr>> state() const override {
    std::vector<std::pair<std::string, TensorPtr>> tensors;
    for (const auto& s : slots_) {
      const bool sgd = rules_.optimizer.type == OptimizerType::sgd;
      if (s.first)
        tensors.emplace_back(s.parameter->name + (sgd ? ".momentum" : ".moment1"), s.first);
      if (s.second) tensors.emplace_back(s.parameter->name + ".moment2", s.second);
    }
    return tensors;
  }

 private:
  /// Their statistics, where the step is counted.
  static void countValues(const Slots& s) {
    if (s.parameter->castByLayer()) return;
    collectAt(s.parameter->operandSite, s.value->at(0), s.value->format(),
              s.value->storedElements(), s.value->elements());
  }

  ContextPtr context_;
  StepRules rules_;
  const CastSites& sites_;
  std::vector<Slots> slots_;
  StepOutcome outcome_;
};

}  // namespace

std::unique_ptr<ParameterUpdate> makeUpdate(const ContextPtr& context,
                                            std::vector<Parameter*> parameters,
                                            const StepRules& rules, const CastSites& sites) {
  return std::make_unique<Update>(context, parameters, rules, sites);
}

}  // namespace scalescope::cpu
