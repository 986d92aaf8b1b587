// Large stores in the window: from opening one to its overview on the screen, drawing many runs,
// and filtering the list of runs (QT_QPA_PLATFORM=offscreen). The store is made once, in the
// folder of temporary files, and takes a minute or two.

#include <SQLiteCpp/Database.h>
#include <benchmark/benchmark.h>

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/store/writer.h"
#include "ui/plots/plot_panel.h"
#include "ui/plots/plot_view.h"
#include "ui/runs/runs_filter.h"
#include "ui/window/main_window.h"

namespace scalescope {
namespace {

/// Made once for each shape; the operating system's cache knows it, as that of a store in use.
QString storeOf(std::int64_t runs, std::int64_t steps) {
  const QString path =
      QString("%1/scalescope-overview-%2x%3.sqlite").arg(QDir::tempPath()).arg(runs).arg(steps);
  if (QFile::exists(path)) return path;
  const QString making = path + ".new";
  QFile::remove(making);
  {
    StoreWriter(making.toStdString()).close();
    SQLite::Database db(making.toStdString(), SQLite::OPEN_READWRITE);
    db.exec("PRAGMA synchronous = OFF; BEGIN");
    for (std::int64_t run = 1; run <= runs; ++run) {
      const std::string id = std::to_string(run);
      db.exec(
          "INSERT INTO experiments (name, planned_steps) VALUES ('sweep " + id + "', " +
          std::to_string(steps) +
          ");"
          "INSERT INTO runs (experiment_id, position, name, precision, scaler, state) VALUES (" +
          id + ", 0, 'run " + id + "', iif(" + id +
          " % 2, 'fp16-mixed', 'fp32'), 'dynamic (pytorch)', 'finished');"
          "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < " +
          std::to_string(steps) +
          ") INSERT INTO steps (run_id, step, loss, scale, grad_norm, step_ms, wall_time,"
          " overflow, underflow, cast_elements, samples, applied) SELECT " +
          id +
          ", i, 2.3 / (1 + i * 0.001) + (abs(random()) % 1000) * 0.0003, 1 << (i / 2000 % 17),"
          " 1 + (abs(random()) % 1000) * 0.001, 2.0, i * 0.002, 0, i % 100, 10000, i * 64,"
          " i % 2000 <> 0 FROM n");
    }
    db.exec("COMMIT");
  }
  QFile::rename(making, path);
  return path;
}

std::size_t plotted(MainWindow& window) {
  const auto& runs = window.plots().model().runs();
  return static_cast<std::size_t>(std::count_if(
      runs.begin(), runs.end(), [](const auto& run) { return !run->series.empty(); }));
}

/// From choosing the store to a picture of all its runs.
void openAndDraw(benchmark::State& state) {
  const QString path = storeOf(state.range(0), state.range(1));
  const auto runs = static_cast<std::size_t>(state.range(0));
  QTemporaryDir folder;
  WindowOptions options;
  options.settingsFile = folder.filePath("settings.ini");
  options.store = folder.filePath("empty.sqlite");
  options.devices = {{"cpu", "a processor", true, "", ""}};
  MainWindow window(options);
  window.resize(1600, 1000);
  window.show();
  QApplication::processEvents();
  for (auto _ : state) {
    window.openStore(path);
    if (!QTest::qWaitFor([&] { return window.runs().rowCount() == static_cast<int>(runs); },
                         60'000))
      state.SkipWithError("the runs were not read");
    for (std::size_t i = 1; i <= runs; ++i) window.runs().setOverlaid(static_cast<qint64>(i), true);
    if (!QTest::qWaitFor([&] { return plotted(window) == runs && window.plots().settled(); },
                         60'000))
      state.SkipWithError("the runs were not drawn");
    state.PauseTiming();
    window.openStore(folder.filePath("empty.sqlite"));
    QTest::qWait(50);
    state.ResumeTiming();
  }
}
BENCHMARK(openAndDraw)
    ->ArgNames({"runs", "steps"})
    ->Args({10, 1'000'000})
    ->Args({500, 10'000})
    ->UseRealTime()
    ->Iterations(3)
    ->Unit(benchmark::kMillisecond);

/// A change of the view with so many runs on it.
void redrawMany(benchmark::State& state) {
  PlotModel model;
  const auto steps = state.range(1), groups = state.range(2);
  model.settings.grouped = groups > 0;
  for (RunKey key = 0; key < state.range(0); ++key) {
    PlotRun& run = model.add(key, {QString::number(key), Qt::blue, Qt::cyan});
    if (groups > 0) run.group = QString::number(key % groups);
    StepRecord record;
    for (record.step = 0; record.step < steps; ++record.step) {
      record.loss = 2.0 / (1.0 + 0.001 * static_cast<double>(record.step)) +
                    0.0001 * static_cast<double>((record.step * 7919 + key * 104729) % 1009);
      record.scale = 1024.0;
      record.gradNorm = record.loss;
      run.series.append(record);
    }
  }
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
BENCHMARK(redrawMany)
    ->ArgNames({"runs", "steps", "groups"})
    ->Args({10, 10'000, 0})
    ->Args({100, 10'000, 0})
    ->Args({500, 10'000, 0})
    ->Args({500, 10'000, 10})
    ->Unit(benchmark::kMillisecond);

void filterRuns(benchmark::State& state) {
  std::vector<RunInfo> runs(static_cast<std::size_t>(state.range(0)));
  for (std::size_t i = 0; i < runs.size(); ++i) {
    runs[i].id = static_cast<std::int64_t>(i) + 1;
    runs[i].name = "run " + std::to_string(i);
    runs[i].experiment = "sweep lr=" + std::to_string(i % 10);
    runs[i].precision = i % 2 == 0 ? "fp16-mixed" : "fp32";
    runs[i].tags = {"sweep", "seed-" + std::to_string(i % 100)};
    runs[i].created = "2026-01-01T00:00:00Z";
  }
  RunsModel model;
  model.setRuns(runs);
  RunsFilter filter;
  filter.setSourceModel(&model);
  bool other = false;
  for (auto _ : state) {
    filter.setWords(other ? "fp16 seed-7" : "lr=3");
    other = !other;
    benchmark::DoNotOptimize(filter.rowCount());
  }
}
BENCHMARK(filterRuns)->ArgNames({"runs"})->Args({5'000})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace scalescope

int main(int argc, char** argv) {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication app(argc, argv);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
