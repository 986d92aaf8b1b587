#include "core/store/resumption.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <iterator>
#include <limits>

#include "core/base/error.h"
#include "core/tensor/safetensors.h"
#include "core/train/fp32_reference.h"

namespace scalescope {
namespace {

/// The runs of an experiment, by index in its configuration.
std::vector<RunInfo> runsOfExperiment(const StoreReader& reader, std::int64_t experiment) {
  std::vector<RunInfo> runs = reader.runs();
  std::erase_if(runs, [=](const RunInfo& run) { return run.experimentId != experiment; });
  std::sort(runs.begin(), runs.end(),
            [](const RunInfo& a, const RunInfo& b) { return a.index < b.index; });
  return runs;
}

std::vector<std::int64_t> idsOf(const std::vector<RunInfo>& runs) {
  std::vector<std::int64_t> ids(runs.size());
  std::transform(runs.begin(), runs.end(), ids.begin(), [](const RunInfo& run) { return run.id; });
  return ids;
}

bool hasFailed(const RunInfo& run) { return run.state == RunState::failed; }

/// Whether all is over: what is left are runs that would fail again.
void requireUnfinished(const std::vector<RunInfo>& runs, const Sentence& where) {
  const auto finished = [](const RunInfo& run) { return run.state == RunState::finished; };
  const bool over = std::all_of(runs.begin(), runs.end(), [&](const RunInfo& run) {
    return finished(run) || hasFailed(run);
  });
  if (!over || std::none_of(runs.begin(), runs.end(), finished)) return;
  Sentence what = phrase("has finished: there is nothing to go on with");
  for (const RunInfo& run : runs) {
    if (hasFailed(run))
      what = {phrase("%1; run \"%2\" failed: %3"), {what, run.name, run.stateMessage}};
  }
  refuse(where, what);
}

Sentence placeOf(const Resumption& plan, const RunInfo& run, std::int64_t step) {
  return {phrase("%1, run \"%2\", checkpoint at step %3"),
          {plan.place, run.name, std::to_string(step)}};
}

/// What is wrong with the checkpoints of a step; empty if they are whole.
std::string damageAt(const StoreReader& reader, const Resumption& plan, std::int64_t step) {
  for (const RunInfo& run : plan.runs) {
    try {
      if (const auto found = reader.checkpoint(run.id, step))
        parseSafetensors(found->data, placeOf(plan, run, step));
    } catch (const Error& error) {
      return error.what();
    }
  }
  return "";
}

/// The newest step whose checkpoints are whole. If none is, the newest of all: restoring it says
/// what is wrong.
void chooseCheckpoint(const StoreReader& reader, Resumption& plan) {
  const std::vector<std::int64_t> steps = reader.commonCheckpoints(idsOf(plan.runs));
  if (steps.empty()) return;
  plan.step = steps.front();
  std::string damage;
  for (const std::int64_t step : steps) {
    const std::string found = damageAt(reader, plan, step);
    if (found.empty()) {
      plan.step = step;
      plan.passedOver = damage;
      return;
    }
    if (damage.empty()) damage = found;
  }
}

const RunInfo* runAt(const Resumption& plan, int index) {
  const auto found = std::find_if(plan.runs.begin(), plan.runs.end(),
                                  [=](const RunInfo& run) { return run.index == index; });
  return found != plan.runs.end() ? &*found : nullptr;
}

/// The band of the noise floor is as wide as it was.
void restoreNoise(const StoreReader& reader, const Resumption& plan, Experiment& experiment) {
  for (const RunInfo& run : plan.runs) {
    if (!plan.config.runs[static_cast<std::size_t>(run.index)].noiseFloor) continue;
    const RunInfo* reference = runAt(plan, referenceRun(plan.config, run.index));
    if (!reference) continue;
    const auto steps = reader.steps(run.id, 0, plan.step);
    const auto compared = reader.steps(reference->id, 0, plan.step);
    for (std::size_t i = 0; i < std::min(steps.size(), compared.size()); ++i)
      experiment.addNoise(lossDistance(steps[i].loss, compared[i].loss));
  }
}

std::vector<StatisticsRecord> judgingStatistics(const StoreReader& reader, std::int64_t run,
                                                const std::vector<StepRecord>& steps) {
  std::vector<std::int64_t> counted = reader.statisticsSteps(run);
  std::erase_if(counted, [&](std::int64_t at) {
    const auto found = std::lower_bound(
        steps.begin(), steps.end(), at,
        [](const StepRecord& each, std::int64_t step) { return each.step < step; });
    return found == steps.end() || found->step != at || !found->applied;
  });
  if (counted.size() > 3) counted.erase(counted.begin() + 1, counted.end() - 2);
  std::vector<StatisticsRecord> records;
  for (const std::int64_t step : counted) {
    if (auto read = reader.statistics(run, step)) records.push_back(std::move(*read));
  }
  return records;
}

/// What somebody did while the step waited that a run goes on with, and that its checkpoint holds.
std::int64_t actsBeforeCheckpoint(const StoreReader& reader, std::int64_t run, std::int64_t step) {
  std::int64_t count = 0;
  reader.query(
      "SELECT count(*) FROM events e JOIN runs r ON r.experiment_id = e.experiment_id JOIN "
      "checkpoints c "
      "ON c.run_id = r.id AND c.step = e.step AND e.id <= c.last_event WHERE r.id = ?1 AND e.step "
      "= " +
          std::to_string(step) +
          " AND e.action IS NOT NULL AND (e.run_id = r.id OR (e.run_id IS NULL AND r.position = "
          "0))",
      run, [&](const SQLite::Statement& row) {
        count = row.getColumn(0).getInt64();
        return true;
      });
  return count;
}

Sentence placeOf(const std::string& store, const RunInfo& run) {
  return {phrase("%1: experiment \"%2\""), {store, run.experiment}};
}

}  // namespace

ExperimentConfig storedConfiguration(const std::string& store, const RunInfo& run) {
  const Sentence where = placeOf(store, run);
  if (run.configuration.empty())
    refuse(where, phrase("comes from another program: ScaleScope cannot go on with it"));
  return parseExperiment(parseJson(run.configuration, where), where);
}

Resumption planResumption(const StoreReader& reader, const std::string& store, const RunInfo& run) {
  Resumption plan;
  plan.experiment = run.experimentId;
  plan.place = placeOf(store, run);
  plan.config = storedConfiguration(store, run);
  plan.config.backend = run.backend;
  plan.runs = runsOfExperiment(reader, run.experimentId);
  requireUnfinished(plan.runs, plan.place);
  if (!std::all_of(plan.runs.begin(), plan.runs.end(), hasFailed)) {
    std::copy_if(plan.runs.begin(), plan.runs.end(), std::back_inserter(plan.leftOut), hasFailed);
    std::erase_if(plan.runs, hasFailed);
  }
  chooseCheckpoint(reader, plan);
  // The weights come from the checkpoint, so the file that they once started from need not be there
  // any more.
  if (plan.step > 0) plan.config.init.file.reset();
  return plan;
}

std::vector<Record> judgedBy(const EarlierRecords& earlier) {
  std::vector<Record> records;
  for (const EventRecord& event : earlier.events)
    if (event.kind == EventKind::injection) records.emplace_back(event);
  auto counted = earlier.statistics.begin();
  for (const StepRecord& step : earlier.steps) {
    records.emplace_back(step);
    if (counted == earlier.statistics.end() || counted->step != step.step) continue;
    records.emplace_back(*counted++);
  }
  return records;
}

EarlierRecords recordsBefore(const StoreReader& reader, const Resumption& plan,
                             const RunInfo& run) {
  const bool goesOn = std::any_of(plan.runs.begin(), plan.runs.end(),
                                  [&](const RunInfo& each) { return each.id == run.id; });
  const std::int64_t end = goesOn ? plan.step : std::numeric_limits<std::int64_t>::max();
  EarlierRecords earlier;
  if (end == 0) return earlier;
  earlier.steps = reader.steps(run.id, 0, goesOn ? end : 0);
  earlier.statistics = judgingStatistics(reader, run.id, earlier.steps);
  earlier.evaluations = reader.evaluations(run.id);
  std::erase_if(earlier.evaluations, [&](const auto& each) { return each.step > end; });
  earlier.events = reader.events(run.id);
  std::int64_t kept = goesOn ? actsBeforeCheckpoint(reader, run.id, end) : 0;
  std::erase_if(earlier.events, [&](const EventRecord& event) {
    const bool another = event.run != run.index && (event.run >= 0 || run.index != 0);
    if (!another && event.step == end && !event.action.empty() && kept-- > 0) return false;
    const bool later =
        event.step > end || (event.step == end && event.kind != EventKind::evaluation);
    return another || later;
  });
  return earlier;
}

std::vector<int> evaluationsDue(const StoreReader& reader, const Resumption& plan) {
  const bool due = plan.step > 0 && evaluationDue(plan.config, plan.step);
  std::vector<int> runs;
  for (const RunInfo& run : plan.runs) {
    const bool made = !reader.evaluations(run.id, plan.step).empty();
    if (due && !made) runs.push_back(run.index);
  }
  return runs;
}

StateRecord stateOf(const RunInfo& run) {
  return {run.index, run.steps, run.state, run.stateMessage, run.memoryPeak};
}

std::vector<std::int64_t> resume(StoreWriter& writer, const Resumption& plan) {
  return writer.resume(plan.experiment, plan.step, idsOf(plan.leftOut));
}

void restoreCheckpoints(const StoreReader& reader, const Resumption& plan, Experiment& experiment) {
  for (const RunInfo& run : plan.runs) {
    if (reader.run(run.id).state == RunState::running)
      refuse(plan.place, phrase("is being trained by another process"));
  }
  for (const RunInfo& run : plan.leftOut) experiment.leaveOut(run.index);
  if (plan.step == 0) return;
  double elapsed = 0.0;
  for (const RunInfo& run : plan.runs) {
    const auto checkpoint = reader.checkpoint(run.id, plan.step);
    if (!checkpoint) {
      refuse(plan.place, {phrase("run \"%1\" has no checkpoint at step %2"),
                          {run.name, std::to_string(plan.step)}});
    }
    experiment.resume(run.index, checkpoint->data, placeOf(plan, run, plan.step));
    for (const StepRecord& last : reader.steps(run.id, plan.step - 1, 1))
      elapsed = std::max(elapsed, last.wallTime);
  }
  experiment.setElapsed(elapsed);
  restoreNoise(reader, plan, experiment);
}

}  // namespace scalescope
