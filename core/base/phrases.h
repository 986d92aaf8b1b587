#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace scalescope {

/// An English phrase that other languages have words of their own for: a whole sentence or clause
/// with places %1 … %9 for what differs, in an order that each language chooses.
struct Phrase {
  const char* english;  ///< a literal

  constexpr operator const char*() const { return english; }  // NOLINT: a phrase is its text
};

/// Marks a phrase, so that what collects them for translation (resources/translations/phrases.py)
/// finds it.
constexpr Phrase phrase(const char* english) { return {english}; }

/// What functions with phrases in them return.
using Wording = std::string;

/// Says phrases in the language of who reads them.
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
  std::string operator()(const char* english, const std::vector<std::string>& arguments) const;

 private:
  Translate translate_;
};

/// A phrase together with what stands in its places, to be said later, in whatever language.
class Sentence {
 public:
  Sentence(Phrase phrase, std::initializer_list<Sentence> arguments = {});  // NOLINT
  /// A name, a number, a word of another program: the same in every language.
  Sentence(std::string text) : text_(std::move(text)) {}  // NOLINT
  Sentence(const char* text) : text_(text) {}             // NOLINT

  std::string in(const Phrases& phrases) const;
  std::string inEnglish() const { return in(Phrases()); }

 private:
  const char* phrase_ = nullptr;  // else text_ stands for itself
  std::string text_;
  std::vector<Sentence> arguments_;
};

}  // namespace scalescope
