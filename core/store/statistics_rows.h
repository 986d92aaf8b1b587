#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/train/tensor_record.h"

namespace scalescope {

/// A tensor of a stored run, with its number there.
struct StoredTensor {
  std::int64_t number = 0;
  TensorInfo info;
};

/// A tensor in one of the stored steps.
struct StoredSummary {
  std::int64_t step = 0;
  TensorSummary summary;
};

// What StoreReader reads of statistics, each within a transaction of the caller's. `run` is an id.
std::vector<StoredTensor> readTensors(SQLite::Database& db, std::int64_t run);
std::vector<std::int64_t> readStatisticsSteps(SQLite::Database& db, std::int64_t run,
                                              std::int64_t from);
std::optional<StatisticsRecord> readStatistics(SQLite::Database& db, std::int64_t run,
                                               std::int64_t step);
/// What is wrong with the histograms of a step, tensor by tensor; each error names `place`.
std::vector<Error> brokenStatistics(SQLite::Database& db, std::int64_t run, std::int64_t step,
                                    const Sentence& place);
std::vector<StoredSummary> readHistory(SQLite::Database& db, std::int64_t run, std::int64_t tensor,
                                       const std::vector<std::int64_t>& steps);

}  // namespace scalescope
