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

/// What a run was trained with: its experiment's configuration with "run" in place of "runs". Of
/// another program's, what that tells of it, without where it was imported from. An object; what
/// cannot be read is nothing.
OrderedJson toldBy(const RunInfo& run);

/// Where not all of them agree, in the order of the first one's keys; without the names of
/// experiment and run.
std::vector<std::string> differingPointers(const std::vector<OrderedJson>& told);

}  // namespace scalescope
