#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/json_reader.h"

namespace scalescope {

/// A value of a configuration, by its JSON pointer (RFC 6901), and what it becomes.
struct SweepChange {
  std::string pointer;  ///< "/optimizer/lr", "/runs/1/scaler/init"
  Json value;
};

/// A value of a configuration, and all that it becomes in turn.
struct SweepAxis {
  std::string pointer;
  std::vector<Json> values;
};

inline constexpr std::size_t kMostPoints = 10000;  ///< of a sweep

/// What a sweep goes through: each entry of `list`, with each entry of `zip`, with each point of
/// `grid`.
struct SweepSpec {
  std::string name;
  Json configuration;            ///< as it was written, without defaults
  std::string source;            ///< names it in messages
  std::filesystem::path folder;  ///< where its relative paths start
  std::vector<SweepAxis> grid;   ///< every value with every other's
  std::vector<SweepAxis> zip;    ///< as many values each; they change together
  std::vector<std::vector<SweepChange>> list;
};

/// Reads a sweep file, version 1 (resources/docs/sweeps.md), or a plain configuration, which is a
/// sweep of one point. Refused with file, pointer and what is allowed.
SweepSpec readSweep(const std::string& path);

/// "/seed=1,2,3", "/optimizer/lr=1e-4..1e-1 log 4": values are JSON, or numbers as "2^16", or
/// words. `place` names the option in messages.
SweepAxis parseSweepAxis(const std::string& text, const std::string& place);

/// "1..10", "0..1 step 0.25", "1e-4..1e-1 log 4" (as many values, evenly spaced in the exponent),
/// "0..1 lin 5". Empty if it is no range; refused if it is a wrong one.
std::vector<Json> parseSweepRange(const std::string& text, const std::string& place);

}  // namespace scalescope
