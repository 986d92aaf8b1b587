#include "core/diagnosis/departure.h"

#include <algorithm>
#include <cmath>

#include "core/diagnosis/text.h"
#include "core/train/fp32_reference.h"
#include "core/train/loss_distance.h"

namespace scalescope {
namespace {

/// Collects where one quantity is outside the band.
class Watch {
 public:
  explicit Watch(std::string tensor) { departure_.tensor = std::move(tensor); }

  void measure(std::int64_t step, double distance, double chance) {
    departure_.stays = distance > chance;
    if (!departure_.stays) return;
    if (!left_) {
      departure_.first = step;
      departure_.distance = distance;
      departure_.chance = chance;
    }
    left_ = true;
    departure_.last = step;
    const double ratio = chance > 0.0 ? distance / chance : HUGE_VAL;
    if (ratio <= departure_.largestRatio) return;
    departure_.largestRatio = ratio;
    departure_.largestAt = step;
  }
  std::optional<Departure> result() const {
    return left_ ? std::optional(departure_) : std::nullopt;
  }

 private:
  Departure departure_;
  bool left_ = false;
};

template <typename Record>
const Record* at(std::span<const Record> records, std::int64_t step) {
  const auto found =
      std::lower_bound(records.begin(), records.end(), step,
                       [](const Record& each, std::int64_t s) { return each.step < s; });
  return found != records.end() && found->step == step ? &*found : nullptr;
}

std::optional<Departure> departureOfLoss(const RunTrace& own, const RunTrace& reference,
                                         const RunTrace& noiseFloor) {
  Watch watch("");
  SmoothedLossDistance distance, noiseDistance;
  NoiseBand noise;
  for (const StepRecord& compared : reference.steps) {
    const StepRecord* run = at(own.steps, compared.step);
    const StepRecord* floor = at(noiseFloor.steps, compared.step);
    if (!run || !floor) break;
    noise.add(noiseDistance.add(floor->loss, compared.loss));
    const double apart = distance.add(run->loss, compared.loss);
    if (std::isfinite(compared.loss))
      watch.measure(compared.step, apart, noise.chance(compared.loss));
  }
  return watch.result();
}

std::vector<Departure> departuresOfWeights(const RunTrace& own, const RunTrace& noiseFloor) {
  if (own.divergence.empty()) return {};
  const ParameterNames& names = *own.divergence.front().tensors;
  std::vector<Watch> watches(names.begin(), names.end());
  std::vector<NoiseBand> noise(names.size());
  for (const DivergenceRecord& floor : noiseFloor.divergence) {
    const DivergenceRecord* run = at(own.divergence, floor.step);
    if (floor.values.size() != names.size()) continue;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::optional<double> chance = floor.values[i].weightDistance;
      if (!chance) continue;
      noise[i].add(*chance);
      if (!run || i >= run->values.size() || !run->values[i].weightDistance) continue;
      watches[i].measure(floor.step, *run->values[i].weightDistance, noise[i].chance(1.0));
    }
  }
  std::vector<Departure> departures;
  for (const Watch& each : watches) {
    if (const auto left = each.result()) departures.push_back(*left);
  }
  return departures;
}

/// "first in step 3 (0.02 apart, chance explains 1e-05), and within chance again after step 80"
std::string departureText(const Departure& departure) {
  const bool whole = std::isfinite(departure.distance);
  std::string text = "first in " + stepText(departure.first) + " (" +
                     (whole ? magnitudeText(departure.distance) + " apart" : "no longer finite") +
                     ", chance explains " + magnitudeText(departure.chance) + ")";
  if (!departure.stays) text += ", and within chance again after " + stepText(departure.last);
  return text;
}

std::string departedText(const DepartureReport& report) {
  std::string text = report.run + " parts from " + report.reference + " by more than chance: ";
  if (report.loss) text += "the loss " + departureText(*report.loss);
  const Departure* tensor = report.firstTensor();
  if (!tensor) return text + "; the weights never.";
  text += report.loss ? "; the weights " : "the weights ";
  text += departureText(*tensor);
  if (!tensor->tensor.empty()) text += ", in " + tensor->tensor;
  return text + (report.loss ? "." : "; the loss never.");
}

std::string sentenceOf(const DepartureReport& report) {
  switch (report.kind) {
    case DepartureKind::noReference:
      return "There is no FP32 run with the same optimizer and clipping that " + report.run +
             " could be compared with.";
    case DepartureKind::reference:
      return report.run + " is the FP32 run that the others are compared with.";
    case DepartureKind::noiseFloor:
      return report.run + " is the noise floor: how it differs from " + report.reference +
             " is chance.";
    case DepartureKind::notMeasured:
      return "Chance was not measured: without a noise floor, no difference between " + report.run +
             " and " + report.reference + " can be called an effect of precision.";
    case DepartureKind::withinChance:
      return report.run + " stays as close to " + report.reference +
             " as chance alone would leave it: no effect of precision was found.";
    case DepartureKind::departed:
      break;
  }
  return departedText(report);
}

DepartureKind kindOf(const DepartureReport& report, const ExperimentConfig& config, int run) {
  const int floor = noiseFloorRun(config, run);
  if (floor == run) return DepartureKind::noiseFloor;
  if (report.reference.empty()) {
    const int last = static_cast<int>(config.runs.size());
    for (int other = 0; other < last; ++other) {
      if (referenceRun(config, other) == run) return DepartureKind::reference;
    }
    return DepartureKind::noReference;
  }
  return floor < 0 ? DepartureKind::notMeasured : DepartureKind::withinChance;
}

}  // namespace

std::optional<std::int64_t> DepartureReport::first() const {
  std::optional<std::int64_t> step;
  if (loss) step = loss->first;
  for (const Departure& each : weights) step = std::min(step.value_or(each.first), each.first);
  return step;
}

const Departure* DepartureReport::firstTensor() const {
  const auto found =
      std::min_element(weights.begin(), weights.end(), [](const auto& a, const auto& b) {
        if (a.first != b.first) return a.first < b.first;
        return a.distance * b.chance > b.distance * a.chance;
      });
  return found != weights.end() ? &*found : nullptr;
}

DepartureReport departureOf(const ExperimentConfig& config, int run, const RunTrace& own,
                            const RunTrace& reference, const RunTrace& noiseFloor) {
  const auto nameOf = [&](int index) {
    return index < 0 ? "" : config.runs[static_cast<std::size_t>(index)].name;
  };
  DepartureReport report;
  report.run = nameOf(run);
  report.reference = nameOf(referenceRun(config, run));
  report.noiseFloor = nameOf(noiseFloorRun(config, run));
  report.kind = kindOf(report, config, run);
  if (report.kind == DepartureKind::withinChance) {
    report.loss = departureOfLoss(own, reference, noiseFloor);
    report.weights = departuresOfWeights(own, noiseFloor);
    if (report.first()) report.kind = DepartureKind::departed;
  }
  report.sentence = sentenceOf(report);
  return report;
}

std::string_view toString(DepartureKind kind) {
  switch (kind) {
    case DepartureKind::noReference:
      return "no-reference";
    case DepartureKind::reference:
      return "reference";
    case DepartureKind::noiseFloor:
      return "noise-floor";
    case DepartureKind::notMeasured:
      return "chance-not-measured";
    case DepartureKind::withinChance:
      return "within-chance";
    case DepartureKind::departed:
      break;
  }
  return "departed";
}

}  // namespace scalescope
