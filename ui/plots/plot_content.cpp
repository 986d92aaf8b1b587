#include "ui/plots/plot_content.h"

#include <algorithm>
#include <array>

#include "ui/plots/line_shapes.h"
#include "ui/plots/run_groups.h"
#include "ui/plots/value_range.h"
#include "ui/style/colours.h"

namespace scalescope {
namespace {

constexpr std::size_t columnsPerMark = 5;

/// More curves than this are a crowd: drawn thin, without the values behind moving averages, and
/// together through no more points than a picture takes in a moment.
constexpr std::size_t mostCurves = 16;
constexpr std::size_t mostPoints = 24'000;
constexpr std::size_t mostMarks = 2'000;
/// Values that the means of groups are taken of, in all.
constexpr std::size_t mostMeans = 200'000;

class Sampler {
 public:
  Sampler(const PlotModel& model, PlotKind kind, const PlotTheme& theme, const XRange& range,
          int columns)
      : model_(model),
        kind_(kind),
        theme_(theme),
        range_(range),
        columns_(static_cast<std::size_t>(std::max(columns, 16))),
        scale_(model.settings.scaleOf(kind)),
        shapes_(model, theme.dark) {}

  PlotContent run() {
    for (const auto& each : model_.runs()) visible_ += each->visible ? 1 : 0;
    if (model_.settings.grouped) return groups();
    const bool anyScaled =
        std::any_of(model_.runs().begin(), model_.runs().end(),
                    [](const auto& run) { return run->visible && run->series.scaled(); });
    for (const auto& run : model_.runs()) {
      content_.empty = content_.empty && run->series.empty();
      if (!model_.draws(*run)) continue;
      addActs(*run);
      if (isBand(*run)) continue;
      // A run without loss scaling says nothing here, and would press the others together.
      const bool unscaled = kind_ == PlotKind::lossScale && anyScaled && !run->series.scaled();
      if (unscaled) {
        addSkippedAside(*run);
      } else {
        addRun(*run, run == model_.runs().front());
      }
    }
    // The values of one run must not hide the moving average of another.
    std::stable_partition(content_.curves.begin(), content_.curves.end(),
                          [](const PlotCurve& curve) { return curve.pale; });
    return finished();
  }

 private:
  PlotContent finished() {
    int behind = static_cast<int>(content_.curves.size());
    for (PlotCurve& curve : content_.curves) {
      curve.behind = --behind;
      curve.crowded = crowd();
      curve.lineScale = model_.settings.lineScale;
    }
    content_.values = fitted();
    markSpikes();
    return std::move(content_);
  }

  bool crowd() const { return visible_ > mostCurves; }
  std::size_t points() const {
    return crowd() ? std::clamp<std::size_t>(mostPoints / visible_, 16, 2 * columns_)
                   : 2 * columns_;
  }
  std::size_t markColumns() const {
    const std::size_t columns = columns_ / columnsPerMark;
    return crowd() ? std::clamp<std::size_t>(mostMarks / visible_, 1, columns) : columns;
  }

  PlotContent groups() {
    const std::vector<RunGroup> all = groupsOf(model_);
    visible_ = all.size();
    content_.empty = std::all_of(model_.runs().begin(), model_.runs().end(),
                                 [](const auto& run) { return run->series.empty(); });
    std::size_t runs = 1;
    for (const RunGroup& group : all) runs += group.runs.size();
    for (const RunGroup& group : all) addGroup(group, runs, &group == &all.front());
    return finished();
  }

  /// Of values that lie close, the lowest and the highest mean, in their order.
  std::vector<std::size_t> chosen(const std::vector<GroupValue>& values) const {
    std::vector<std::size_t> places;
    const std::size_t stretch = values.size() / (points() / 2) + 1;
    for (std::size_t from = 0; from < values.size(); from += stretch) {
      std::size_t low = from, high = from;
      for (std::size_t i = from; i < std::min(from + stretch, values.size()); ++i) {
        if (values[i].runs == 0) continue;
        if (values[low].runs == 0 || values[i].mean < values[low].mean) low = i;
        if (values[high].runs == 0 || values[i].mean > values[high].mean) high = i;
      }
      places.push_back(std::min(low, high));
      if (low != high) places.push_back(std::max(low, high));
    }
    return places;
  }

  void addGroup(const RunGroup& group, std::size_t runs, bool first) {
    const std::size_t most = std::max<std::size_t>(mostMeans / runs, 240);
    for (const XRange& stretch : stretchesOf(model_, group)) {
      const auto places = placesOf(model_, group, stretch, range_, most);
      if (!places.empty()) addMeans(group, places, first);
    }
  }

  void addMeans(const RunGroup& group, const std::vector<double>& places, bool first) {
    constexpr double beyond = 1e30;  // any picture
    const auto values = valuesOf(model_, group, kind_, places);
    const ValueScale taken = meanScale(model_, kind_);
    PlotBand band{theme_.colourOf(group.look), {}};
    PlotCurve curve;
    curve.colour = band.colour;
    curve.first = first;
    curve.shape = shapes_.of(group.runs.front()->key);
    const auto finish = [&] {
      if (curve.points.empty()) return;
      if (group.runs.size() > 1) content_.bands.push_back(band);
      content_.curves.push_back(curve);
      band.points.clear();
      curve.points.clear();
    };
    for (const std::size_t i : chosen(values)) {
      if (values[i].runs == 0) {
        finish();  // no run is there, and no line leads over it
        continue;
      }
      const auto place = [&](double position) {
        const double value = fromAxis(taken, position);
        // What counts or is a share is never below 0, though a mean less its deviation may be.
        return toAxis(scale_, traits(kind_).fromZero ? std::max(value, 0.0) : value);
      };
      const double mean = place(values[i].mean);
      const double low = place(values[i].mean - values[i].deviation);
      const double high = place(values[i].mean + values[i].deviation);
      curve.points.push_back({places[i], mean});
      band.points.push_back({places[i], std::isnan(low) ? -beyond : low, high});
      for (const double value : {low, mean, high}) {
        if (!std::isnan(value)) seen_.include(static_cast<float>(value), 0);
      }
    }
    finish();
  }

  /// A noise floor is seen around the loss of its FP32 run, if that is there.
  bool isBand(const PlotRun& run) const {
    if (kind_ != PlotKind::loss || !run.look.noiseOf) return false;
    const PlotRun* reference = model_.find(*run.look.noiseOf);
    return reference != nullptr && reference->visible;
  }

  void addBand(const PlotRun& run, const SeriesPyramid& middle) {
    const PlotRun* const floor = model_.noiseFloorOf(run.key);
    if (kind_ != PlotKind::loss || floor == nullptr) return;
    constexpr double beyond = 1e30;  // any picture
    const std::vector<double>& widths = floor->noise.widths();
    const auto x = run.series.x(model_.settings.xAxis);
    std::vector<PlotPoint> line;
    polyline(x, middle, range_.from, range_.to, columns_, line);
    PlotBand band{theme_.colourOf(floor->look), {}};
    for (const PlotPoint& point : line) {
      if (std::isnan(point.y)) continue;
      const auto at =
          static_cast<std::size_t>(std::lower_bound(x.begin(), x.end(), point.x) - x.begin());
      if (at >= widths.size()) break;
      const double width = std::min(widths[at], beyond);
      const double low = toAxis(scale_, point.y - width);  // may have no place on a log axis
      band.points.push_back(
          {point.x, std::isnan(low) ? -beyond : low, toAxis(scale_, point.y + width)});
    }
    content_.bands.push_back(std::move(band));
  }

  void addRun(const PlotRun& run, bool first) {
    const SeriesPyramid& raw = run.series.column(kind_);
    const SeriesPyramid& smoothed = run.smoothed[indexOf(kind_)].values();
    const bool smooth = traits(kind_).smoothed && model_.settings.smoothing > 0.0;
    addBand(run, smooth ? smoothed : raw);
    if (!smooth || !crowd()) addCurve(run, raw, first, smooth);
    if (smooth) {
      addCurve(run, smoothed, first, false);
      content_.curves.back().calm = true;
    }
    addNonFinite(run);
    if (kind_ == PlotKind::lossScale) addSkipped(run);
    if (kind_ == PlotKind::loss) addEvaluations(run, first);
    const IndexRange shown =
        visibleRange(run.series.x(model_.settings.xAxis), range_.from, range_.to);
    include(raw.extent(shown.begin, shown.end));
    includeCommon(raw, shown);
  }

  void addCurve(const PlotRun& run, const SeriesPyramid& series, bool first, bool pale) {
    PlotCurve curve;
    curve.colour = theme_.colourOf(run.look);
    if (pale) curve.colour = theme_.pale(curve.colour);
    curve.style = traits(kind_).style;
    curve.first = first;
    curve.pale = pale;
    const bool shaped = !pale && curve.style != CurveStyle::impulses;
    if (shaped) curve.shape = shapes_.of(run.key);
    polyline(run.series.x(model_.settings.xAxis), series, range_.from, range_.to, points(),
             curve.points);
    for (PlotPoint& point : curve.points) point.y = toAxis(scale_, point.y);
    content_.curves.push_back(std::move(curve));
  }

  void addNonFinite(const PlotRun& run) {
    const SeriesPyramid& raw = run.series.column(kind_);
    const auto x = run.series.x(model_.settings.xAxis);
    thinned(x, raw.nonFinite(), range_.from, range_.to, markColumns(), indices_);
    for (const std::uint32_t index : indices_) {
      const double value = raw.value(index);
      PlotMark::Kind kind = PlotMark::Kind::nan;
      if (std::isinf(value)) {
        kind = value > 0.0 ? PlotMark::Kind::positiveInf : PlotMark::Kind::negativeInf;
      }
      content_.marks.push_back({kind, theme_.colourOf(run.look), x[index], 0.0});
    }
  }

  void addSkipped(const PlotRun& run) {
    const SeriesPyramid& raw = run.series.column(kind_);
    const auto x = run.series.x(model_.settings.xAxis);
    thinned(x, run.series.skipped(), range_.from, range_.to, markColumns(), indices_);
    for (const std::uint32_t index : indices_) {
      const auto known = raw.lastMeasured(index);
      if (!known) {
        content_.marks.push_back(
            {PlotMark::Kind::skippedAside, theme_.colourOf(run.look), x[index], 0.0});
        content_.skipped = true;
        continue;
      }
      const double at = toAxis(scale_, raw.value(*known));
      const auto kind = std::isnan(at) ? PlotMark::Kind::collapsed : PlotMark::Kind::skipped;
      content_.marks.push_back({kind, theme_.colourOf(run.look), x[index], at});
      content_.skipped = true;
    }
  }

  /// Of a run that has no curve here.
  void addSkippedAside(const PlotRun& run) {
    const auto x = run.series.x(model_.settings.xAxis);
    thinned(x, run.series.skipped(), range_.from, range_.to, markColumns(), indices_);
    for (const std::uint32_t index : indices_) {
      content_.marks.push_back(
          {PlotMark::Kind::skippedAside, theme_.colourOf(run.look), x[index], 0.0});
      content_.skipped = true;
    }
  }

  void addActs(const PlotRun& run) {
    const auto steps = run.series.x(XAxis::step);
    const auto x = run.series.x(model_.settings.xAxis);
    for (const ActMark& act : run.series.acts()) {
      const auto found =
          std::lower_bound(steps.begin(), steps.end(), static_cast<double>(act.step));
      if (found == steps.end()) continue;  // its step is still under way
      const double at = x[static_cast<std::size_t>(found - steps.begin())];
      if (at < range_.from || at > range_.to) continue;
      content_.marks.push_back({PlotMark::Kind::act, eventColour(act.kind, theme_.dark), at, 0.0});
      content_.acted = true;
    }
  }

  void addEvaluations(const PlotRun& run, bool first) {
    const auto axis = static_cast<std::size_t>(model_.settings.xAxis);
    const auto& points = run.series.evaluations();
    // Frequent ones would cover the curves.
    if (crowd()) return;
    constexpr double pixelsApart = 16.0;
    const double apart = range_.width() * pixelsApart / static_cast<double>(columns_);
    double last = -std::numeric_limits<double>::infinity();
    for (const EvaluationPoint& point : points) {
      const double x = point.x[axis];
      if (x < range_.from || x > range_.to) continue;
      if (x - last < apart && &point != &points.back()) continue;
      last = x;
      content_.evaluated = true;
      const double y = toAxis(scale_, point.loss);
      if (std::isnan(y)) continue;
      content_.marks.push_back(
          {PlotMark::Kind::evaluation, theme_.colourOf(run.look), x, y, first});
      seen_.include(static_cast<float>(y), 0);
    }
  }

  void include(const Extent& extent) {
    if (extent.empty()) return;
    for (const float value : {extent.low, extent.high}) {
      const double at = toAxis(scale_, static_cast<double>(value));
      if (!std::isnan(at)) seen_.include(static_cast<float>(at), 0);
    }
    // Zeros among positive values have no place on a logarithmic axis: look for the least that has.
    if (std::isnan(toAxis(scale_, static_cast<double>(extent.low)))) {
      for (const PlotPoint& point : content_.curves.back().points) {
        if (!std::isnan(point.y)) seen_.include(static_cast<float>(point.y), 0);
      }
    }
  }

  /// What 90% of the values stay below, from a sample of them.
  void includeCommon(const SeriesPyramid& raw, const IndexRange& shown) {
    if (traits(kind_).spikeRoom <= 0.0) return;
    constexpr std::size_t sample = 256;
    std::vector<double> values;
    const std::size_t stride = std::max<std::size_t>(shown.size() / sample, 1);
    for (std::size_t i = shown.begin; i < shown.end; i += stride) {
      if (std::isfinite(raw.value(i))) values.push_back(raw.value(i));
    }
    if (values.empty()) return;
    const auto at = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) * 9 / 10);
    std::nth_element(values.begin(), at, values.end());
    common_.push_back({*std::min_element(values.begin(), values.end()), *at});
  }

  XRange fitted() {
    if (kind_ == PlotKind::gradNorm && model_.settings.clipLine) {
      const double clip = toAxis(scale_, *model_.settings.clipLine);
      if (!std::isnan(clip)) seen_.include(static_cast<float>(clip), 0);
    }
    return valueRange(kind_, scale_, seen_, common_);
  }

  void markSpikes() {
    if (crowd()) return;
    std::vector<PlotMark> spikes;
    for (const PlotCurve& curve : content_.curves) {
      double last = -std::numeric_limits<double>::infinity();
      const double apart = range_.width() * columnsPerMark / static_cast<double>(columns_);
      for (const PlotPoint& point : curve.points) {
        if (!(point.y > content_.values.to) || point.x - last < apart) continue;
        if (point.x < range_.from || point.x > range_.to) continue;
        spikes.push_back({PlotMark::Kind::spike, curve.colour, point.x, 0.0});
        last = point.x;
      }
    }
    content_.marks.insert(content_.marks.end(), spikes.begin(), spikes.end());
  }

  const PlotModel& model_;
  PlotKind kind_;
  const PlotTheme& theme_;
  XRange range_;
  std::size_t columns_;
  std::size_t visible_ = 0;  ///< runs, or groups, that are drawn
  ValueScale scale_;
  LineShapes shapes_;
  PlotContent content_;
  Extent seen_;  ///< in axis coordinates
  std::vector<CommonValues> common_;
  std::vector<std::uint32_t> indices_;
};

}  // namespace

PlotContent samplePlot(const PlotModel& model, PlotKind kind, const PlotTheme& theme,
                       const XRange& range, int columns) {
  return Sampler(model, kind, theme, range, columns).run();
}

}  // namespace scalescope
