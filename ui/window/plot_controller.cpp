#include "ui/window/plot_controller.h"

#include <QApplication>
#include <QDateTime>
#include <QPalette>
#include <algorithm>

#include "core/train/fp32_reference.h"
#include "ui/plots/plot_panel.h"
#include "ui/runs/run_label.h"
#include "ui/style/colours.h"
#include "ui/window/plotted_run.h"

namespace scalescope {
namespace {

/// The norm that every run's gradients are clipped to; none where runs differ, or clip by value.
std::optional<double> clipLineOf(const ExperimentConfig& config) {
  std::optional<double> line;
  for (const RunConfig& run : config.runs) {
    const std::optional<ClipConfig>& clip = clipOf(config, run);
    if (!clip || clip->by != ClipBy::norm || (line && *line != clip->max)) return std::nullopt;
    line = clip->max;
  }
  return line;
}

/// Runs in the plots that the inspector and the divergence look into.
constexpr qsizetype kMostLookedInto = 16;

/// The index of the FP32 run that a stored run is the noise floor of; none: it is none.
std::optional<int> referenceOfNoiseFloor(const RunInfo& run) {
  if (run.configuration.find("noise_floor") == std::string::npos) return std::nullopt;
  const std::string place = "run " + std::to_string(run.id);
  const ExperimentConfig config = parseExperiment(parseJson(run.configuration, place), place);
  if (!config.runs.at(static_cast<std::size_t>(run.index)).noiseFloor) return std::nullopt;
  return referenceRun(config, run.index);
}

}  // namespace

PlotController::PlotController(PlotPanel& plots, RunsModel& runs, ExperimentSession& session,
                               QObject* parent)
    : QObject(parent), plots_(plots), runs_(runs) {
  runs_.setColours([this](const RunInfo& run) {
    if (!looks_.contains(run.id)) return QColor(Qt::transparent);
    const RunLook& look = looks_[run.id];
    return isDark(QApplication::palette()) ? look.dark : look.light;
  });
  connect(&runs_, &RunsModel::overlayToggled, this, &PlotController::toggle);
  connect(&session, &ExperimentSession::runsRegistered, this, &PlotController::registerRuns);
  connect(&session, &ExperimentSession::stepsAvailable, this,
          [this](const StepBatch& steps) { plots_.append(keys(), *steps); });
  connect(&session, &ExperimentSession::evaluationsAvailable, this,
          [this](const EvaluationBatch& evaluations) {
            plots_.appendEvaluations(keys(), *evaluations);
          });
  connect(&session, &ExperimentSession::eventsAvailable, this, [this](const EventBatch& events) {
    for (const EventRecord& event : *events) {
      if (event.run >= 0) plots_.appendEvents(keys().value(event.run), {&event, 1});
    }
  });
  connect(&session, &ExperimentSession::runStateChanged, this, [this](const StateRecord& state) {
    if (state.state != RunState::failed) return;
    const qint64 key = keys().value(state.run);
    plots_.setRunNote(key, tr("failed"));
  });
  connect(&session, &ExperimentSession::finished, this, &PlotController::end);
  connect(&loader_, &RunLoader::stepsLoaded, this,
          [this](qint64 id, const StepBatch& steps) { plots_.append(id, *steps); });
  connect(&loader_, &RunLoader::overviewLoaded, this,
          [this](qint64 id, const Overview& overview) { plots_.setOverview(id, *overview); });
  connect(&plots_, &PlotPanel::viewChanged, this, &PlotController::refine);
  regroup_.setSingleShot(true);
  connect(&regroup_, &QTimer::timeout, this, &PlotController::offerGroupings);
  // A run that trains may be in the plots before the list tells what it is.
  connect(&runs_, &RunsModel::rowsInserted, &regroup_, [this] { regroup_.start(0); });
  connect(&plots_, &PlotPanel::groupingChosen, this, [this](int index) {
    grouping_ = groupings_.at(static_cast<std::size_t>(index));
    group();
  });
  connect(&loader_, &RunLoader::evaluationsLoaded, this,
          [this](qint64 id, const EvaluationBatch& evaluations) {
            plots_.appendEvaluations(id, *evaluations);
          });
  connect(&loader_, &RunLoader::eventsLoaded, this, [this](qint64 id, const EventBatch& events) {
    plots_.appendEvents(id, *events);
    // Those of what trains here were told as they happened.
    if (!live_.contains(id) && looks_.contains(id)) emit eventsRead(id, looks_[id].name, events);
  });
  connect(&loader_, &RunLoader::failed, this, [this](qint64 id, const QString& message) {
    runs_.setOverlaid(id, false);
    emit failed(message);
  });
}

void PlotController::begin(const ExperimentConfig& config) {
  for (const qint64 id : std::as_const(live_)) {
    runs_.setOverlaid(id, false);
    hide(id);
  }
  live_.clear();
  config_ = config;
  began_ = static_cast<double>(QDateTime::currentMSecsSinceEpoch()) / 1000.0;
  plots_.setClipLine(clipLineOf(config));
}

void PlotController::setStore(const std::string& path) {
  store_ = path;
  begin(config_);
  for (const qint64 id : looks_.keys()) hide(id);
}

void PlotController::registerRuns(const QList<qint64>& ids) {
  live_ = ids;
  for (int run = 0; run < ids.size(); ++run) {
    const RunConfig& config = config_.runs[static_cast<std::size_t>(run)];
    if (config.noiseFloor) {
      showNoiseFloor(ids[run], tr("Noise floor"), began_, ids.value(referenceRun(config_, run)));
      continue;
    }
    show(ids[run], QString::fromStdString(config.name), QString::fromStdString(config.precision),
         began_);
  }
  runs_.setLive(QSet<qint64>(ids.begin(), ids.end()));
}

// An engine without a store registers nothing: its runs get keys that no store uses.
const QList<qint64>& PlotController::keys() {
  if (live_.isEmpty()) {
    QList<qint64> keys;
    for (std::size_t i = 0; i < config_.runs.size(); ++i) keys << -1 - static_cast<qint64>(i);
    registerRuns(keys);
  }
  return live_;
}

void PlotController::end() {
  runs_.setLive({});
  // Their curves stay, as those of ticked runs.
  for (const qint64 id : std::as_const(live_)) {
    if (id > 0) runs_.setOverlaid(id, true);  // the table may not have read of it yet
  }
}

void PlotController::toggle(qint64 id, bool on) {
  if (!on) {
    loader_.cancel(id);
    hide(id);
    return;
  }
  if (looks_.contains(id)) return;
  const RunInfo* run = runs_.find(id);
  if (!run) return;
  if (const auto reference = referenceOfNoiseFloor(*run)) {
    showNoiseFloor(id, tr("Noise floor (%1)").arg(id), startOf(*run),
                   idOf(run->experimentId, *reference));
  } else {
    show(id, runLabel(*run), QString::fromStdString(run->precision), startOf(*run));
  }
  loaded_[id] = {run->steps, detailOf(*run)};
  loader_.load(store_, id, loaded_[id].detail);
}

void PlotController::follow(const RunList& runs) {
  for (const RunInfo& run : *runs) {
    const auto loaded = loaded_.find(run.id);
    if (loaded == loaded_.end() || loaded->steps == run.steps || loader_.loading(run.id)) continue;
    loaded->steps = run.steps;
    loader_.follow(store_, run.id);
    emit runGrew(run.id);
  }
}

/// What the runs in the plots can be put together by; a choice that is none any more goes.
void PlotController::offerGroupings() {
  std::vector<const RunInfo*> infos;
  for (const qint64 id : looks_.keys()) {
    const RunInfo* info = looks_[id].noiseOf ? nullptr : runs_.find(id);
    if (info) infos.push_back(info);
  }
  groupings_ = groupingsFor(infos);
  const auto found = std::find(groupings_.begin(), groupings_.end(), grouping_);
  if (found == groupings_.end()) grouping_ = {};
  QStringList labels;
  for (const Grouping& each : groupings_) labels << labelOf(each);
  plots_.setGroupings(labels,
                      found == groupings_.end() ? 0 : static_cast<int>(found - groupings_.begin()));
  group();
}

void PlotController::setGrouping(const Grouping& grouping) {
  grouping_ = grouping;
  regroup_.start(0);
}

void PlotController::group() {
  QHash<qint64, QString> groups;
  if (grouping_.by != Grouping::By::none) {
    for (const qint64 id : looks_.keys()) {
      if (const RunInfo* info = runs_.find(id)) groups[id] = groupOf(*info, grouping_);
    }
  }
  plots_.setGroups(groups, grouping_.by == Grouping::By::precision);
}

/// Long runs, and those that come to many others, are seen from afar in blocks.
RunDetail PlotController::detailOf(const RunInfo& run) const {
  constexpr std::int64_t kMostOfOne = 200'000, kMostInAll = 400'000;
  std::int64_t all = run.steps;
  for (const Loaded& other : loaded_) all += other.detail.whole() ? other.steps : 0;
  RunDetail detail;
  if (run.steps <= kMostOfOne && all <= kMostInAll) return detail;
  detail.blockSize = blockSizeFor(run.steps);
  return detail;
}

/// What is looked at closely is read in full.
void PlotController::refine() {
  constexpr std::int64_t kCloseUp = 40'000, kInAll = 400'000;  // steps
  std::int64_t all = 0;
  for (auto loaded = loaded_.begin(); loaded != loaded_.end(); ++loaded) {
    const auto shown = loaded->detail.whole() ? std::nullopt : plots_.stepsShown(loaded.key());
    if (shown) all += shown->second - shown->first;
  }
  if (all > kInAll) return;  // of so many runs nobody looks at one
  for (auto loaded = loaded_.begin(); loaded != loaded_.end(); ++loaded) {
    if (loaded->detail.whole() || loader_.loading(loaded.key())) continue;
    const auto shown = plots_.stepsShown(loaded.key());
    if (!shown || shown->second - shown->first > kCloseUp) continue;
    RunDetail& detail = loaded->detail;
    if (shown->first >= detail.from && shown->second <= detail.to) continue;
    const std::int64_t margin = shown->second - shown->first;
    detail.from = std::max<std::int64_t>(shown->first - margin, 0);
    detail.to = shown->second + margin;
    loader_.load(store_, loaded.key(), detail);
  }
}

void PlotController::show(qint64 id, const QString& name, const QString& precision,
                          double started) {
  RunLook look = freeLook(name, precision, [this](const QColor& light) {
    return static_cast<int>(std::count_if(
        looks_.begin(), looks_.end(), [&](const RunLook& other) { return other.light == light; }));
  });
  look.started = started;
  showLook(id, look);
}

/// Of a stored run by its place in its experiment; 0: there is none.
qint64 PlotController::idOf(std::int64_t experiment, int index) const {
  for (int row = 0; row < runs_.rowCount(); ++row) {
    const RunInfo& run = runs_.run(row);
    if (run.experimentId == experiment && run.index == index) return run.id;
  }
  return 0;
}

void PlotController::showNoiseFloor(qint64 id, const QString& name, double started,
                                    qint64 reference) {
  RunLook look{name, noiseFloorColour(false), noiseFloorColour(true), reference};
  look.started = started;
  showLook(id, look);
}

void PlotController::showLook(qint64 id, const RunLook& look) {
  looks_[id] = look;
  plots_.addRun(id, look);
  regroup_.start(0);
  // Reading every tensor of hundreds would take as long as nobody waits.
  if (looks_.size() <= kMostLookedInto) emit runShown(id, look);
}

void PlotController::hide(qint64 id) {
  loaded_.remove(id);
  if (looks_.remove(id) == 0) return;
  plots_.removeRun(id);
  regroup_.start(0);
  emit runHidden(id);
}

}  // namespace scalescope
