#pragma once

#include <SQLiteCpp/Statement.h>

#include "core/store/run_registry.h"
#include "core/store/statistics_inserter.h"
#include "core/train/records.h"

namespace scalescope {

/// The prepared statements that put records into a store. Belongs to the writer's thread and to its
/// connection, which must be inside a transaction.
class RecordInserter {
 public:
  explicit RecordInserter(SQLite::Database& db);

  /// The experiment that the records to come belong to. They take the places of its outdated rows.
  void setExperiment(const RegisteredExperiment& experiment);
  /// SQLite::Exception as the statement failed; std::logic_error if the record has no place in the
  /// store (unknown run, checkpoint too large).
  void insert(const Record& record);
  void rolledBack();  ///< the transaction that held what was inserted last is undone

 private:
  void put(const StepRecord& record);
  void put(const EvaluationRecord& record);
  void put(const EventRecord& record);
  void put(const StateRecord& record);
  void put(const CheckpointRecord& record);
  void put(const StatisticsRecord& record);
  void put(const DivergenceRecord& record);
  void dropOutdatedEvents(std::int64_t run, std::int64_t from, std::int64_t to);
  void dropOutdatedFrom(std::int64_t run, std::int64_t step);
  std::int64_t runId(int index) const;

  SQLite::Database& db_;
  SQLite::Statement step_, evaluation_, event_, state_, checkpoint_, dropCheckpoints_, dropEvents_;
  StatisticsInserter statistics_;
  RegisteredExperiment experiment_;
};

}  // namespace scalescope
