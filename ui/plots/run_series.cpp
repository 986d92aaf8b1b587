#include "ui/plots/run_series.h"

#include <algorithm>
#include <cmath>

namespace scalescope {

void RunSeries::append(const StepRecord& record) {
  Point point{static_cast<double>(record.step), record.wallTime,
              static_cast<double>(record.samples), !record.applied, record.absent};
  point.values = {record.loss,
                  record.scale,
                  record.gradNorm,
                  static_cast<double>(record.overflow),
                  record.underflowShare(),
                  record.stepMs};
  point.means = point.values;
  append(point);
}

void RunSeries::append(const StepBlock& block) {
  const std::array<BlockRange, plotKindCount> ranges{
      block.loss, block.scale, block.gradNorm, block.overflow, block.underflowShare, block.stepMs};
  Point low{static_cast<double>(block.first), block.wallTime, block.samples, block.skipped > 0,
            block.absent};
  Point high = low;
  for (std::size_t kind = 0; kind < plotKindCount; ++kind) {
    low.values[kind] = ranges[kind].low;
    high.values[kind] = ranges[kind].high;
    low.means[kind] = high.means[kind] = ranges[kind].mean;
  }
  if (block.isStep()) return append(low);
  if (!coarse_) means_ = columns_;
  coarse_ = true;
  const double quarter = static_cast<double>(block.last - block.first) / 4.0;
  low.step = std::floor(low.step + quarter);
  high.step = std::floor(high.step + 3.0 * quarter);
  // What a block knows of its place is where it ends.
  for (const std::size_t axis : {std::size_t{1}, std::size_t{2}}) {
    const double end = axis == 1 ? block.wallTime : block.samples;
    const double begin = x_[axis].empty() ? 0.0 : std::min(x_[axis].back(), end);
    (axis == 1 ? low.wallTime : low.samples) = begin + (end - begin) / 3.0;
    (axis == 1 ? high.wallTime : high.samples) = end;
  }
  high.skipped = false;
  append(low);
  append(high);
}

void RunSeries::append(const Point& point) {
  if (!empty() && point.step <= x_[0].back()) rewind(static_cast<std::int64_t>(point.step));
  const std::array<double, xAxisCount> at{point.step, point.wallTime, point.samples,
                                          started_ + point.wallTime};
  for (std::size_t axis = 0; axis < x_.size(); ++axis) {
    // A clock that was set back must not break the search by x.
    const double least = x_[axis].empty() ? at[axis] : x_[axis].back();
    x_[axis].push_back(std::isnan(at[axis]) ? least : std::max(at[axis], least));
  }
  tellsTime_ |= (point.absent & absentTime) == 0;
  tellsSamples_ |= (point.absent & absentSamples) == 0;
  if (point.skipped) skipped_.push_back(static_cast<std::uint32_t>(size() - 1));
  for (std::size_t kind = 0; kind < plotKindCount; ++kind) {
    if ((point.absent >> kind & 1) != 0) {
      columns_[kind].appendAbsent();
      if (coarse_) means_[kind].appendAbsent();
      continue;
    }
    columns_[kind].append(point.values[kind]);
    if (coarse_) means_[kind].append(point.means[kind]);
  }
}

bool RunSeries::tells(XAxis axis) const {
  switch (axis) {
    case XAxis::step:
      return true;
    case XAxis::wallTime:
      return empty() || tellsTime_;
    case XAxis::samples:
      return empty() || tellsSamples_;
    case XAxis::clock:
      return empty() || (tellsTime_ && std::isfinite(started_));
  }
  return true;
}

void RunSeries::append(const EvaluationRecord& record) {
  const auto step = static_cast<double>(record.step);
  while (!evaluations_.empty() && evaluations_.back().x[0] >= step) evaluations_.pop_back();
  evaluations_.push_back(
      {{step, record.wallTime, static_cast<double>(record.samples), started_ + record.wallTime},
       record.loss,
       record.accuracy});
}

void RunSeries::append(const EventRecord& event) {
  if (event.action.empty()) return;
  const ActMark mark{event.step, event.kind};
  const auto after =
      std::upper_bound(acts_.begin(), acts_.end(), mark.step,
                       [](std::int64_t step, const ActMark& other) { return step < other.step; });
  const auto from =
      std::lower_bound(acts_.begin(), after, mark.step,
                       [](const ActMark& other, std::int64_t step) { return other.step < step; });
  if (std::find(from, after, mark) == after) acts_.insert(after, mark);
}

void RunSeries::rewind(std::int64_t step) {
  const auto at = static_cast<double>(step);
  const auto first = std::lower_bound(x_[0].begin(), x_[0].end(), at);
  const auto kept = static_cast<std::size_t>(first - x_[0].begin());
  for (auto& x : x_) x.resize(kept);
  for (SeriesPyramid& column : columns_) column.truncate(kept);
  if (coarse_) {
    for (SeriesPyramid& column : means_) column.truncate(kept);
  }
  if (kept == 0) coarse_ = false;
  while (!skipped_.empty() && skipped_.back() >= kept) skipped_.pop_back();
  while (!evaluations_.empty() && evaluations_.back().x[0] > at) evaluations_.pop_back();
  while (!acts_.empty() && acts_.back().step > step) acts_.pop_back();
  ++generation_;
}

bool RunSeries::scaled() const {
  const SeriesPyramid& scale = column(PlotKind::lossScale);
  const Extent extent = scale.extent(0, scale.size());
  return !extent.empty() && (extent.low != 1.0F || extent.high != 1.0F);
}

}  // namespace scalescope
