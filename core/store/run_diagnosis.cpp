#include "core/store/run_diagnosis.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>

#include "core/base/error.h"
#include "core/diagnosis/text.h"
#include "core/numerics/number_text.h"
#include "core/store/log_details.h"
#include "core/store/stored_run.h"
#include "core/train/events.h"

namespace scalescope {
namespace {

/// Overflowed steps that are looked at for one that is not expected.
constexpr std::size_t kMostCulprits = 64;

void findCulprits(RunDiagnosis& diagnosis, const StoredRun& run) {
  std::vector<std::int64_t> known;
  for (const StepRecord& step : run.steps()) {
    if (!overflowed(step)) continue;
    ++diagnosis.overflowed;
    if (run.counted(step.step)) known.push_back(step.step);
  }
  diagnosis.withoutStatistics = diagnosis.overflowed - static_cast<std::int64_t>(known.size());
  if (known.empty()) return;
  diagnosis.first = run.culprit(known.front());
  diagnosis.newest = run.culprit(known.back());
  const auto firstUnexpected = [&](const std::vector<std::int64_t>& steps, bool elsewhere) {
    std::optional<Culprit> found;
    for (std::size_t i = 0; i < std::min(steps.size(), kMostCulprits) && !found; ++i) {
      Culprit culprit = run.culprit(steps[i]);
      if (!culprit.expected && (!elsewhere || isNotTheScale(culprit))) found = std::move(culprit);
    }
    return found;
  };
  std::vector<std::int64_t> skipped;
  std::copy_if(known.begin(), known.end(), std::back_inserter(skipped),
               [&](std::int64_t step) { return !run.find(step)->applied; });
  diagnosis.unexpected = firstUnexpected(known, false);
  diagnosis.unexpectedSkip = firstUnexpected(skipped, true);
  // Many expected ones may come before it.
  if (!diagnosis.unexpected) diagnosis.unexpected = diagnosis.unexpectedSkip;
  if (!diagnosis.unexpected && !diagnosis.newest->expected) diagnosis.unexpected = diagnosis.newest;
}

/// Of all values that were cast; nothing if nobody counted.
std::optional<double> underflowShareOf(std::span<const StepRecord> steps) {
  double lost = 0.0, cast = 0.0;
  for (const StepRecord& step : steps) {
    if ((step.absent & absentUnderflow) != 0) continue;
    lost += static_cast<double>(step.underflow);
    cast += static_cast<double>(step.castElements);
  }
  return cast > 0.0 ? std::optional(lost / cast) : std::nullopt;
}

const Culprit* pointerTo(const std::optional<Culprit>& culprit) {
  return culprit ? &*culprit : nullptr;
}

/// What a run shows from its first planted fault on need not be precision's doing.
void findPlantedFaults(std::vector<Finding>& findings, const std::vector<EventRecord>& events,
                       const Phrases& say) {
  std::string faults;
  std::int64_t first = -1;
  for (const EventRecord& event : events) {
    const PlantedFault fault = plantedFault(event);
    if (!fault.changes()) continue;
    if (first < 0) first = event.step;
    faults = listed(
        faults, say(phrase("%1 in step %2"), {fault.what(say), std::to_string(event.step)}), say);
  }
  if (first < 0) return;
  Finding finding;
  finding.cause = Cause::injected;
  finding.step = first;
  finding.sentence =
      say(phrase("Planted on purpose: %1. What the run shows from then on may come of that."),
          {faults});
  findings.push_back(finding);
}

/// A run that ends without a loss that is a number is not healthy, whatever else is known of it.
void findLostLoss(RunDiagnosis& diagnosis, std::span<const StepRecord> steps, const Phrases& say) {
  if (diagnosis.unexpected || !diagnosis.findings.empty()) return;
  const StepRecord* first = nullptr;
  for (const StepRecord& step : steps) {
    if ((step.absent & absentLoss) != 0) continue;
    if (std::isfinite(step.loss)) {
      first = nullptr;
    } else if (!first) {
      first = &step;
    }
  }
  if (!first) return;
  Finding finding;
  finding.severity = Severity::error;
  finding.cause = Cause::lossNotFinite;
  finding.step = first->step;
  finding.sentence =
      say(phrase("The loss is %1 in step %2, and was not finite again. What was recorded does not "
                 "tell why."),
          {shortestText(first->loss), std::to_string(first->step)});
  diagnosis.findings.push_back(finding);
}

}  // namespace

RunDiagnosis diagnose(const StoreReader& reader, const RunInfo& run, const Phrases& say) try {
  RunDiagnosis diagnosis;
  reader.readTogether([&] {
    const StoredRun stored(reader, run, say);
    findCulprits(diagnosis, stored);
    diagnosis.overflowTold = measures(run, "overflow");
    diagnosis.infinitiesTold = diagnosis.overflowTold || measures(run, "found_inf");
    diagnosis.underflowTold = stored.tellsUnderflow();
    diagnosis.tensorsTold = stored.tellsTensors();
    diagnosis.underflowShare = underflowShareOf(stored.done());
    diagnosis.skips = measures(run, "applied") ? skipVerdict(stored.done(), stored.own().scaler,
                                                             pointerTo(diagnosis.unexpected), say,
                                                             pointerTo(diagnosis.unexpectedSkip))
                                               : skipsNotTold(run.steps, say);
    diagnosis.findings = findingsOf(stored.config(), stored.index(), stored.samples(), say);
    findLostLoss(diagnosis, stored.done(), say);
    findPlantedFaults(diagnosis.findings, stored.injections(), say);
  });
  return diagnosis;
} catch (const Error& error) {
  throw error.within({phrase("%1: run %2"), {reader.path(), std::to_string(run.id)}});
}

Culprit culpritAt(const StoreReader& reader, const RunInfo& run, std::int64_t step,
                  const Phrases& say) {
  const Sentence place = {phrase("run %1, step %2"),
                          {std::to_string(run.id), std::to_string(step)}};
  Culprit culprit;
  reader.readTogether([&] {
    const StoredRun stored(reader, run, say);
    const StepRecord* record = stored.find(step);
    if (!record) refuse(place, phrase("the store holds no such step"));
    if (!overflowed(*record)) refuse(place, phrase("nothing overflowed in it"));
    if (!stored.counted(step)) {
      refuse(place, phrase("it overflowed, but the store holds no statistics of it: train with "
                           "\"statistics_every\": 1"));
    }
    culprit = stored.culprit(step);
  });
  return culprit;
}

void retellEvents(const StoreReader& reader, const RunInfo& run, std::vector<EventRecord>& events,
                  const Phrases& say, const std::function<bool()>& goOn) {
  const auto isExplained = [](const EventRecord& event) {
    return event.kind == EventKind::overflow && event.message.find(". ") != std::string::npos;
  };
  if (std::none_of(events.begin(), events.end(), isExplained)) return;
  reader.readTogether([&] {
    const StoredRun stored(reader, run, say);
    for (EventRecord& event : events) {
      if (!goOn()) return;
      if (isExplained(event) && stored.find(event.step) && stored.counted(event.step))
        event.reason = stored.culprit(event.step).sentence;
    }
  });
}

}  // namespace scalescope
