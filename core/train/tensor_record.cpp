#include "core/train/tensor_record.h"

#include <numeric>

#include "core/base/error.h"
#include "core/numerics/packed_histogram.h"

namespace scalescope {

TensorSummary summarise(const TensorStatistics& statistics, const CastCounts& counts) {
  TensorSummary summary;
  if (statistics.elements == 0) return summary;
  summary.elements = statistics.elements;
  summary.zeros = statistics.zeros;
  summary.subnormals = statistics.subnormals;
  summary.infinities = statistics.infinities;
  summary.nans = statistics.nans;
  summary.overflow = counts.overflow;
  summary.underflow = counts.underflow;
  summary.lostUpdates = statistics.lostUpdates;
  summary.largest = statistics.largest;
  summary.smallest = statistics.smallest;
  summary.histogram = packHistogram(statistics);
  return summary;
}

TensorStatistics statisticsOf(const TensorInfo& tensor, const TensorSummary& summary,
                              const Sentence& place) {
  TensorStatistics statistics;
  statistics.format = tensor.format;
  if (summary.elements == 0) return statistics;
  if (!unpackHistogram(summary.histogram, statistics)) {
    refuse(place, {phrase("the histogram of %1 is damaged"), {tensor.name}});
  }
  const auto counted = std::accumulate(statistics.exponents.begin(), statistics.exponents.end(),
                                       summary.zeros + summary.nonFiniteBefore());
  if (counted != summary.elements) {
    refuse(place, {phrase("the histogram of %1 accounts for %2 values of %3"),
                   {tensor.name, std::to_string(counted), std::to_string(summary.elements)}});
  }
  statistics.elements = summary.elements;
  statistics.zeros = summary.zeros;
  statistics.subnormals = summary.subnormals;
  statistics.infinities = summary.infinities;
  statistics.nans = summary.nans;
  statistics.lostUpdates = summary.lostUpdates;
  statistics.largest = summary.largest;
  statistics.smallest = summary.smallest;
  return statistics;
}

std::string_view toString(TensorRole role) {
  switch (role) {
    case TensorRole::weight:
      return "weight";
    case TensorRole::activation:
      return "activation";
    case TensorRole::gradient:
      return "gradient";
    case TensorRole::update:
      return "update";
  }
  return "unknown";
}

}  // namespace scalescope
