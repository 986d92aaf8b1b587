#include "ui/window/report_plots.h"

#include <QTemporaryDir>
#include <algorithm>

#include "core/base/file.h"
#include "ui/plots/plot_picture.h"
#include "ui/runs/run_label.h"
#include "ui/style/theme.h"
#include "ui/window/plotted_run.h"

namespace scalescope {
namespace {

constexpr std::int64_t kMostSteps = 20'000;
constexpr QSize kSize{800, 400};

RunLook lookOf(const RunInfo& info, const PlotModel& shown, const PlotModel& drawn) {
  RunLook look;
  if (const PlotRun* known = shown.find(info.id)) {
    look = known->look;
    look.noiseOf.reset();
  } else {
    look =
        freeLook(runLabel(info), QString::fromStdString(info.precision), [&](const QColor& light) {
          return static_cast<int>(
              std::count_if(drawn.runs().begin(), drawn.runs().end(),
                            [&](const auto& run) { return run->look.light == light; }));
        });
  }
  look.started = startOf(info);
  return look;
}

/// `write` puts one plot into a file; false: it cannot.
template <typename Write>
std::vector<ReportPlot> drawAll(Write write) {
  constexpr std::size_t kLargestPicture = std::size_t{64} << 20;
  const QTemporaryDir folder;
  std::vector<ReportPlot> plots;
  for (const PlotKind kind : allPlotKinds) {
    const QString picture = folder.filePath(QLatin1String(traits(kind).fileName) + ".svg");
    if (!write(kind, picture)) continue;
    plots.push_back(
        {plotTitle(kind).toStdString(), readFile(picture.toStdString(), kLargestPicture)});
  }
  return plots;
}

}  // namespace

std::vector<PlottedRun> readPlottedRuns(const StoreReader& reader,
                                        const std::vector<qint64>& runs) {
  std::vector<PlottedRun> read;
  for (const qint64 id : runs) {
    PlottedRun run{reader.run(id), {}, {}, reader.evaluations(id), reader.events(id)};
    if (run.info.steps <= kMostSteps) {
      run.steps = reader.steps(id);
    } else {
      run.blocks = overviewOf(reader, id, blockSizeFor(run.info.steps));
    }
    read.push_back(std::move(run));
  }
  return read;
}

bool showsJust(const PlotModel& model, const std::vector<qint64>& runs) {
  std::vector<qint64> shown, asked = runs;
  for (const auto& run : model.runs())
    if (run->visible && !run->look.noiseOf) shown.push_back(run->key);
  std::sort(shown.begin(), shown.end());
  std::sort(asked.begin(), asked.end());
  return shown == asked;
}

std::vector<ReportPlot> drawRuns(const PlotPanel& panel, const std::vector<PlottedRun>& runs) {
  PlotModel model;
  model.settings = panel.model().settings;
  model.settings.grouped = false;
  model.settings.clipLine.reset();
  for (const PlottedRun& each : runs) {
    PlotRun& run = model.add(each.info.id, lookOf(each.info, panel.model(), model));
    run.series.setStarted(run.look.started);
    for (const StepRecord& step : each.steps) run.series.append(step);
    for (const StepBlock& block : each.blocks) run.series.append(block);
    for (const EvaluationRecord& evaluation : each.evaluations) run.series.append(evaluation);
    for (const EventRecord& event : each.events) run.series.append(event);
  }
  while (!model.updateSmoothing()) {
  }
  const XRange range = model.dataRange().value_or(XRange{0.0, 1.0});
  const PictureLook look{lightPalette(), panel.font(), kSize};
  return drawAll([&](PlotKind kind, const QString& picture) {
    return writePicture(model, range, {kind}, look, PictureFormat::svg, picture);
  });
}

std::vector<ReportPlot> drawShown(PlotPanel& panel) {
  return drawAll([&](PlotKind kind, const QString& picture) {
    return panel.savePicture(picture, PictureFormat::svg, kind, lightPalette());
  });
}

}  // namespace scalescope
