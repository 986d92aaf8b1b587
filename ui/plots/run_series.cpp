#include "ui/plots/run_series.h"

#include <algorithm>

namespace scalescope {

void RunSeries::append(const StepRecord& record) {
  const auto step = static_cast<double>(record.step);
  if (!empty() && step <= x_[0].back()) rewind(record.step);

  const std::array<double, 3> at{step, record.wallTime, static_cast<double>(record.samples)};
  for (std::size_t axis = 0; axis < x_.size(); ++axis) {
    // A clock that was set back must not break the search by x.
    const double least = x_[axis].empty() ? at[axis] : x_[axis].back();
    x_[axis].push_back(std::max(at[axis], least));
  }
  if (!record.applied) skipped_.push_back(static_cast<std::uint32_t>(size() - 1));
  const auto add = [this](PlotKind kind, double value) { columns_[indexOf(kind)].append(value); };
  add(PlotKind::loss, record.loss);
  add(PlotKind::lossScale, record.scale);
  add(PlotKind::gradNorm, record.gradNorm);
  add(PlotKind::overflow, static_cast<double>(record.overflow));
  add(PlotKind::underflowShare, record.underflowShare());
  add(PlotKind::stepTime, record.stepMs);
}

void RunSeries::append(const EvaluationRecord& record) {
  const auto step = static_cast<double>(record.step);
  while (!evaluations_.empty() && evaluations_.back().x[0] >= step) evaluations_.pop_back();
  evaluations_.push_back(
      {{step, record.wallTime, static_cast<double>(record.samples)}, record.loss, record.accuracy});
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
