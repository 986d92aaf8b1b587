#include "ui/plots/plot_panel.h"

#include <QGridLayout>
#include <QShortcut>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/plots/legend_bar.h"
#include "ui/plots/plot_controls.h"
#include "ui/plots/plot_view.h"

namespace scalescope {

PlotPanel::PlotPanel(QWidget* parent)
    : QWidget(parent),
      legend_(new LegendBar(this)),
      controls_(new PlotControls(this)),
      view_(new PlotView(model_, navigator_, {allPlotKinds.begin(), allPlotKinds.end()}, this)) {
  bar_ = new QGridLayout;
  bar_->setContentsMargins(8, 4, 8, 2);
  bar_->setHorizontalSpacing(12);
  bar_->setVerticalSpacing(2);
  bar_->setColumnStretch(0, 1);
  bar_->addWidget(legend_, 0, 0);
  bar_->addWidget(controls_, 0, 1, Qt::AlignTop);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addLayout(bar_);
  layout->addWidget(view_, 1);
  view_->setAccessibleName(tr("Plots of the runs"));
  view_->setMinimumSize(420, 280);
  navigator_.setData({0.0, 10.0});
  controls_->show(model_.settings);

  timer_.setSingleShot(true);
  connect(&timer_, &QTimer::timeout, this, &PlotPanel::refresh);
  connect(legend_, &LegendBar::toggled, this, &PlotPanel::setRunVisible);
  connect(controls_, &PlotControls::xAxisChosen, this, &PlotPanel::setXAxis);
  connect(controls_, &PlotControls::smoothingChosen, this, &PlotPanel::setSmoothing);
  connect(controls_, &PlotControls::logLossChosen, this, &PlotPanel::setLogLoss);
  connect(controls_, &PlotControls::groupingChosen, this, &PlotPanel::groupingChosen);
  connect(controls_, &PlotControls::backWanted, this, &PlotPanel::zoomBack);
  connect(controls_, &PlotControls::resetWanted, this, &PlotPanel::resetZoom);
  // A QCustomPlot hands no event on to its parent.
  view_->setContextMenuPolicy(Qt::CustomContextMenu);
  connect(view_, &PlotView::customContextMenuRequested, this, &PlotPanel::showMenu);
  connect(view_, &PlotView::viewChanged, this, &PlotPanel::scheduleRefresh);
  connect(view_, &PlotView::stepClicked, this, &PlotPanel::stepClicked);
  const auto addShortcut = [this](const QKeySequence& keys, auto&& act) {
    auto* shortcut = new QShortcut(keys, view_);
    shortcut->setContext(Qt::WidgetShortcut);
    connect(shortcut, &QShortcut::activated, this, act);
  };
  addShortcut(Qt::Key_Backspace, [this] { zoomBack(); });
  addShortcut(Qt::Key_Home, [this] { resetZoom(); });
  addShortcut(Qt::Key_Escape, [this] { view_->pinCrosshair(std::nullopt); });
}

PlotPanel::~PlotPanel() = default;

void PlotPanel::addRun(RunKey key, const RunLook& look) {
  model_.add(key, look);
  runsChanged();
}

void PlotPanel::removeRun(RunKey key) {
  model_.remove(key);
  runsChanged();
}

void PlotPanel::clear() {
  model_.clear();
  navigator_.forget();
  view_->pinCrosshair(std::nullopt);
  runsChanged();
}

void PlotPanel::setGroups(const QHash<RunKey, QString>& groups, bool keepColours) {
  model_.settings.groupsKeepColours = keepColours;
  model_.settings.grouped = !groups.isEmpty();
  for (const auto& run : model_.runs()) model_.find(run->key)->group = groups.value(run->key);
  runsChanged();
}

void PlotPanel::setGroupings(const QStringList& labels, int chosen) {
  controls_->setGroupings(labels, chosen);
  placeLegend();
}

void PlotPanel::setRunNote(RunKey key, const QString& note) {
  PlotRun* run = model_.find(key);
  if (run == nullptr || run->note == note) return;
  run->note = note;
  runsChanged();
}

void PlotPanel::setRunVisible(RunKey key, bool visible) {
  PlotRun* run = model_.find(key);
  if (run == nullptr || run->visible == visible) return;
  run->visible = visible;
  runsChanged();
  emit runVisibilityChanged(key, visible);
}

void PlotPanel::append(RunKey key, std::span<const StepRecord> steps) {
  PlotRun* run = model_.find(key);
  if (run == nullptr || steps.empty()) return;
  for (const StepRecord& record : steps) run->series.append(record);
  scheduleDataRefresh();
}

void PlotPanel::appendEvaluations(RunKey key, std::span<const EvaluationRecord> evaluations) {
  PlotRun* run = model_.find(key);
  if (run == nullptr || evaluations.empty()) return;
  for (const EvaluationRecord& record : evaluations) run->series.append(record);
  scheduleDataRefresh();
}

void PlotPanel::setOverview(RunKey key, std::span<const StepBlock> blocks) {
  PlotRun* run = model_.find(key);
  if (run == nullptr || blocks.empty()) return;
  run->series.clear();
  for (const StepBlock& block : blocks) run->series.append(block);
  scheduleDataRefresh();
}

void PlotPanel::append(std::span<const RunKey> keys, std::span<const StepRecord> steps) {
  for (const StepRecord& record : steps) {
    const auto index = static_cast<std::size_t>(record.run);
    if (index < keys.size()) append(keys[index], {&record, 1});
  }
}

void PlotPanel::appendEvaluations(std::span<const RunKey> keys,
                                  std::span<const EvaluationRecord> evaluations) {
  for (const EvaluationRecord& record : evaluations) {
    const auto index = static_cast<std::size_t>(record.run);
    if (index < keys.size()) appendEvaluations(keys[index], {&record, 1});
  }
}

void PlotPanel::appendEvents(RunKey key, std::span<const EventRecord> events) {
  PlotRun* run = model_.find(key);
  if (run == nullptr) return;
  for (const EventRecord& event : events) run->series.append(event);
  scheduleDataRefresh();
}

void PlotPanel::setClipLine(std::optional<double> norm) {
  model_.settings.clipLine = norm;
  settingsChanged();
}

void PlotPanel::setLineScale(double scale) {
  model_.settings.lineScale = scale;
  settingsChanged();
}

void PlotPanel::setXAxis(XAxis axis) {
  if (model_.settings.xAxis == axis) return;
  view_->pinCrosshair(view_->crosshair().step());  // its place is another one on the new axis
  model_.settings.xAxis = axis;
  navigator_.forget();
  settingsChanged();
}

void PlotPanel::setSmoothing(double beta) {
  model_.settings.smoothing = std::clamp(beta, 0.0, 0.9999);
  settingsChanged();
}

void PlotPanel::setLogAxis(PlotKind kind, bool on) {
  model_.settings.logAxis[indexOf(kind)] = on;
  settingsChanged();
}

std::optional<std::pair<std::int64_t, std::int64_t>> PlotPanel::stepsShown(RunKey key) const {
  const PlotRun* run = model_.find(key);
  if (run == nullptr || run->series.empty()) return std::nullopt;
  const auto x = run->series.x(model_.settings.xAxis);
  const auto steps = run->series.x(XAxis::step);
  const auto at = [&](double place) {
    const auto found = std::lower_bound(x.begin(), x.end(), place);
    const auto index = std::min(static_cast<std::size_t>(found - x.begin()), x.size() - 1);
    return static_cast<std::int64_t>(steps[index]);
  };
  const XRange& view = navigator_.view();
  if (view.to < x.front() || view.from > x.back()) return std::nullopt;
  return std::pair{at(view.from), at(view.to)};
}

void PlotPanel::showStep(qint64 step) {
  refresh();
  if (const auto x = model_.xOfStep(step)) navigator_.reveal(*x);
  view_->pinCrosshair(step);
  scheduleRefresh();
}

void PlotPanel::showRange(const XRange& range) {
  refresh();  // the data first: the range is within them
  navigator_.beginGesture();
  navigator_.show(range);
  scheduleRefresh();
}

void PlotPanel::zoom(double factor) {
  refresh();
  navigator_.beginGesture();
  const XRange view = navigator_.view();
  navigator_.zoom(factor, 0.5 * (view.from + view.to));
  scheduleRefresh();
}

void PlotPanel::pan(double share) {
  refresh();
  navigator_.beginGesture();
  navigator_.pan(share * navigator_.view().width());
  scheduleRefresh();
}

void PlotPanel::zoomBack() {
  navigator_.back();
  scheduleRefresh();
}

void PlotPanel::resetZoom() {
  navigator_.reset();
  scheduleRefresh();
}

void PlotPanel::runsChanged() {
  legend_->setRuns(model_, PlotTheme::from(palette(), font()));
  placeLegend();
  scheduleRefresh();
}

/// Beside the controls if it fits there in one line, else below them.
void PlotPanel::placeLegend() {
  const int controls =
      controls_->isHidden() ? 0 : controls_->sizeHint().width() + bar_->horizontalSpacing();
  const int space = width() - controls - 2 * bar_->contentsMargins().left();
  const bool below = legend_->lineWidth() > space;
  if (below == legendBelow_) return;
  legendBelow_ = below;
  bar_->removeWidget(legend_);
  bar_->addWidget(legend_, below ? 1 : 0, 0, 1, below ? 2 : 1);
}

void PlotPanel::setControlsVisible(bool visible) {
  controls_->setVisible(visible);
  placeLegend();
}

void PlotPanel::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  placeLegend();
}

void PlotPanel::settingsChanged() {
  controls_->show(model_.settings);
  scheduleRefresh();
}

void PlotPanel::scheduleRefresh() {
  dirty_ = true;
  if (!timer_.isActive() || timer_.remainingTime() > refreshInterval) timer_.start(refreshInterval);
}

void PlotPanel::scheduleDataRefresh() {
  dirty_ = true;
  const double rest = restPerDrawing * view_->replotTime();
  if (!timer_.isActive()) {
    timer_.start(std::clamp(static_cast<int>(rest), refreshInterval, longestInterval));
  }
}

void PlotPanel::refresh() {
  if (!dirty_ || !isVisible()) return;
  dirty_ = false;
  if (const auto range = model_.dataRange()) {
    navigator_.setData({range->from, std::max(range->to, range->from + 1e-6)});
  } else {
    navigator_.setData({0.0, 10.0});
  }
  if (!model_.updateSmoothing()) scheduleDataRefresh();
  controls_->setZoomed(navigator_.canGoBack(), navigator_.following());
  view_->refresh();
  if (shown_ == navigator_.view()) return;
  shown_ = navigator_.view();
  emit viewChanged();
}

void PlotPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  dirty_ = true;
  refresh();
}

void PlotPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange) return;
  view_->setTheme(PlotTheme::from(palette(), font()));
  runsChanged();
}

}  // namespace scalescope
