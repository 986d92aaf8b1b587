#include "ui/inspector/inspector_panel.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/inspector/detail_pane.h"
#include "ui/inspector/heat_legend.h"
#include "ui/inspector/heat_model.h"
#include "ui/inspector/heat_table.h"
#include "ui/inspector/history_view.h"
#include "ui/inspector/scale_bar.h"
#include "ui/inspector/time_bar.h"
#include "ui/style/colours.h"
#include "ui/style/icons.h"

namespace scalescope {

namespace {

/// In a low window it is scrolled rather than that the window could not be so low.
QWidget* scrolled(QWidget* content, QWidget* parent) {
  auto* area = new QScrollArea(parent);
  area->setWidget(content);
  area->setWidgetResizable(true);
  area->setFrameShape(QFrame::NoFrame);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area->setFocusPolicy(Qt::NoFocus);
  area->setMinimumWidth(content->minimumSizeHint().width() +
                        area->verticalScrollBar()->sizeHint().width());
  return area;
}

}  // namespace

InspectorPanel::InspectorPanel(QWidget* parent) : QWidget(parent), model_(new HeatModel(this)) {
  table_ = new HeatTable(model_, this);
  time_ = new TimeBar(this);
  detail_ = new DetailPane(this);
  hint_ = new QLabel(this);
  hint_->setAlignment(Qt::AlignCenter);
  hint_->setWordWrap(true);
  hint_->setMargin(16);
  hint_->setForegroundRole(QPalette::PlaceholderText);
  splitter_ = new QSplitter(Qt::Horizontal, this);
  splitter_->addWidget(table_);
  splitter_->addWidget(scrolled(detail_, splitter_));
  splitter_->setStretchFactor(0, 5);
  splitter_->setStretchFactor(1, 4);
  splitter_->setChildrenCollapsible(false);
  splitter_->setSizes({600, 420});
  auto* content = new QWidget(this);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(2);
  column->addWidget(time_);
  column->addWidget(splitter_, 1);
  pages_ = new QStackedWidget(this);
  pages_->addWidget(content);
  pages_->addWidget(hint_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 2, 0, 0);
  layout->setSpacing(2);
  layout->addWidget(makeHead());
  layout->addWidget(pages_, 1);
  live_.setSingleShot(true);
  live_.setInterval(refreshInterval);
  connectParts();
  updateHint();
}

QWidget* InspectorPanel::makeHead() {
  auto* head = new QWidget(this);
  runs_ = new QComboBox(head);
  runs_->setToolTip(tr("The run that the table shows; the histogram shows all of them"));
  runs_->setAccessibleName(tr("Run"));
  runs_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  runs_->setMinimumContentsLength(8);
  measures_ = new QComboBox(head);
  measures_->setAccessibleName(tr("What the table shows"));
  for (const Measure measure : allMeasures) {
    measures_->addItem(measureLabel(measure));
    measures_->setItemData(measures_->count() - 1, measureTip(measure), Qt::ToolTipRole);
  }
  measures_->setToolTip(measureTip(model_->measure()));
  legend_ = new HeatLegend(head);
  legend_->setMeasure(model_->measure());
  auto* run = new QLabel(tr("R&un"), head);
  run->setBuddy(runs_);
  auto* measure = new QLabel(tr("Sho&ws"), head);
  measure->setBuddy(measures_);
  auto* layout = new QHBoxLayout(head);
  layout->setContentsMargins(8, 0, 8, 0);
  layout->setSpacing(6);
  for (QWidget* widget : {static_cast<QWidget*>(run), static_cast<QWidget*>(runs_),
                          static_cast<QWidget*>(measure), static_cast<QWidget*>(measures_)}) {
    layout->addWidget(widget);
  }
  layout->addWidget(legend_);
  layout->addStretch(1);
  return head;
}

void InspectorPanel::connectParts() {
  connect(&service_, &InspectorService::timelineRead, this, &InspectorPanel::takeTimeline);
  connect(&service_, &InspectorService::stepsRead, this, &InspectorPanel::takeSteps);
  connect(&service_, &InspectorService::historyRead, this, &InspectorPanel::takeHistory);
  connect(&service_, &InspectorService::failed, this,
          [this](qint64, const QString& message) { emit failed(message); });
  connect(&live_, &QTimer::timeout, this, &InspectorPanel::refreshLive);
  connect(runs_, &QComboBox::currentIndexChanged, this, &InspectorPanel::chooseRun);
  connect(measures_, &QComboBox::currentIndexChanged, this, [this](int index) {
    const Measure measure = allMeasures[static_cast<std::size_t>(index)];
    model_->setMeasure(measure);
    legend_->setMeasure(measure);
    measures_->setToolTip(measureTip(measure));
  });
  connect(time_, &TimeBar::stepChanged, this, &InspectorPanel::requestSteps);
  connect(time_, &TimeBar::stepChosen, this, &InspectorPanel::stepChosen);
  connect(detail_->history(), &HistoryView::stepActivated, this, [this](qint64 step) {
    time_->setStep(step);
    emit stepChosen(step);
  });
  connect(table_, &HeatTable::tensorSelected, this, [this](const QString& name) {
    if (name.toStdString() == tensor_) return;
    tensor_ = name.toStdString();
    showTensor();
    requestHistory();
  });
  connect(table_, &HeatTable::valueActivated, this, &InspectorPanel::valueActivated);
  connect(detail_->scale(), &ScaleBar::wantedChanged, this, [this] {
    model_->setWhatIf(detail_->scale()->answer());
    showTensor();
  });
}

InspectorPanel::Run* InspectorPanel::find(qint64 run) {
  const auto found =
      std::find_if(all_.begin(), all_.end(), [run](const Run& each) { return each.id == run; });
  return found == all_.end() ? nullptr : &*found;
}

InspectorPanel::Run* InspectorPanel::chosen() {
  return find(runs_->currentData().isValid() ? runs_->currentData().toLongLong() : -1);
}

QColor InspectorPanel::colourOf(const RunLook& look) const {
  return isDark(palette()) ? look.dark : look.light;
}

void InspectorPanel::setStore(const std::string& path) {
  all_.clear();
  {
    const QSignalBlocker block(runs_);
    runs_->clear();
  }
  service_.setStore(path);
  chooseRun();
}

void InspectorPanel::addRun(qint64 run, const RunLook& look) {
  if (run <= 0) return;  // of a training that keeps nothing
  if (Run* known = find(run)) {
    service_.forget(run);
    *known = Run{run, look, nullptr, nullptr, -1};
  } else {
    all_.push_back(Run{run, look, nullptr, nullptr, -1});
  }
  service_.readTimeline(run);
  if (const int index = runs_->findData(run); index < 0) {
    runs_->addItem(dotIcon(colourOf(look)), look.name, run);
  } else {
    runs_->setItemText(index, look.name);
  }
  // A half run tells more than FP32, which is trained first, and its noise floor.
  const auto tells = [](const Run& r) { return !r.look.noiseOf; };
  const bool second = tells(all_.back()) && std::count_if(all_.begin(), all_.end(), tells) == 2;
  if (second && runs_->currentIndex() == 0) runs_->setCurrentIndex(runs_->findData(run));
  updateHint();
}

void InspectorPanel::removeRun(qint64 run) {
  all_.erase(std::remove_if(all_.begin(), all_.end(), [run](const Run& r) { return r.id == run; }),
             all_.end());
  service_.forget(run);
  const int index = runs_->findData(run);
  if (index >= 0) runs_->removeItem(index);
  if (runs_->count() == 0) chooseRun();
  showTensor();
}

void InspectorPanel::statisticsTaken(qint64 run, qint64 step) {
  Run* known = find(run);
  if (known == nullptr) return;
  known->announced = std::max(known->announced, step);
  if (!live_.isActive()) live_.start();
}

void InspectorPanel::trainingEnded() {
  for (Run& run : all_) {
    if (run.announced < 0) continue;
    run.announced = -1;
    service_.readTimeline(run.id);
    // What was written last may still be on its way to the disk.
    QTimer::singleShot(2 * refreshInterval, this, [this, id = run.id] {
      if (find(id) != nullptr) service_.readTimeline(id);
    });
  }
}

void InspectorPanel::readAgain(qint64 run) {
  if (find(run) != nullptr) service_.readTimeline(run);
}

void InspectorPanel::refreshLive() {
  for (const Run& run : all_) {
    const bool behind = run.announced >= 0 && (!run.timeline || run.timeline->steps.empty() ||
                                               run.timeline->steps.back() < run.announced);
    if (behind) service_.readTimeline(run.id);
  }
}

void InspectorPanel::takeTimeline(const TimelinePtr& timeline) {
  Run* run = find(timeline->run);
  if (run == nullptr) return;
  const std::size_t before = run->timeline ? run->timeline->steps.size() : 0;
  run->timeline = timeline;
  const bool late =
      run->announced >= 0 && (timeline->steps.empty() || timeline->steps.back() < run->announced);
  if (late && !live_.isActive()) live_.start();
  updateHint();
  if (timeline->steps.size() == before && before > 0) return;
  if (run != chosen()) {
    requestSteps();
    return;
  }
  time_->setSteps(timeline->steps, timeline->skipped);
  requestSteps();
  requestHistory();
}

void InspectorPanel::chooseRun() {
  Run* run = chosen();
  static const std::vector<std::int64_t> none;
  const bool known = run != nullptr && run->timeline;
  time_->setSteps(known ? run->timeline->steps : none, known ? run->timeline->skipped : none);
  updateHint();
  requestSteps();
  showStepOfChosen();
  requestHistory();
}

void InspectorPanel::showStep(qint64 step) { time_->setStep(step); }

void InspectorPanel::lookAt(qint64 run, const QString& tensor, qint64 step) {
  if (const int index = runs_->findData(run); index >= 0) runs_->setCurrentIndex(index);
  tensor_ = tensor.toStdString();
  if (step >= 0) time_->setStep(step);
  showStepOfChosen();
  requestHistory();
}

void InspectorPanel::requestSteps() {
  const auto step = time_->step();
  detail_->history()->setStep(step);
  if (!step) return;
  QList<StepKey> keys;
  const auto want = [&](const Run& run) {
    if (!run.timeline || run.timeline->steps.empty()) return;
    const auto& steps = run.timeline->steps;
    keys << StepKey{run.id, steps[indexAtOrBefore(steps, *step)]};
  };
  const Run* first = chosen();
  if (first != nullptr) want(*first);
  for (const Run& run : all_) {
    if (&run != first) want(run);
  }
  if (!keys.isEmpty()) service_.readSteps(keys);
}

void InspectorPanel::takeSteps(const QList<StepPtr>& steps) {
  for (const StepPtr& step : steps) {
    if (!step) continue;
    if (Run* run = find(step->run)) run->step = step;
  }
  showStepOfChosen();
}

void InspectorPanel::showStepOfChosen() {
  const Run* run = chosen();
  const StepPtr step = run != nullptr ? run->step : nullptr;
  model_->setStep(
      step, run != nullptr && run->timeline ? run->timeline->layers : std::vector<std::string>());
  if (step) selectSomething(*step);
  showTensor();
}

QString InspectorPanel::hint() const {
  return pages_->currentWidget() == hint_ ? hint_->text() : QString();
}

void InspectorPanel::updateHint() {
  const Run* run = chosen();
  QString text;
  if (run == nullptr) {
    text = tr("No run is shown. Tick a run in the table of runs, or start training.");
  } else if (!run->timeline) {
    text = tr("Reading the statistics of this run …");
  } else if (run->timeline->steps.empty() && run->announced >= 0) {
    text = tr("Waiting for the first statistics of this run …");
  } else if (run->timeline->steps.empty()) {
    text =
        tr("This run has no statistics of its tensors: none were taken yet, it came from a log, or "
           "it was trained with 0 steps between statistics and no overflow.");
  }
  hint_->setText(text);
  pages_->setCurrentWidget(text.isEmpty() ? pages_->widget(0) : hint_);
  runs_->setEnabled(runs_->count() > 0);
}

// Beside one another where the panel is wide, below one another where it is tall.
void InspectorPanel::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  splitter_->setOrientation(width() * 4 >= height() * 5 ? Qt::Horizontal : Qt::Vertical);
}

void InspectorPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() != QEvent::PaletteChange || runs_ == nullptr) return;
  for (int i = 0; i < runs_->count(); ++i) {
    if (const Run* run = find(runs_->itemData(i).toLongLong())) {
      runs_->setItemIcon(i, dotIcon(colourOf(run->look)));
    }
  }
  showTensor();
}

}  // namespace scalescope
