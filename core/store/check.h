#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace scalescope {

/// What is wrong with a store, and how many rows of each kind it has.
struct CheckReport {
  std::vector<std::string> problems;  ///< empty: the store is whole
  std::int64_t experiments = 0, runs = 0, steps = 0, events = 0, checkpoints = 0;
};

/// SQLite's integrity and foreign-key checks, then ScaleScope's own: every run's step numbers are
/// without a gap, checkpoints parse, enumerations hold known values, configurations parse.
CheckReport checkStore(const std::string& path);

}  // namespace scalescope
