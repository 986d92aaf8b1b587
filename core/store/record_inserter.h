#pragma once

#include <SQLiteCpp/Statement.h>

#include <string>
#include <vector>

#include "core/train/records.h"

namespace scalescope {

/// The prepared statements that put records into a store. Belongs to the writer's thread and to its
/// connection, which must be inside a transaction.
class RecordInserter {
 public:
  explicit RecordInserter(SQLite::Database& db);

  /// The experiment that the records to come belong to; `runs` are ids, by index in the
  /// configuration.
  void setRuns(std::int64_t experiment, std::vector<std::int64_t> runs);
  /// SQLite::Exception as the statement failed; std::logic_error if the record has no place in the
  /// store (unknown run, checkpoint too large).
  void insert(const Record& record);

 private:
  void put(const StepRecord& record);
  void put(const EvaluationRecord& record);
  void put(const EventRecord& record);
  void put(const StateRecord& record);
  void put(const CheckpointRecord& record);
  std::int64_t runId(int index) const;

  SQLite::Statement step_, evaluation_, event_, state_, checkpoint_, dropCheckpoints_;
  std::int64_t experiment_ = 0;
  std::vector<std::int64_t> runs_;
};

}  // namespace scalescope
