#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json_reader.h"
#include "core/store/run_info.h"
#include "core/train/records.h"

namespace scalescope::cli {

// Machine-readable: numbers carry 9 significant digits, enough to tell any two floats apart; JSON
// has no non-finite numbers, so those are the strings "nan", "inf", "-inf".
OrderedJson numberJson(double value);
OrderedJson exactJson(double value);  ///< 17 digits, or as few as give the double back
OrderedJson optionalJson(const std::optional<double>& value);
OrderedJson optionalJson(const std::optional<std::int64_t>& value);
OrderedJson stepJson(const StepRecord& record, const std::string& run);
OrderedJson evaluationJson(const EvaluationRecord& record, const std::string& run);
OrderedJson eventJson(const EventRecord& record, const std::string& run);
OrderedJson runInfoJson(const RunInfo& run);

// For people.
std::string numberText(double value);      ///< 5 significant digits, "nan", "inf"
std::string scaleText(double scale);       ///< powers of two in full: "65536"
std::string bytesText(std::size_t bytes);  ///< "61.3 MB"
std::string durationText(double seconds);  ///< "0:41", "1:02:03"

/// Without line ends and other control characters, which a terminal would obey: names in a store
/// and words of a broken file may be anything.
std::string oneLine(std::string text);

/// Rows of cells, each column as wide as its widest cell; the first row is the heading.
std::string tableText(const std::vector<std::vector<std::string>>& rows);

/// To standard output. Error (failed) if it cannot be written: a closed pipe, a full disk.
void print(const std::string& text);
std::string lineOf(const OrderedJson& json);  ///< with its line end
void printLine(const OrderedJson& json);

}  // namespace scalescope::cli
