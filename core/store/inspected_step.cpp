#include "core/store/inspected_step.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>

#include "core/base/json_reader.h"
#include "core/diagnosis/evidence.h"
#include "core/store/run_configuration.h"

namespace scalescope {
namespace {

bool usesFp8(const TensorTable& tensors) {
  return std::any_of(tensors.begin(), tensors.end(),
                     [](const TensorInfo& each) { return isFp8(each.format); });
}

bool fp8FollowsAmax(const RunInfo& run) {
  if (run.configuration.empty()) return true;
  const Json json =
      parseJson(run.configuration, {phrase("run %1, configuration"), {std::to_string(run.id)}});
  const std::string path = "/runs/" + std::to_string(run.index) + "/fp8_scaling";
  return json.value(Json::json_pointer(path), "amax") != "none";
}

/// A run's description would sum over all of its steps.
bool isForeign(const StoreReader& reader, std::int64_t run) {
  bool foreign = false;
  reader.query(
      "SELECT e.configuration IS NULL FROM runs r JOIN experiments e ON e.id = r.experiment_id "
      "WHERE r.id = ?1",
      run, [&](const SQLite::Statement& row) {
        foreign = row.getColumn(0).getInt() != 0;
        return true;
      });
  return foreign;
}

}  // namespace

std::optional<InspectedStep> inspectStep(const StoreReader& reader, const std::string& path,
                                         std::int64_t run, std::int64_t step) {
  std::optional<StatisticsRecord> record;
  std::vector<StepRecord> rows;
  reader.readTogether([&] {
    record = reader.statistics(run, step);
    if (record) rows = reader.steps(run, step, 1);
  });
  if (!record) return std::nullopt;
  InspectedStep inspected;
  inspected.run = run;
  inspected.row.step = step;
  inspected.row.scale = record->scale;  // all that is known of a step that waits
  if (!rows.empty() && rows.front().step == step) inspected.row = rows.front();
  inspected.counted = countedStep(*record, inspected.row.scale, path);
  // The time slider asks for many steps, and a run's description sums over all of its own.
  if (usesFp8(*record->tensors)) inspected.counted.fp8FollowsAmax = fp8FollowsAmax(reader.run(run));
  inspected.counted.afterCast = isForeign(reader, run) && !namesLossGradient(*record->tensors);
  inspected.record = std::move(*record);
  return inspected;
}

std::int64_t nearestStep(const std::vector<std::int64_t>& steps, std::int64_t step) {
  const auto after = std::lower_bound(steps.begin(), steps.end(), step);
  if (after == steps.begin()) return steps.front();
  const std::int64_t before = *(after - 1);
  if (after == steps.end() || step - before <= *after - step) return before;
  return *after;
}

}  // namespace scalescope
