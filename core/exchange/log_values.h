#pragma once

#include <cstdint>
#include <string>

#include "core/exchange/log_table.h"

// What the values of a log's columns can be, by the field that they stand for.
namespace scalescope {

/// Whether the store keeps whole numbers in this column of `steps` or `evaluations`.
bool isCount(const std::string& column);

/// Whether the field is a share of a whole: an accuracy.
bool isShare(const std::string& field);

/// Shares of a hundred: one of them is above 2.
bool isPercent(const LogColumn& column);

/// Refused with file, row and column: a step or count that is no whole number from 0 on, something
/// other than 0 and 1 for whether a step was skipped, a share beyond the whole, a loss scale below
/// 0. NaN is not measured.
void requireValues(const std::string& field, const LogColumn& column, const std::string& file);

/// The value in a row. Refused as above.
std::int64_t wholeNumber(const LogColumn& column, std::size_t row, const std::string& file);

}  // namespace scalescope
