#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/backend/cast_site.h"
#include "core/base/phrases.h"

namespace scalescope {

/// A tensor of a run of which statistics are kept: a place of a step where it gets its values
/// (CastSite).
struct TensorInfo {
  std::string name;  ///< "layers.0.weight.grad"
  TensorRole role = TensorRole::activation;
  Format format = Format::fp32;  ///< that its values are rounded to; FP32: they are not
  bool operator==(const TensorInfo&) const = default;
};

/// What a tensor was in one step, as TensorStatistics, and what its cast did. Weights are those
/// that the step led to.
struct TensorSummary {
  std::uint64_t elements = 0;     ///< 0: the tensor got no values in this step (a skipped update)
  std::uint64_t zeros = 0;        ///< before the cast
  std::uint64_t subnormals = 0;   ///< after it
  std::uint64_t infinities = 0;   ///< before
  std::uint64_t nans = 0;         ///< before
  std::uint64_t overflow = 0;     ///< finite before, ±inf after
  std::uint64_t underflow = 0;    ///< non-zero before, zero after
  std::uint64_t lostUpdates = 0;  ///< of an update: not zero, and its weight stayed as it was
  float largest = 0.0F;   ///< magnitude of the finite, non-zero values before; 0: there are none
  float smallest = 0.0F;  ///< likewise
  std::string histogram;  ///< packHistogram(), of the values before

  std::uint64_t nonFiniteBefore() const { return infinities + nans; }
  std::uint64_t nonFiniteAfter() const { return infinities + nans + overflow; }
  bool operator==(const TensorSummary&) const = default;
};

using TensorTable = std::vector<TensorInfo>;  ///< in order of computation of a step

/// The statistics of all tensors of a run in one step.
struct StatisticsRecord {
  int run = 0;
  std::int64_t step = 0;
  std::shared_ptr<const TensorTable> tensors;
  std::vector<TensorSummary> summaries;  ///< one a tensor
  double scale = 1.0;                    ///< the loss scale that the step was computed with
  /// Of a step that overflowed: each tensor's largest magnitude before its cast in the newest step
  /// before that was applied, whether that was counted or not; of gradients divided by its loss
  /// scale. 0: not known, as of tensors that stay FP32. Empty: none is.
  std::vector<double> largestBefore{};
};

TensorSummary summarise(const TensorStatistics& statistics, const CastCounts& counts);
/// The other way; refused, with `place`, if the histogram is none or does not hold as many values
/// as the other counts leave it.
TensorStatistics statisticsOf(const TensorInfo& tensor, const TensorSummary& summary,
                              const Sentence& place);

std::string_view toString(TensorRole role);  ///< "weight", "activation", "gradient", "update"

}  // namespace scalescope
