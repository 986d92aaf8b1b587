#pragma once

#include <SQLiteCpp/Statement.h>

#include <map>
#include <memory>
#include <vector>

#include "core/train/divergence.h"
#include "core/train/tensor_record.h"

namespace scalescope {

/// Puts statistics of tensors into a store. Belongs to a RecordInserter.
class StatisticsInserter {
 public:
  explicit StatisticsInserter(SQLite::Database& db);

  /// `run`: its id. Takes the place of what there is of the step; a divergence comes after the
  /// statistics of its step. std::invalid_argument for a record without a value for each tensor.
  void insert(std::int64_t run, const StatisticsRecord& record);
  void insert(std::int64_t run, const DivergenceRecord& record);
  void drop(std::int64_t run, std::int64_t step);
  void forget();  ///< rows of tensors that were inserted may not be there

 private:
  struct KnownTensors {
    std::shared_ptr<const TensorTable> table;
    std::vector<std::int64_t> numbers;  ///< in the run
  };
  const std::vector<std::int64_t>& numbersOf(std::int64_t run,
                                             const std::shared_ptr<const TensorTable>& table);
  std::int64_t numberOf(std::int64_t run, std::int64_t position, const TensorInfo& tensor);

  SQLite::Statement addTensor_, findTensor_, dropStep_, addStep_, addTensorStep_, addDivergence_;
  std::map<std::int64_t, KnownTensors> known_;  ///< by run id
};

}  // namespace scalescope
