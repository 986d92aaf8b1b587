#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

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

/// The label cells of a table. Classes are numbered in the order of their values if all are
/// integers (1 and 1.0 are one class), else in that of their texts.
class CsvLabels {
 public:
  static constexpr std::size_t kMostClasses = 10'000;

  /// False if this would be one class too many.
  bool add(const std::string& text);
  std::size_t count() const { return order_.size(); }

  struct Result {
    std::vector<std::int32_t> labels;     ///< a class per row
    std::vector<std::string> classNames;  ///< by class
  };
  Result take();

 private:
  std::unordered_map<std::string, std::int32_t> numbers_;  ///< by text, in order of appearance
  std::vector<std::int32_t> order_;                        ///< these numbers, a row each
};

}  // namespace scalescope
