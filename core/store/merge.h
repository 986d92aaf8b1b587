#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace scalescope {

/// What became of the experiments of the sources.
struct MergeReport {
  std::int64_t added = 0;            ///< were not in the target
  std::int64_t extended = 0;         ///< were there, and the source knew more
  std::int64_t unchanged = 0;        ///< were there, with all that the source knows
  std::int64_t apart = 0;            ///< were there with other results, and stand beside those now
  std::vector<std::string> leftOut;  ///< why an experiment was not merged: it is being trained
  bool cancelled = false;            ///< whole experiments before that are merged
};

/// Is told the share that is done, 0 to 1; false breaks the merge off.
using MergeProgress = std::function<bool(double share)>;

/// Joins stores: everything that the sources hold is in the target afterwards, once.
///
/// Experiments are known by their uid. Where the target has the same one, what only the source has
/// is added: runs, steps, statistics, events, evaluations, checkpoints, tags, and lines of notes.
/// Where rows of the same step differ in what was computed (times may differ), both were trained on
/// apart: the source's experiment becomes one of its own, with a uid that follows from its first
/// difference, so that merging it again, or elsewhere, adds nothing.
///
/// Each experiment is one transaction. Those that someone trains right now, in either store, are
/// left out and named. Runs that are not at their end arrive as interrupted. Sources are only read,
/// after an upgrade if they are of an older version. Refused before anything is written: a source
/// that is no store, of a newer version, or the target itself.
MergeReport mergeStores(const std::string& target, const std::vector<std::string>& sources,
                        const MergeProgress& progress = {});

}  // namespace scalescope
