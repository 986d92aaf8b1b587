#pragma once

#include <QList>
#include <QMetaType>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/store/inspected_step.h"

namespace scalescope {

// What the service hands over: immutable, shared by all who draw it.

/// What a run has statistics of.
struct RunTimeline {
  qint64 run = 0;
  std::vector<std::int64_t> steps;    ///< that have statistics, ascending
  std::vector<std::int64_t> skipped;  ///< whose update was skipped, ascending
  std::vector<StoredTensor> tensors;
  std::vector<std::string> layers;  ///< their types, by index: "conv2d", "relu"; maybe none
};
using TimelinePtr = std::shared_ptr<const RunTimeline>;
using StepPtr = std::shared_ptr<const InspectedStep>;

/// The exponents of one tensor over many steps.
struct TensorHistory {
  using Shares = std::array<float, kExponentBins>;  ///< of the elements, by bin of the exponent

  qint64 run = 0;
  std::string tensor;
  std::vector<std::int64_t> steps;
  std::vector<Shares> shares;  ///< one a step
};
using HistoryPtr = std::shared_ptr<const TensorHistory>;

/// At most `most` of these, evenly spread, the last one among them.
std::vector<std::int64_t> decimated(const std::vector<std::int64_t>& steps, std::size_t most);
/// The index of the last step that is not after `step`; 0 if there is none. Steps ascend.
std::size_t indexAtOrBefore(const std::vector<std::int64_t>& steps, std::int64_t step);
/// The types of a configuration's layers; none if it is not one.
std::vector<std::string> layerTypes(const std::string& configuration);

}  // namespace scalescope
