#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/diagnosis/culprit.h"
#include "core/diagnosis/findings.h"
#include "core/diagnosis/skip_verdict.h"
#include "core/store/reader.h"

namespace scalescope {

/// What is to be said of a stored run.
struct RunDiagnosis {
  SkipVerdict skips;
  std::int64_t overflowed = 0;            ///< steps in which a value overflowed or was not finite
  std::int64_t withoutStatistics = 0;     ///< of them: nothing can be said of these
  std::optional<Culprit> first;           ///< of the first of them that has statistics
  std::optional<Culprit> newest;          ///< of the last
  std::optional<Culprit> unexpected;      ///< of the first whose cause is no part of loss scaling
  std::optional<Culprit> unexpectedSkip;  ///< of the first of these whose update was skipped
  std::vector<Finding> findings;
  bool overflowTold = true;              ///< a log may not tell whether values overflowed
  bool infinitiesTold = true;            ///< … nor whether an overflow was found
  bool tensorsTold = true;               ///< some step has statistics
  std::optional<double> underflowShare;  ///< of the values cast in all steps, if it was counted
  bool underflowTold = true;  ///< statistics of another program were counted after the rounding
  bool healthy() const {
    return skips.expected && skips.pattern != SkipPattern::notTold && !unexpected &&
           findings.empty();
  }
};

/// Within one transaction. Of another program's run, which has no configuration, as much as its
/// statistics, and what it says of its scaler, optimizer and clipping, tell.
RunDiagnosis diagnose(const StoreReader& reader, const RunInfo& run,
                      const Phrases& say = Phrases());
/// Why a step overflowed; refused if it did not, is not stored, or has no statistics.
Culprit culpritAt(const StoreReader& reader, const RunInfo& run, std::int64_t step,
                  const Phrases& say = Phrases());
/// Gives events of a run whose messages explain an overflow, in English, as they are kept, the same
/// explanation in the words of `say` (EventRecord::reason). Within one transaction; `goOn` false
/// leaves the rest as it is.
void retellEvents(const StoreReader& reader, const RunInfo& run, std::vector<EventRecord>& events,
                  const Phrases& say, const std::function<bool()>& goOn);

}  // namespace scalescope
