#include "core/train/trainer.h"

#include <algorithm>

#include "core/base/error.h"

namespace scalescope {
namespace {

/// Of a site whose statistics were taken. A skipped step leaves its weights and casts none of them:
/// theirs is what the cast before did.
CastCounts castCountsOf(const CastSite& site) {
  if (site.role != TensorRole::weight || site.counts.elements > 0) return site.counts;
  const TensorStatistics& statistics = *site.statistics;
  return {statistics.elements, statistics.overflowsAt(0, site.format),
          statistics.underflowsAt(0, site.format), 0};
}

}  // namespace

Trainer::Trainer(std::unique_ptr<Backend> backend, const ExperimentConfig& config, int run,
                 const std::vector<HostTensor>& initialWeights)
    : config_(config), run_(run), scaler_(runConfig().scaler), backend_(std::move(backend)) {
  network_ =
      std::make_unique<Network>(*backend_, config_.network, policyNamed(runConfig().precision),
                                layerOverrides(runConfig(), config_.network), config_.loss,
                                config_.batchSize, config_.seed, true, runConfig().fp8Scaling);
  network_->writeParameters(initialWeights);
  for (const HostTensor& initial : initialWeights) {
    for (const auto& [name, tensor] : network_->buffers()) {
      if (name == initial.name) backend_->write(*tensor, initial.data);
    }
  }
  const std::optional<ClipConfig>& clip = clipOf(config_, runConfig());
  StepRules rules{scaler_.rule(),   optimizerOf(config_, runConfig()),
                  config_.schedule, clip.value_or(ClipConfig{}),
                  clip.has_value(), config_.steps};
  update_ = backend_->update(network_->parameters(), rules, network_->sites());
  update_->refreshOperands();
  sites_ = network_->sitesInOrder();
  auto tensors = std::make_shared<TensorTable>();
  for (const CastSite* site : sites_) tensors->push_back({site->tensor, site->role, site->format});
  tensors_ = std::move(tensors);
  largest_.assign(sites_.size(), 0.0);
  largestBefore_ = largest_;
  setScaler(scaler_.state());
}

void Trainer::load(std::span<const float> pixels, std::span<const std::int32_t> labels) {
  backend_->load(pixels, labels);
}

void Trainer::load(std::span<const std::int64_t> indices) { backend_->loadKept(indices); }

bool Trainer::keep(const Samples& samples) {
  SampleSet set;
  if (const auto* bytes = std::get_if<std::vector<std::uint8_t>>(&samples.values)) {
    set.bytes = *bytes;
  } else {
    set.values = std::get<std::vector<float>>(samples.values);
  }
  set.labels = samples.labels;
  return backend_->keep(set);
}

StatisticsRecord Trainer::statistics() const {
  StatisticsRecord record{run_,
                          held_ ? recorded_ : recorded_ - 1,
                          tensors_,
                          {},
                          static_cast<double>(lastDecision_.lossScale)};
  for (const CastSite* site : sites_) {
    record.summaries.push_back(site->statistics ? summarise(*site->statistics, castCountsOf(*site))
                                                : TensorSummary());
  }
  if (overflowed()) record.largestBefore = held_ ? largest_ : largestBefore_;
  return record;
}

StatisticsRecord Trainer::weightStatistics() const {
  StatisticsRecord record{run_,
                          recorded_ - 1,
                          tensors_,
                          std::vector<TensorSummary>(sites_.size()),
                          static_cast<double>(lastDecision_.lossScale),
                          largestBefore_};
  for (const Parameter* parameter : network_->parameters()) {
    const CastSite* site = parameter->operandSite;
    const bool changed = site->counts.elements > 0 || site->counts.overflow > 0;
    if (!changed || parameter->castByLayer()) continue;
    const auto place = std::find(sites_.begin(), sites_.end(), site) - sites_.begin();
    const bool cast = parameter->value != parameter->operand;
    record.summaries[static_cast<std::size_t>(place)] =
        summarise(valuesBeforeCast(*parameter), cast ? site->counts : CastCounts());
  }
  return record;
}

TensorStatistics Trainer::valuesBeforeCast(const Parameter& parameter) const {
  TensorStatistics statistics;
  statistics.format = parameter.operandSite->format;
  const HostTensor values = readTensor(parameter.name, *parameter.value);
  for (const float value : values.data) statistics.add(value);
  return statistics;
}

bool Trainer::overflowed() const {
  return lastDecision_.gradients.nonFinite > 0 || network_->sites().total().overflow > 0;
}

LossResult Trainer::evaluate(std::span<const float> pixels, std::span<const std::int32_t> labels,
                             std::int64_t count) {
  network_->sites().collect(false);  // they are of the step before
  backend_->load(pixels, labels);
  backend_->castBatch(network_->input(), nullptr);
  network_->forward(Pass::evaluation);
  network_->loss().forward(count);
  LossResult result = network_->loss().result();
  result.loss *= static_cast<double>(count);
  return result;
}

void Trainer::setScale(float scale) {
  ScalerState scaler = state().scaler;
  scaler.scale = scale;
  scaler.growthTracker = 0;
  setScaler(scaler);
}

void Trainer::setScaler(const ScalerState& scaler) {
  StepState now = state();
  now.scaler = scaler;
  backend_->setStepState(now);
}

ScalerState Trainer::initialScaler(std::int64_t steps) const {
  ScalerState state = scaler_.state();
  state.steps = steps;
  const ScalerRule rule = scaler_.rule();
  if (rule.kind == ScalerKind::scripted) state.scale = scriptedScale(rule, steps);
  return state;
}

void Trainer::setHold(Hold hold) {
  if (hold == hold_) return;
  StepState now = state();
  now.hold = hold_ = hold;
  backend_->setStepState(now);
}

std::string Trainer::firstNonFinite() const {
  for (const auto& [name, tensor] : network_->tensorsInOrder()) {
    const HostTensor values = readTensor(name, *tensor);
    if (!std::all_of(values.data.begin(), values.data.end(), isFiniteBits)) return name;
  }
  return "";
}

HostTensor Trainer::readTensor(const std::string& name, const Tensor& tensor) const {
  HostTensor values{name, tensor.shape(),
                    std::vector<float>(static_cast<std::size_t>(elementCount(tensor.shape())))};
  backend_->read(tensor, values.data);
  return values;
}

std::vector<HostTensor> Trainer::weights() const {
  std::vector<HostTensor> tensors = network_->readParameters();
  for (const auto& [name, tensor] : network_->buffers()) {
    tensors.push_back(readTensor(name, *tensor));
  }
  return tensors;
}

}  // namespace scalescope
