#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <utility>

namespace scalescope {

/// Marks a phrase that other languages have words of their own for, so that what collects phrases
/// for translation finds it. Only where no class is around: all phrases are of one context.
constexpr const char* phrase(const char* english) { return english; }

/// What functions with phrases in them return: lupdate takes the "std" of a function that begins
/// with std::string for the context of its phrases.
using Wording = std::string;

/// Says phrases in the language of who reads them. A phrase is a whole sentence or clause with
/// places %1 … %9 for what differs, in an order that each language chooses.
class Phrases {
 public:
  /// The phrase in another language, its places as they are. Called from any thread.
  using Translate = std::function<std::string(const char* english)>;

  Phrases() = default;  ///< in English, as they are written
  explicit Phrases(Translate translate) : translate_(std::move(translate)) {}

  /// A place without an argument stays as it is written, and so does what looks like a place within
  /// an argument.
  std::string operator()(const char* english,
                         std::initializer_list<std::string> arguments = {}) const;

 private:
  Translate translate_;
};

}  // namespace scalescope
