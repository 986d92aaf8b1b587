#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "core/base/phrases.h"

namespace scalescope {

/// A whole cell as a number, in the notation of C; nothing else may stand beside it.
std::optional<double> parseNumber(std::string_view text);

/// The feature cells of a table, row after row.
class CsvValues {
 public:
  /// `image`: cells that are all integers of 0 … 255 are pixels, and are kept as bytes. (Unless
  /// none exceeds 1: those lie in 0 … 1 already.)
  explicit CsvValues(bool image);
  void add(double value);  ///< must be finite as FP32
  std::variant<std::vector<std::uint8_t>, std::vector<float>> take();

 private:
  void becomeNumbers();
  bool pixels_;
  std::vector<std::uint8_t> bytes_;
  std::vector<float> numbers_;
};

/// The label cells of a table: all integers (1 and 1.0 are one class) or none. Classes are numbered
/// in the order of their values, or of their texts.
class CsvLabels {
 public:
  explicit CsvLabels(std::size_t mostClasses) : most_(mostClasses) {}

  /// What is wrong with a label as the next one, if anything is.
  std::optional<Sentence> add(const std::string& text);
  std::size_t count() const { return order_.size(); }

  struct Result {
    std::vector<std::int32_t> labels;     ///< a class per row
    std::vector<std::string> classNames;  ///< by class
  };
  Result take();

 private:
  Sentence oneTooMany(const std::string& text) const;
  std::size_t most_;
  bool integers_ = false;                                  ///< as the first label is
  std::set<std::int64_t> values_;                          ///< of them
  std::unordered_map<std::string, std::int32_t> numbers_;  ///< by text, in order of appearance
  std::vector<std::int32_t> order_;                        ///< these numbers, a row each
};

}  // namespace scalescope
