#pragma once

#include <QString>
#include <string>
#include <vector>

#include "core/store/run_info.h"

namespace scalescope {

/// By what runs are put together, to be drawn as their mean and a band.
struct Grouping {
  enum class By { none, name, precision, scaler, experiment, tags, value, tag };
  By by = By::none;
  std::string pointer{};  ///< of a value in what a run was trained with: "/optimizer/lr"; or a tag
  bool operator==(const Grouping&) const = default;
};

/// "Precision", "optimizer/lr".
QString labelOf(const Grouping& grouping);

/// The word that runs of a group share; "–" of a run that has none.
QString groupOf(const RunInfo& run, const Grouping& grouping);

/// None, single tags, and those that put some of these runs together and tell others apart; of
/// values in configurations, or in what other programs tell, those that differ.
std::vector<Grouping> groupingsFor(const std::vector<const RunInfo*>& runs);

}  // namespace scalescope
