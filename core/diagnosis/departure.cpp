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
Wording departureText(const Departure& departure, const Phrases& say) {
  const bool whole = std::isfinite(departure.distance);
  const char* clause = whole ? phrase("first in step %1 (%2 apart, chance explains %3)")
                             : phrase("first in step %1 (no longer finite, chance explains %3)");
  if (!departure.stays) {
    clause = whole ? phrase(
                         "first in step %1 (%2 apart, chance explains %3), and within chance "
                         "again after step %4")
                   : phrase(
                         "first in step %1 (no longer finite, chance explains %3), and within "
                         "chance again after step %4");
  }
  return say(clause, {std::to_string(departure.first), magnitudeText(departure.distance),
                      magnitudeText(departure.chance), std::to_string(departure.last)});
}

/// Of the weights, as the first of them left: they are back when the last of them is.
Departure weightsAsWhole(const DepartureReport& report, Departure first) {
  for (const Departure& each : report.weights) {
    first.last = std::max(first.last, each.last);
    first.stays |= each.stays;
  }
  return first;
}

/// Where the tensor that left first came back, and others did not.
Wording stillApartText(const DepartureReport& report, const Phrases& say) {
  const Departure* first = report.firstTensor();
  if (!first || first->stays) return "";
  const auto staysApart = [&](bool whole) {
    return std::any_of(report.weights.begin(), report.weights.end(), [&](const Departure& each) {
      return each.stays && each.tensor.empty() == whole;
    });
  };
  if (staysApart(true))
    return say(phrase("All weights taken together are still apart at the end."));
  return staysApart(false) ? say(phrase("Other weights are still apart at the end.")) : "";
}

Wording departedText(const DepartureReport& report, const Phrases& say) {
  const std::string loss = report.loss ? departureText(*report.loss, say) : "";
  const Departure* tensor = report.firstTensor();
  const std::string weights = tensor ? departureText(weightsAsWhole(report, *tensor), say) : "";
  const bool named = tensor && !tensor->tensor.empty();
  const char* sentence =
      phrase("%1 parts from %2 by more than chance: the loss %3; the weights never.");
  if (report.loss && tensor) {
    sentence =
        named ? phrase("%1 parts from %2 by more than chance: the loss %3; the weights %4, in %5.")
              : phrase("%1 parts from %2 by more than chance: the loss %3; the weights %4.");
  } else if (tensor) {
    sentence =
        named ? phrase(
                    "%1 parts from %2 by more than chance: the weights %4, in %5; the loss "
                    "never.")
              : phrase("%1 parts from %2 by more than chance: the weights %4; the loss never.");
  }
  const std::string parts =
      say(sentence, {report.run, report.reference, loss, weights, named ? tensor->tensor : ""});
  return oneAfterTheOther({parts, stillApartText(report, say)}, say);
}

Wording sentenceOf(const DepartureReport& report, const Phrases& say) {
  switch (report.kind) {
    case DepartureKind::noReference:
      return say(phrase("No FP32 run with the same optimizer and clipping trained beside %1, to be "
                        "compared with."),
                 {report.run});
    case DepartureKind::reference:
      return say(phrase("%1 is the FP32 run that the others are compared with."), {report.run});
    case DepartureKind::noiseFloor:
      return say(phrase("%1 is the noise floor: how it differs from %2 is chance."),
                 {report.run, report.reference});
    case DepartureKind::notMeasured:
      return say(phrase("Chance was not measured: without a noise floor, no difference between %1 "
                        "and %2 can be called an effect of precision."),
                 {report.run, report.reference});
    case DepartureKind::withinChance:
      return say(phrase("%1 stays as close to %2 as chance alone would leave it: no effect of "
                        "precision was found."),
                 {report.run, report.reference});
    case DepartureKind::departed:
      break;
  }
  return departedText(report, say);
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
                            const RunTrace& reference, const RunTrace& noiseFloor,
                            const Phrases& say) {
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
  report.sentence = sentenceOf(report, say);
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
