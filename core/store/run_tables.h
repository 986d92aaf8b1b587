#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/store/reader.h"

namespace scalescope {

/// A value as the store has it: not measured, a whole number, a number (NaN too), a text; bytes as
/// text of two hexadecimal digits each.
using StoredValue = std::variant<std::monostate, std::int64_t, double, std::string>;

/// Rows about one run, with the names of schema.sql; a row of `tensor_stats` names its tensor.
struct RunTable {
  std::string name;
  std::vector<std::string> columns;  ///< without the run's id and nan_mask
};

/// steps, evaluations, events, tensor_stats, divergence.
const std::vector<RunTable>& runTables();
/// std::out_of_range if there is none of that name.
const RunTable& runTable(std::string_view name);
/// Whether a column of these tables holds text; all others hold numbers.
bool holdsText(std::string_view column);
/// Those of its columns that can be NaN, in the order of their bits in nan_mask.
std::vector<std::string> measuredColumns(const RunTable& table);

/// Hands over the rows of a run, the columns that `table` names of one of runTables(), in their
/// order; false from `row` ends it. Returns whether all were read.
bool readRunTable(const StoreReader& reader, std::int64_t run, const RunTable& table,
                  const std::function<bool(std::span<const StoredValue>)>& row);
std::int64_t countRows(const StoreReader& reader, std::int64_t run, const RunTable& table);

}  // namespace scalescope
