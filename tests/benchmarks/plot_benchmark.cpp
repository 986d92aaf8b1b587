// How long it takes to draw all six plots of three long runs, in memory
// (QT_QPA_PLATFORM=offscreen).

#include <benchmark/benchmark.h>

#include <QApplication>

#include "ui/plots/fake_runs.h"
#include "ui/plots/plot_panel.h"
#include "ui/plots/plot_view.h"

namespace scalescope {
namespace {

using namespace testing_plots;

void fill(PlotModel& model, std::int64_t steps) {
  const std::pair<Fake, RunLook> runs[] = {
      {Fake::fp32, fp32Look}, {Fake::fp16Mixed, fp16Look}, {Fake::fp16Pure, pureLook}};
  RunKey key = 0;
  for (const auto& [kind, look] : runs) {
    PlotRun& run = model.add(key++, look);
    for (const StepRecord& record : fakeSteps(kind, steps)) run.series.append(record);
  }
}

// Sampling, axes and painting; `smoothing` in thousandths.
void redraw(benchmark::State& state) {
  PlotModel model;
  fill(model, state.range(0));
  model.settings.smoothing = static_cast<double>(state.range(1)) / 1000.0;
  while (!model.updateSmoothing()) {
  }
  XNavigator navigator;
  navigator.setData(*model.dataRange());
  PlotView view(model, navigator, {allPlotKinds.begin(), allPlotKinds.end()});
  view.resize(1200, 800);
  view.show();
  QApplication::processEvents();
  for (auto _ : state) view.refresh(true);
}
BENCHMARK(redraw)
    ->ArgNames({"steps", "smoothing"})
    ->Args({1000, 0})
    ->Args({1000, 875})
    ->Args({1'000'000, 0})
    ->Args({1'000'000, 990})
    ->Unit(benchmark::kMillisecond);

void append(benchmark::State& state) {
  const auto steps = fakeSteps(Fake::fp16Mixed, 100'000);
  for (auto _ : state) {
    RunSeries series;
    for (const StepRecord& record : steps) series.append(record);
    benchmark::DoNotOptimize(series.size());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(steps.size()));
}
BENCHMARK(append)->Unit(benchmark::kMillisecond);

void smooth(benchmark::State& state) {
  PlotModel model;
  fill(model, 1'000'000);
  double beta = 0.9;
  for (auto _ : state) {
    beta = beta == 0.9 ? 0.99 : 0.9;
    model.settings.smoothing = beta;
    benchmark::DoNotOptimize(model.updateSmoothing());  // one piece, as between two drawings
  }
}
BENCHMARK(smooth)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace scalescope

int main(int argc, char** argv) {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication app(argc, argv);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
