#include "core/store/inspected_step.h"

#include <algorithm>

namespace scalescope {

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
  if (!rows.empty() && rows.front().step == step) inspected.row = rows.front();
  inspected.counted = countedStep(*record, inspected.row.scale, path);
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
