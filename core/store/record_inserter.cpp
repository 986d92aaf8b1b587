#include "core/store/record_inserter.h"

#include <SQLiteCpp/Database.h>

#include <limits>
#include <stdexcept>

#include "core/base/error.h"
#include "core/store/binder.h"
#include "core/store/words.h"

namespace scalescope {
namespace {

// A record that comes twice replaces the first: the newest word on a step counts.
constexpr const char* insertStep =
    "INSERT OR REPLACE INTO steps (run_id, step, found_inf, applied, overflow, underflow, "
    "cast_elements, lost_updates, samples, loss, scale, grad_norm, learning_rate, accuracy, "
    "step_ms, "
    "wall_time, nan_mask) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

constexpr const char* insertEvaluation =
    "INSERT OR REPLACE INTO evaluations (run_id, step, samples, loss, accuracy, wall_time, "
    "nan_mask) "
    "VALUES (?,?,?,?,?,?,?)";

// Without a floor, SQLite would give the id of an outdated event that is gone to a new one.
constexpr const char* insertEvent =
    "INSERT INTO events (id, experiment_id, run_id, step, kind, message, action, value, nan_mask) "
    "VALUES (1 + max(?, (SELECT coalesce(max(id), 0) FROM events)),?,?,?,?,?,nullif(?, ''),?,?)";

constexpr const char* deleteOutdatedEvents =
    "DELETE FROM events WHERE experiment_id = ?1 AND (run_id = ?2 OR run_id IS NULL)"
    " AND step BETWEEN ?3 AND ?4 AND id <= ?5 AND (step > ?6 OR (step = ?6 AND id > ?7))";

constexpr const char* updateState =
    "UPDATE runs SET state = ?2, state_message = ?3, steps_done = ?4, "
    "memory_peak = max(memory_peak, ?5), writer = iif(?6, writer, NULL) WHERE id = ?1";

constexpr const char* insertCheckpoint =
    "INSERT OR REPLACE INTO checkpoints (run_id, step, data, last_event) "
    "VALUES (?,?,?,(SELECT coalesce(max(id), 0) FROM events))";

// A run keeps its newest two checkpoints, which includes the final one, and the newest two that all
// runs that have not failed have: those are what lockstep training can go on from. A fork keeps the
// one that it began from. To fork from there are older ones, each at twice the step of the one
// before it or later: as many for the start of a run, where scales settle, as for all that follows.
constexpr const char* deleteOldCheckpoints =
    "DELETE FROM checkpoints WHERE run_id = ?1"
    " AND step <> coalesce((SELECT parent_step FROM runs WHERE id = ?1), -1)"
    " AND EXISTS (SELECT 1 FROM checkpoints older WHERE older.run_id = ?1"
    "   AND older.step < checkpoints.step AND 2 * older.step > checkpoints.step)"
    " AND step NOT IN (SELECT step FROM checkpoints WHERE run_id = ?1 ORDER BY step DESC LIMIT 2)"
    " AND step NOT IN (SELECT c.step FROM checkpoints c JOIN runs r ON r.id = c.run_id"
    "   WHERE r.experiment_id = ?2 AND r.state <> 'failed' GROUP BY c.step"
    "   HAVING count(*) = (SELECT count(*) FROM runs WHERE experiment_id = ?2 AND state <> "
    "'failed')"
    "   ORDER BY c.step DESC LIMIT 2)";

constexpr std::size_t largestBlob = 1'000'000'000;  // SQLITE_MAX_LENGTH of the usual builds

}  // namespace

RecordInserter::RecordInserter(SQLite::Database& db)
    : db_(db),
      step_(db, insertStep),
      evaluation_(db, insertEvaluation),
      event_(db, insertEvent),
      state_(db, updateState),
      checkpoint_(db, insertCheckpoint),
      dropCheckpoints_(db, deleteOldCheckpoints),
      dropEvents_(db, deleteOutdatedEvents),
      statistics_(db) {}

void RecordInserter::setExperiment(const RegisteredExperiment& experiment) {
  experiment_ = experiment;
  statistics_.forget();
}

void RecordInserter::rolledBack() { statistics_.forget(); }

void RecordInserter::insert(const Record& record) {
  std::visit([this](const auto& each) { put(each); }, record);
}

std::int64_t RecordInserter::runId(int index) const {
  const std::vector<std::int64_t>& runs = experiment_.runs;
  if (index < 0 || static_cast<std::size_t>(index) >= runs.size()) {
    throw std::out_of_range("a record names run " + std::to_string(index) +
                            ", the experiment has " + std::to_string(runs.size()) + " runs");
  }
  return runs[static_cast<std::size_t>(index)];
}

void RecordInserter::dropOutdatedEvents(std::int64_t run, std::int64_t from, std::int64_t to) {
  const OutdatedRows& outdated = experiment_.outdated;
  if (from > outdated.lastStep || outdated.lastEvent == 0) return;
  Binder(dropEvents_)
      .value(experiment_.id)
      .value(run)
      .value(from)
      .value(to)
      .value(outdated.lastEvent)
      .value(outdated.fromStep)
      .value(outdated.afterEvent)
      .run();
}

/// Of a run that has come to its end: nothing will take the place of what is left.
void RecordInserter::dropOutdatedFrom(std::int64_t run, std::int64_t step) {
  if (step > experiment_.outdated.lastStep) return;
  for (const char* sql : {"DELETE FROM steps WHERE run_id = ? AND step >= ?",
                          "DELETE FROM statistics_steps WHERE run_id = ? AND step >= ?",
                          "DELETE FROM evaluations WHERE run_id = ? AND step > ?"}) {
    SQLite::Statement statement(db_, sql);
    Binder(statement).value(run).value(step).run();
  }
}

void RecordInserter::put(const StepRecord& r) {
  Binder(step_)
      .value(runId(r.run))
      .value(r.step)
      .value(r.foundInf ? 1 : 0)
      .value(r.applied ? 1 : 0)
      .value(r.overflow)
      .value(r.underflow)
      .value(r.castElements)
      .value(r.lostUpdates)
      .value(r.samples)
      .real(r.loss)
      .real(r.scale)
      .real(r.gradNorm)
      .real(r.learningRate)
      .real(r.accuracy)
      .real(r.stepMs)
      .real(r.wallTime)
      .mask()
      .run();
  dropOutdatedEvents(runId(r.run), r.step, r.step);
  if (r.step <= experiment_.outdated.lastStep) statistics_.drop(runId(r.run), r.step);
}

void RecordInserter::put(const EvaluationRecord& r) {
  Binder(evaluation_)
      .value(runId(r.run))
      .value(r.step)
      .value(r.samples)
      .real(r.loss)
      .real(r.accuracy)
      .real(r.wallTime)
      .mask()
      .run();
}

void RecordInserter::put(const EventRecord& r) {
  Binder bind(event_);
  bind.value(experiment_.outdated.lastEvent).value(experiment_.id);
  if (r.run < 0) {
    bind.null();
  } else {
    bind.value(runId(r.run));
  }
  bind.value(r.step)
      .text(toString(r.kind))
      .value(r.message)
      .value(r.action)
      .real(r.value)
      .mask()
      .run();
}

void RecordInserter::put(const StateRecord& r) {
  Binder(state_)
      .value(runId(r.run))
      .text(toString(r.state))
      .value(r.message)
      .value(r.step)
      .value(static_cast<std::int64_t>(r.memoryPeak))
      .value(isOpen(r.state) ? 1 : 0);
  if (state_.exec() == 0) fail("", {phrase("run %1 is gone"), {std::to_string(runId(r.run))}});
  if (isOpen(r.state) || r.state == RunState::interrupted) return;
  dropOutdatedFrom(runId(r.run), r.step);
  dropOutdatedEvents(runId(r.run), 0, std::numeric_limits<std::int64_t>::max());
}

void RecordInserter::put(const StatisticsRecord& r) { statistics_.insert(runId(r.run), r); }

void RecordInserter::put(const DivergenceRecord& r) { statistics_.insert(runId(r.run), r); }

void RecordInserter::put(const CheckpointRecord& r) {
  const std::int64_t run = runId(r.run);
  if (r.data.size() > largestBlob) {
    fail("", {phrase("a checkpoint of %1 bytes is more than SQLite can keep"),
              {std::to_string(r.data.size())}});
  }
  dropOutdatedEvents(run, 0, r.step);  // going on from here must not meet them again
  checkpoint_.tryReset();
  checkpoint_.bind(1, run);
  checkpoint_.bind(2, r.step);
  checkpoint_.bindNoCopy(3, r.data.data(), static_cast<int>(r.data.size()));
  checkpoint_.exec();
  checkpoint_.tryReset();
  checkpoint_.clearBindings();  // the record's bytes are gone soon
  Binder(dropCheckpoints_).value(run).value(experiment_.id).run();
}

}  // namespace scalescope
