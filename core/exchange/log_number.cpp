#include "core/exchange/log_number.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

namespace scalescope {

std::optional<double> numberOfCell(std::string_view text) {
  std::string word(text);
  std::transform(word.begin(), word.end(), word.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (word == "true") return 1.0;
  if (word == "false") return 0.0;
  std::string_view rest = word;
  const bool plus = rest.starts_with('+');
  if (plus) rest.remove_prefix(1);
  const bool percent = rest.ends_with('%');
  if (percent) rest.remove_suffix(1);
  if (rest.empty() || (plus && rest.starts_with('-'))) return std::nullopt;
  double value = 0.0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  if (end != rest.data() + rest.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    // Too large for a double, or too small: as strtod has it.
    const bool tiny = rest.find("e-") != std::string_view::npos;
    const double most = std::numeric_limits<double>::infinity();
    value = tiny ? 0.0 : (rest.starts_with('-') ? -most : most);
  } else if (error != std::errc()) {
    return std::nullopt;
  }
  return percent ? value / 100.0 : value;
}

}  // namespace scalescope
