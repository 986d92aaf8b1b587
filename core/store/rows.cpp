#include "core/store/rows.h"

#include <SQLiteCpp/Column.h>

#include <limits>
#include <span>

#include "core/store/liveness.h"
#include "core/store/log_details.h"
#include "core/store/words.h"

namespace scalescope {
namespace {

/// The columns of a row, read from left to right.
class Row {
 public:
  explicit Row(const SQLite::Statement& statement) : statement_(statement) {}
  std::int64_t integer() { return column().getInt64(); }
  int small() { return column().getInt(); }
  std::string text() { return column().getString(); }
  double real() {
    const SQLite::Column value = column();
    return value.isNull() ? std::numeric_limits<double>::quiet_NaN() : value.getDouble();
  }
  bool nextIsNull() const { return statement_.isColumnNull(next_); }

 private:
  SQLite::Column column() { return statement_.getColumn(next_++); }

  const SQLite::Statement& statement_;
  int next_ = 0;
};

/// A column that may not be measured.
struct Place {
  int column;         ///< of the query
  std::int64_t nan;   ///< its bit of nan_mask; 0: it is never NaN
  std::uint16_t bit;  ///< that says that it is absent
};

/// Of `selectSteps`.
constexpr Place kOfSteps[] = {
    {1, 1, absentLoss},         {2, 2, absentScale},        {5, 4, absentGradNorm},
    {7, 0, absentOverflow},     {8, 0, absentUnderflow},    {9, 0, absentUnderflow},
    {6, 8, absentLearningRate}, {10, 0, absentLostUpdates}, {11, 32, absentStepMs},
    {12, 64, absentTime},       {13, 0, absentSamples},     {14, 16, absentAccuracy}};
/// Of `selectEvaluations`.
constexpr Place kOfEvaluations[] = {{1, 1, absentTestLoss},
                                    {2, 2, absentTestAccuracy},
                                    {3, 0, absentTestSamples},
                                    {4, 4, absentTestTime}};

/// What is NULL, and not because it was NaN.
std::uint16_t absentIn(const SQLite::Statement& row, std::int64_t nanMask,
                       std::span<const Place> places) {
  std::uint16_t absent = 0;
  for (const Place& place : places)
    if (row.isColumnNull(place.column) && (nanMask & place.nan) == 0) absent |= place.bit;
  return absent;
}

}  // namespace

const char* const selectRuns =
    "SELECT run_id, experiment_id, position, experiment, name, precision, scaler, "
    "coalesce(configuration, ''), seed, backend, device, library, threads, state, state_message, "
    "created, steps, planned_steps, skipped, final_loss, accuracy, wall_time, memory_peak, note, "
    "writer, parent_run, parent_step, coalesce(details, ''), coalesce(uid, ''), "
    "(SELECT program FROM experiments WHERE id = experiment_id) FROM run_list ";

const char* const selectSteps =
    "SELECT step, loss, scale, found_inf, applied, grad_norm, learning_rate, overflow, underflow, "
    "cast_elements, lost_updates, step_ms, wall_time, samples, accuracy, nan_mask FROM steps "
    "WHERE run_id = ? AND step >= ? ORDER BY step LIMIT ?";

const char* const selectEvaluations =
    // Samples as the step before tells them: logs, and versions until 2026, mean others.
    "SELECT e.step, e.loss, e.accuracy, coalesce(s.samples, e.samples), e.wall_time, e.nan_mask "
    "FROM evaluations e LEFT JOIN steps s ON s.run_id = e.run_id AND s.step = e.step - 1 "
    "WHERE e.run_id = ? AND e.step >= ? ORDER BY e.step";

const char* const selectEvents =
    "SELECT run_id IS NULL, step, kind, value, message, coalesce(action, '') FROM events WHERE "
    "step >= ?2 AND (run_id = ?1 OR "
    "(run_id IS NULL AND experiment_id = (SELECT experiment_id FROM runs WHERE id = ?1))) "
    "ORDER BY step, id";

RunInfo runFrom(const SQLite::Statement& statement, const std::string& store) {
  Row row(statement);
  RunInfo run;
  run.id = row.integer();
  run.experimentId = row.integer();
  run.index = row.small();
  run.experiment = row.text();
  run.name = row.text();
  run.precision = row.text();
  run.scaler = row.text();
  run.configuration = row.text();
  run.seed = static_cast<std::uint64_t>(row.integer());
  run.backend = row.text();
  run.device = row.text();
  run.library = row.text();
  run.threads = row.small();
  run.state = runStateFrom(row.text()).value_or(RunState::failed);
  run.stateMessage = row.text();
  run.created = row.text();
  run.steps = row.integer();
  run.plannedSteps = row.integer();
  run.skipped = row.integer();
  run.hasFinalLoss = run.steps > 0;
  run.finalLoss = run.hasFinalLoss ? row.real() : (row.real(), 0.0);
  run.hasAccuracy = !row.nextIsNull();
  run.accuracy = run.hasAccuracy ? row.real() : (row.real(), 0.0);
  run.wallTime = row.nextIsNull() ? (row.real(), 0.0) : row.real();
  run.memoryPeak = static_cast<std::size_t>(row.integer());
  run.note = row.text();
  const bool hasWriter = !row.nextIsNull();
  const std::int64_t writer = row.integer();
  if (hasWriter && isOpen(run.state) && !isWriterAlive(store, writer))
    run.state = RunState::interrupted;
  const std::int64_t parent = row.integer();  // 0 for NULL
  const bool isFork = !row.nextIsNull();
  const std::int64_t step = row.integer();
  if (isFork) run.parent = Parent{parent, step};
  run.details = row.text();
  run.experimentUid = row.text();
  run.program = row.text();
  readLogDetails(run);
  return run;
}

StepRecord stepFrom(const SQLite::Statement& statement, int index) {
  Row row(statement);
  StepRecord step;
  step.run = index;
  step.step = row.integer();
  step.loss = row.real();
  step.scale = row.real();
  step.foundInf = row.small() != 0;
  step.applied = row.small() != 0;
  step.gradNorm = row.real();
  step.learningRate = row.real();
  step.overflow = row.integer();
  step.underflow = row.integer();
  step.castElements = row.integer();
  step.lostUpdates = row.integer();
  step.stepMs = row.real();
  step.wallTime = row.real();
  step.samples = row.integer();
  step.accuracy = row.real();
  step.absent = absentIn(statement, row.integer(), kOfSteps);
  return step;
}

EvaluationRecord evaluationFrom(const SQLite::Statement& statement, int index) {
  Row row(statement);
  EvaluationRecord evaluation;
  evaluation.run = index;
  evaluation.step = row.integer();
  evaluation.loss = row.real();
  evaluation.accuracy = row.real();
  evaluation.samples = row.integer();
  evaluation.wallTime = row.real();
  evaluation.absent = static_cast<std::uint8_t>(absentIn(statement, row.integer(), kOfEvaluations));
  return evaluation;
}

EventRecord eventFrom(const SQLite::Statement& statement, int index) {
  Row row(statement);
  EventRecord event;
  event.run = row.small() != 0 ? -1 : index;
  event.step = row.integer();
  event.kind = eventKindFrom(row.text()).value_or(EventKind::note);
  event.value = row.real();
  event.message = row.text();
  event.action = row.text();
  return event;
}

}  // namespace scalescope
