// What the inspector takes to open a run of 100,000 steps of statistics with 40 tensors, and to
// show another of its steps as its time slider moves (QT_QPA_PLATFORM=offscreen).
//   scalescope_inspector_benchmark [STORE]     keeps the store there for another time

#include <SQLiteCpp/SQLiteCpp.h>
#include <benchmark/benchmark.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "core/base/random.h"
#include "core/store/writer.h"
#include "core/train/presets.h"
#include "ui/inspector/detail_pane.h"
#include "ui/inspector/heat_model.h"
#include "ui/inspector/histogram_view.h"
#include "ui/inspector/history_view.h"
#include "ui/inspector/inspector_panel.h"
#include "ui/inspector/time_bar.h"

namespace scalescope {
namespace {

constexpr std::int64_t steps = 100'000;
constexpr int tensors = 40;
constexpr int kinds = 16;  // of made-up tensors: packing 4 million would take minutes

/// A tensor whose exponents spread around 2^centre.
TensorSummary madeUpSummary(int centre, std::uint64_t seed) {
  TensorStatistics statistics;
  statistics.format = Format::fp16;
  CastCounts counts;
  for (std::uint64_t i = 0; i < 4000; ++i) {
    const double spread = randomUniform(seed, 3 * i) + randomUniform(seed, 3 * i + 1) - 1.0;
    const auto value = static_cast<float>(std::exp2(centre + 12.0 * spread));
    statistics.add(value);
    countCast(counts, value, roundTo(Format::fp16, value));
  }
  return summarise(statistics, counts);
}

void addTensors(SQLite::Database& db, std::int64_t run) {
  SQLite::Statement insert(db, "INSERT INTO tensors VALUES (?, ?, ?, ?, ?, 'fp16')");
  for (int i = 0; i < tensors; ++i) {
    const bool gradient = i % 2 == 1;
    insert.bind(1, run);
    insert.bind(2, i);
    insert.bind(3, i);
    insert.bind(4, "layers." + std::to_string(i / 4) + (i % 4 < 2 ? ".output" : ".weight") +
                       (gradient ? ".grad" : ""));
    insert.bind(5, gradient ? "gradient" : i % 4 < 2 ? "activation" : "weight");
    insert.exec();
    insert.reset();
  }
}

void addStep(SQLite::Statement& step, SQLite::Statement& row, std::int64_t run, std::int64_t number,
             const std::vector<TensorSummary>& made) {
  step.bind(1, run);
  step.bind(2, number);
  step.exec();
  step.reset();
  for (int i = 0; i < tensors; ++i) {
    const TensorSummary& summary = made[static_cast<std::size_t>((number / 50 + 3 * i) % kinds)];
    int at = 0;
    row.bind(++at, run);
    row.bind(++at, number);
    row.bind(++at, i);
    for (const std::uint64_t count :
         {summary.elements, summary.subnormals, summary.overflow, summary.underflow}) {
      row.bind(++at, static_cast<std::int64_t>(count));
    }
    row.bind(++at, static_cast<double>(summary.largest));
    row.bind(++at, static_cast<double>(summary.smallest));
    row.bind(++at, summary.histogram.data(), static_cast<int>(summary.histogram.size()));
    row.exec();
    row.reset();
  }
}

std::int64_t makeStore(const std::string& path) {
  std::int64_t run = 0;
  {
    StoreWriter writer(path);
    run = writer.begin(defaultExperiment(), BackendInfo{"cpu", "a processor", "oneDNN", 1})[1];
  }
  std::vector<TensorSummary> made;
  for (int i = 0; i < kinds; ++i)
    made.push_back(madeUpSummary(i - 12, static_cast<std::uint64_t>(i)));
  SQLite::Database db(path, SQLite::OPEN_READWRITE);
  db.exec("PRAGMA synchronous = OFF");
  SQLite::Transaction transaction(db);
  addTensors(db, run);
  SQLite::Statement step(db, "INSERT INTO statistics_steps VALUES (?, ?, 1024)");
  SQLite::Statement row(db,
                        "INSERT INTO tensor_stats (run_id, step, tensor, elements, subnormals, "
                        "overflow, underflow, amax, amin, histogram) VALUES (?,?,?,?,?,?,?,?,?,?)");
  for (std::int64_t number = 0; number < steps; ++number) addStep(step, row, run, number, made);
  db.exec(
      "INSERT INTO steps (run_id, step, scale, loss, applied, found_inf) SELECT run_id, step, "
      "1024, "
      "1, step % 997 != 0, step % 997 = 0 FROM statistics_steps");
  transaction.commit();
  return run;
}

std::string storePath;
std::int64_t storedRun = 0;

template <typename Condition>
void waitFor(Condition condition) {
  while (!condition()) QApplication::processEvents(QEventLoop::WaitForMoreEvents, 1);
}

/// Until the newest step is in the table, the histogram and the history, and drawn.
void open(InspectorPanel& panel) {
  panel.setStore(storePath);
  panel.addRun(storedRun, RunLook{"fp16", QColor(Qt::red), QColor(Qt::yellow)});
  waitFor([&] { return panel.table().step() && panel.detail()->history()->history(); });
  panel.repaint();
}

void openRun(benchmark::State& state) {
  for (auto _ : state) {
    InspectorPanel panel;
    panel.resize(1100, 600);
    panel.show();
    open(panel);
  }
}
BENCHMARK(openRun)->Unit(benchmark::kMillisecond)->UseRealTime();

/// One move of the slider to a step that was not read before, until it is drawn.
void moveSlider(benchmark::State& state) {
  InspectorPanel panel;
  panel.resize(1100, 600);
  panel.show();
  open(panel);
  std::int64_t step = 0;
  for (auto _ : state) {
    step = (step + 7919) % steps;
    panel.showStep(step);
    waitFor([&] { return panel.table().step()->row.step == step; });
    panel.repaint();
    panel.detail()->histogram()->replot(QCustomPlot::rpImmediateRefresh);
  }
  state.counters["frames/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(moveSlider)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace scalescope

int main(int argc, char** argv) {
  using namespace scalescope;
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication app(argc, argv);
  benchmark::Initialize(&argc, argv);
  const QTemporaryDir scratch;
  const bool kept = argc > 1;
  storePath = kept ? argv[1] : scratch.filePath("runs.sqlite").toStdString();
  storedRun = 2;
  if (!std::filesystem::exists(storePath)) storedRun = makeStore(storePath);
  std::printf("%s: %lld steps of %d tensors, %.0f MB\n", storePath.c_str(),
              static_cast<long long>(steps), tensors,
              static_cast<double>(std::filesystem::file_size(storePath)) / 1e6);
  benchmark::RunSpecifiedBenchmarks();
}
