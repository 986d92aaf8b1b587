#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/phrases.h"

namespace scalescope {

using Json = nlohmann::json;
/// Keeps the keys in the order written, so that what is saved reads like what was typed.
using OrderedJson = nlohmann::ordered_json;

/// Reads one JSON value strictly: every error names the source, the JSON pointer (RFC 6901), what
/// was found and what is allowed. Call `finish()` on an object when all keys have been asked for:
/// unknown ones are refused.
class JsonReader {
 public:
  /// `value` must outlive the reader; `source` names the file in messages.
  JsonReader(const Json& value, Sentence source, std::string pointer = "");

  const Json& value() const { return *value_; }
  std::string source() const { return source_.inEnglish(); }
  const std::string& pointer() const { return pointer_; }

  bool has(std::string_view key);  ///< true if the key is there and not null; marks it as known
  /// True if null was written for the key: "none", where leaving it out means a default. Marks it.
  bool isNull(std::string_view key);
  JsonReader child(std::string_view key);               ///< refused if the key is missing
  std::vector<JsonReader> items(std::string_view key);  ///< the elements of an array
  std::vector<JsonReader> items() const;                ///< this value as an array

  // Scalars of an object's key; a missing or null key gives the default, a wrong type is refused.
  double number(std::string_view key, double fallback);
  std::int64_t integer(std::string_view key, std::int64_t fallback, std::int64_t least,
                       std::int64_t most = INT64_MAX);
  bool boolean(std::string_view key, bool fallback);
  std::string text(std::string_view key, const std::string& fallback);
  /// One of a list of words; the message lists them all.
  std::string choice(std::string_view key, const std::string& fallback,
                     const std::vector<std::string>& allowed);

  // Required scalars.
  double requiredNumber(std::string_view key);
  std::int64_t requiredInteger(std::string_view key, std::int64_t least,
                               std::int64_t most = INT64_MAX);
  std::string requiredChoice(std::string_view key, const std::vector<std::string>& allowed);

  // This value itself.
  double asNumber() const;
  std::int64_t asInteger(std::int64_t least, std::int64_t most = INT64_MAX) const;
  std::string asText() const;

  void requireObject() const;
  void finish() const;  ///< refuses keys that nobody asked for, naming those that are allowed
  /// Refuses this value: "<source>: <pointer>: expected <expected>, found <value>".
  [[noreturn]] void refuseValue(const Sentence& expected) const;
  [[noreturn]] void refuseWith(const Sentence& message) const;

 private:
  const Json* find(std::string_view key);

  const Json* value_;
  Sentence source_;
  std::string pointer_;
  std::set<std::string, std::less<>> known_;
};

/// Parses text; a syntax error is refused with line and column, and so are a key given twice and
/// nesting deeper than 100. `source` names it in messages, and `firstLine` is the number in it of
/// the line that the text begins in.
Json parseJson(std::string_view text, const Sentence& source, std::size_t firstLine = 1);

/// A whole file (or pipe) as text; refused with its name if it cannot be read or exceeds 64 MiB.
std::string readTextFile(const std::string& path);

}  // namespace scalescope
