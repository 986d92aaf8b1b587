#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/store/run_overview.h"
#include "core/train/records.h"
#include "ui/plots/plot_kind.h"
#include "ui/plots/series_pyramid.h"

namespace scalescope {

/// An evaluation, with its place on every x axis.
struct EvaluationPoint {
  std::array<double, xAxisCount> x{};  ///< per XAxis
  double loss = 0.0;
  double accuracy = 0.0;  ///< 0 … 1
};

/// A place where a person or an injection did something to a run.
struct ActMark {
  std::int64_t step = 0;
  EventKind kind = EventKind::edit;
  bool operator==(const ActMark&) const = default;
};

/// The telemetry of one run as columns that plots draw from.
class RunSeries {
 public:
  /// Records ascend in step. One whose step is not after the last one takes the run back: it and
  /// all that follow replace what was there (a run resumed from a checkpoint repeats steps).
  void append(const StepRecord& record);
  /// A block of steps stands as two points, its least and its largest values; one step as itself.
  void append(const StepBlock& block);
  void clear() { rewind(-1); }
  /// When its training began, in seconds since 1970-01-01 UTC; to be told before its records.
  void setStarted(double seconds) { started_ = seconds; }
  /// Whether its steps have places on an axis: a log may not tell of samples or of time.
  bool tells(XAxis axis) const;
  void append(const EvaluationRecord& record);
  void append(const EventRecord& event);  ///< only what somebody did counts

  std::size_t size() const { return x_[0].size(); }
  bool empty() const { return size() == 0; }
  std::span<const double> x(XAxis axis) const { return x_[static_cast<std::size_t>(axis)]; }
  const SeriesPyramid& column(PlotKind kind) const { return columns_[indexOf(kind)]; }
  /// What moving averages are made from: of blocks their means, else the values.
  const SeriesPyramid& means(PlotKind kind) const {
    return coarse_ ? means_[indexOf(kind)] : columns_[indexOf(kind)];
  }
  bool coarse() const { return coarse_; }  ///< some points stand for blocks of steps
  /// Indices of the steps whose update was not applied, ascending.
  std::span<const std::uint32_t> skipped() const { return skipped_; }
  std::span<const EvaluationPoint> evaluations() const { return evaluations_; }
  std::span<const ActMark> acts() const { return acts_; }  ///< ascending in step
  /// Whether the loss scale was ever other than 1.
  bool scaled() const;
  /// Counts how often values that were there have been taken away.
  std::uint64_t generation() const { return generation_; }

 private:
  struct Point {
    double step = 0.0, wallTime = 0.0, samples = 0.0;
    bool skipped = false;
    std::uint16_t absent = 0;  ///< as of StepRecord
    std::array<double, plotKindCount> values{}, means{};
  };
  void append(const Point& point);
  void rewind(std::int64_t step);

  std::array<std::vector<double>, xAxisCount> x_;  ///< per XAxis; never descends
  std::array<SeriesPyramid, plotKindCount> columns_;
  std::array<SeriesPyramid, plotKindCount> means_;  ///< filled while `coarse_`
  bool coarse_ = false;
  bool tellsTime_ = false, tellsSamples_ = false;
  double started_ = 0.0;
  std::vector<std::uint32_t> skipped_;
  std::vector<EvaluationPoint> evaluations_;
  std::vector<ActMark> acts_;
  std::uint64_t generation_ = 0;
};

}  // namespace scalescope
