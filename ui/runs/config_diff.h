#pragma once

#include <string>
#include <vector>

#include "core/base/json_reader.h"
#include "core/store/run_info.h"

namespace scalescope {

/// A value that two configurations do not share; an absent one is empty text.
struct Difference {
  std::string pointer;  ///< RFC 6901: "/optimizer/lr"
  std::string left;
  std::string right;
  bool operator==(const Difference&) const = default;
};

/// In the order of the left side's keys, then keys that only the right side has.
std::vector<Difference> differences(const OrderedJson& left, const OrderedJson& right);

/// What one run was trained with: its experiment's configuration with "run" in place of "runs".
OrderedJson configurationOf(const RunInfo& run);

}  // namespace scalescope
