#pragma once

#include <cctype>
#include <string>
#include <vector>

#include "core/base/phrases.h"

namespace scalescope::test {

/// A language without words: of each phrase only its places are left, from the last to the first,
/// between marks: "<%2|%1>".
inline Phrases wordless() {
  return Phrases([](const char* english) {
    std::string places;
    const std::string text = english;
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
      if (text[i] != '%' || std::isdigit(static_cast<unsigned char>(text[i + 1])) == 0) continue;
      places = text.substr(i, 2) + (places.empty() ? "" : "|") + places;
    }
    return "<" + places + ">";
  });
}

inline bool isData(const std::string& word) {
  for (const char* each : {"input", "nan", "inf", "linear", "relu", "batchnorm", "layernorm",
                           "flatten", "dropout", "softmax"}) {
    if (word == each) return true;
  }
  // Names of tensors have dots in them, and formats digits.
  return word.find_first_of(".0123456789") != std::string::npos;
}

/// What a sentence in wordless() has of words or outside its marks, which no language could change.
/// `given`: names and texts that came from outside.
inline std::string untold(std::string said, const std::vector<std::string>& given = {}) {
  for (const std::string& each : given) {
    for (auto at = said.find(each); at != std::string::npos; at = said.find(each))
      said.erase(at, each.size());
  }
  std::string left, word;
  int depth = 0;
  for (const char each : said + " ") {
    if (each == '>') --depth;
    if (depth == 0 && each != '>' && each != '<' && each != ' ') left += each;
    if (each == '<') ++depth;
    const bool inWord = std::isalnum(static_cast<unsigned char>(each)) != 0 || each == '.';
    if (inWord) {
      word += each;
      continue;
    }
    const bool letters = word.find_first_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos;
    if (letters && !isData(word)) left += " " + word;
    word.clear();
  }
  return left;
}

}  // namespace scalescope::test
