#pragma once

#include <gtest/gtest.h>

#include <string>

#include "core/numerics/format.h"

namespace scalescope::test {

/// A format's name as tests of each format are called.
inline std::string formatParam(const testing::TestParamInfo<Format>& each) {
  std::string name(info(each.param).name);
  std::erase(name, '-');
  return name;
}

}  // namespace scalescope::test
