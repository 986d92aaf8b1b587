#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/base/error.h"

namespace scalescope::test {

/// The message of the Error that `action` throws; a test failure if it throws none or another kind.
template <typename Action>
std::string messageOf(Action&& action, ErrorKind kind = ErrorKind::input) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "nothing was refused";
  return "";
}

}  // namespace scalescope::test

/// `action` must be refused with a message that holds each of the texts that follow.
#define EXPECT_REFUSED(action, ...)                                                     \
  do {                                                                                  \
    const std::string message = ::scalescope::test::messageOf([&] { (void)(action); }); \
    for (const std::string& part : std::vector<std::string>{__VA_ARGS__}) {             \
      EXPECT_NE(message.find(part), std::string::npos)                                  \
          << "the message \"" << message << "\" lacks \"" << part << "\"";              \
    }                                                                                   \
  } while (false)
