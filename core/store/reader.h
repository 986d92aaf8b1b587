#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/store/divergence_rows.h"
#include "core/store/run_info.h"
#include "core/store/statistics_rows.h"

namespace SQLite {
class Statement;
}

namespace scalescope {

/// Reads a store while others may write it. Transactions are short. Not for sharing between
/// threads: open one each. Errors name the file: a foreign file, a newer schema, a file that cannot
/// be read, a locked store.
class StoreReader {
 public:
  explicit StoreReader(const std::string& path);  ///< refused if there is no such file
  ~StoreReader();
  StoreReader(StoreReader&&) noexcept;
  StoreReader& operator=(StoreReader&&) noexcept;

  const std::string& path() const;

  /// What is read within `reads` is all of one moment, however busy the writer is.
  void readTogether(const std::function<void()>& reads) const;

  /// Another number whenever somebody else has written to the store since the last call.
  std::int64_t dataVersion() const;
  std::vector<RunInfo> runs() const;   ///< newest experiment first
  RunInfo run(std::int64_t id) const;  ///< refused if there is none
  /// A run by "12", "fp16" or "experiment/fp16"; names mean the newest. Refused with what there is.
  RunInfo findRun(const std::string& text) const;
  /// Step rows with step ≥ `from`, at most `limit` (0: all), in order.
  std::vector<StepRecord> steps(std::int64_t run, std::int64_t from = 0,
                                std::int64_t limit = 0) const;
  /// The steps from `from` on whose update was skipped, in order.
  std::vector<std::int64_t> skippedSteps(std::int64_t run, std::int64_t from = 0) const;
  std::vector<EvaluationRecord> evaluations(std::int64_t run, std::int64_t from = 0) const;
  /// From a step on, with those of its whole experiment (run −1).
  std::vector<EventRecord> events(std::int64_t run, std::int64_t from = 0) const;
  /// The tensors of which a run has statistics, in order of computation of a step; a tensor whose
  /// format was changed on the way stands there once for each.
  std::vector<StoredTensor> tensors(std::int64_t run) const;
  /// The steps from `from` on that have statistics, in order.
  std::vector<std::int64_t> statisticsSteps(std::int64_t run, std::int64_t from = 0) const;
  /// Of all tensors(), in that order; a tensor that got no values in the step has no elements.
  /// Nothing if the step has no statistics.
  std::optional<StatisticsRecord> statistics(std::int64_t run, std::int64_t step) const;
  /// One tensor, by its number, in those of the steps in which it has statistics.
  std::vector<StoredSummary> history(std::int64_t run, std::int64_t tensor,
                                     const std::vector<std::int64_t>& steps) const;
  /// How far a run is from its FP32 run, in each of its steps from `from` on that tell, in order.
  std::vector<DivergenceRecord> divergence(std::int64_t run, std::int64_t from = 0) const;
  /// The newest checkpoint; nothing if there is none.
  std::optional<CheckpointRecord> lastCheckpoint(std::int64_t run) const;
  /// The steps at which each of these runs has a checkpoint, newest first.
  std::vector<std::int64_t> commonCheckpoints(const std::vector<std::int64_t>& runs) const;
  std::optional<CheckpointRecord> checkpoint(std::int64_t run, std::int64_t step) const;

  /// For readers of their own tables (run_tables.h): the rows of a query with the run as ?1; false
  /// from `row` ends it. Returns whether all rows were read.
  bool query(const std::string& sql, std::int64_t run,
             const std::function<bool(const SQLite::Statement&)>& row) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace scalescope
