#pragma once

#include <gtest/gtest.h>

#include <string>

#include "core/base/error.h"

namespace scalescope::test {

/// The message with which `call` refuses its input; a test failure if it does not.
template <typename Call>
std::string refusalOf(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "nothing was refused";
  return "";
}

/// All of `words` in `text`, or a failure that shows the text.
inline void expectWords(const std::string& text, std::initializer_list<std::string> words) {
  for (const auto& word : words) {
    EXPECT_NE(text.find(word), std::string::npos) << "no \"" << word << "\" in: " << text;
  }
}

}  // namespace scalescope::test
