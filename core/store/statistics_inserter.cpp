#include "core/store/statistics_inserter.h"

#include <SQLiteCpp/Column.h>

#include <stdexcept>

#include "core/store/binder.h"

namespace scalescope {
namespace {

constexpr const char* insertTensor =
    "INSERT OR IGNORE INTO tensors (run_id, tensor, position, name, role, format) VALUES (?1, "
    "(SELECT coalesce(max(tensor) + 1, 0) FROM tensors WHERE run_id = ?1), ?2, ?3, ?4, ?5)";

constexpr const char* selectTensor =
    "SELECT tensor FROM tensors WHERE run_id = ? AND name = ? AND role = ? AND format = ?";

constexpr const char* insertTensorStep =
    "INSERT INTO tensor_stats (run_id, step, tensor, elements, zeros, subnormals, infinities, "
    "nans, "
    "overflow, underflow, lost_updates, amax, amin, histogram, amax_before) "
    "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

constexpr const char* insertDivergence =
    "INSERT OR REPLACE INTO divergence (run_id, step, position, tensor, gradient_cosine, "
    "weight_distance) VALUES (?,?,?,?,?,?)";

void bindMeasured(Binder& bind, const std::optional<double>& value) {
  if (value) {
    bind.value(*value);
  } else {
    bind.null();
  }
}

}  // namespace

StatisticsInserter::StatisticsInserter(SQLite::Database& db)
    : addTensor_(db, insertTensor),
      findTensor_(db, selectTensor),
      dropStep_(db, "DELETE FROM statistics_steps WHERE run_id = ? AND step = ?"),
      addStep_(db, "INSERT INTO statistics_steps (run_id, step, scale) VALUES (?,?,?)"),
      addTensorStep_(db, insertTensorStep),
      addDivergence_(db, insertDivergence) {}

void StatisticsInserter::forget() { known_.clear(); }

void StatisticsInserter::drop(std::int64_t run, std::int64_t step) {
  Binder(dropStep_).value(run).value(step).run();  // its tensors go with it
}

std::int64_t StatisticsInserter::numberOf(std::int64_t run, std::int64_t position,
                                          const TensorInfo& tensor) {
  Binder(addTensor_)
      .value(run)
      .value(position)
      .value(tensor.name)
      .text(toString(tensor.role))
      .text(info(tensor.format).name)
      .run();
  Binder(findTensor_)
      .value(run)
      .value(tensor.name)
      .text(toString(tensor.role))
      .text(info(tensor.format).name);
  findTensor_.executeStep();
  const std::int64_t number = findTensor_.getColumn(0).getInt64();
  findTensor_.tryReset();
  return number;
}

const std::vector<std::int64_t>& StatisticsInserter::numbersOf(
    std::int64_t run, const std::shared_ptr<const TensorTable>& table) {
  KnownTensors& known = known_[run];
  if (known.table == table) return known.numbers;
  known = {nullptr, {}};
  for (std::size_t i = 0; i < table->size(); ++i) {
    known.numbers.push_back(numberOf(run, static_cast<std::int64_t>(i), (*table)[i]));
  }
  known.table = table;
  return known.numbers;
}

void StatisticsInserter::insert(std::int64_t run, const StatisticsRecord& record) {
  if (!record.tensors || record.tensors->size() != record.summaries.size()) {
    throw std::invalid_argument("statistics of another number of tensors than there are");
  }
  const std::vector<std::int64_t>& numbers = numbersOf(run, record.tensors);
  drop(run, record.step);
  Binder(addStep_).value(run).value(record.step).value(record.scale).run();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const TensorSummary& s = record.summaries[i];
    if (s.elements == 0) continue;
    Binder bind(addTensorStep_);
    bind.value(run).value(record.step).value(numbers[i]);
    for (const std::uint64_t count : {s.elements, s.zeros, s.subnormals, s.infinities, s.nans,
                                      s.overflow, s.underflow, s.lostUpdates}) {
      bind.value(static_cast<std::int64_t>(count));
    }
    bind.value(static_cast<double>(s.largest)).value(static_cast<double>(s.smallest));
    bind.blob(s.histogram);
    const bool known = !record.largestBefore.empty() && record.largestBefore[i] > 0.0;
    bindMeasured(bind, known ? std::optional(record.largestBefore[i]) : std::nullopt);
    bind.run();
  }
}

void StatisticsInserter::insert(std::int64_t run, const DivergenceRecord& record) {
  if (!record.tensors || record.tensors->size() != record.values.size()) {
    throw std::invalid_argument("the divergence of another number of tensors than there are");
  }
  for (std::size_t i = 0; i < record.values.size(); ++i) {
    Binder bind(addDivergence_);
    bind.value(run).value(record.step).value(static_cast<std::int64_t>(i));
    bind.value((*record.tensors)[i]);
    bindMeasured(bind, record.values[i].gradientCosine);
    bindMeasured(bind, record.values[i].weightDistance);
    bind.run();
  }
}

}  // namespace scalescope
