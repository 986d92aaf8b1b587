#pragma once

#include <SQLiteCpp/Statement.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/store/run_tables.h"

// What importRuns() puts rows into the store with. SQLite's errors are thrown as they are.
namespace scalescope {

/// Puts rows of one table into the store, with the columns that the first of them has.
class TableInserter {
 public:
  TableInserter(SQLite::Database& db, const RunTable& table, std::int64_t experiment,
                std::int64_t run);
  void insert(std::span<const StoredValue> values);

 private:
  std::vector<std::string> measured_;
  std::vector<std::int64_t> bits_;
  std::optional<SQLite::Statement> insert_;
  std::int64_t run_, experiment_;
  bool ofEvents_ = false;
};

/// Statistics name their tensor; the store keeps each name once. Refused: a histogram that is no
/// hexadecimal text, rows without a column that names the tensor.
class StatisticsImporter {
 public:
  StatisticsImporter(SQLite::Database& db, std::int64_t run) : db_(db), run_(run) {}
  void insert(const RunTable& table, std::span<const StoredValue> values);

 private:
  using Key = std::array<StoredValue, 4>;

  void prepare(const RunTable& table);
  std::int64_t numberOf(const Key& key);

  SQLite::Database& db_;
  std::int64_t run_;
  std::optional<SQLite::Statement> insert_;
  std::vector<std::size_t> own_;  ///< columns that go into tensor_stats
  std::map<Key, std::int64_t> numbers_;
};

}  // namespace scalescope
