#include "ui/inspector/time_bar.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <algorithm>
#include <limits>

#include "core/store/inspected_step.h"
#include "ui/inspector/inspected_runs.h"
#include "ui/inspector/marked_slider.h"
#include "ui/style/colours.h"

namespace scalescope {

TimeBar::TimeBar(QWidget* parent)
    : QWidget(parent),
      slider_(new MarkedSlider(this)),
      number_(new QSpinBox(this)),
      before_(new QToolButton(this)),
      next_(new QToolButton(this)),
      newest_(new QToolButton(this)) {
  slider_->setAccessibleName(tr("Step"));
  slider_->setToolTip(tr("The steps that have statistics; marks: steps whose update was skipped"));
  number_->setRange(0, std::numeric_limits<int>::max());
  number_->setButtonSymbols(QAbstractSpinBox::NoButtons);
  number_->setAlignment(Qt::AlignRight);
  number_->setKeyboardTracking(false);
  number_->setFixedWidth(fontMetrics().horizontalAdvance(QStringLiteral("0000000")) + 16);
  number_->setAccessibleName(tr("Number of the step"));
  number_->setToolTip(tr("Go to the stored step nearest to this number"));
  const auto set = [](QToolButton* button, const QString& text, const QString& name,
                      const QString& tip) {
    button->setText(text);
    button->setAccessibleName(name);
    button->setToolTip(tip);
    button->setAutoRaise(true);
  };
  set(before_, QStringLiteral("◀"), tr("Step before"), tr("The stored step before this one"));
  set(next_, QStringLiteral("▶"), tr("Next step"), tr("The stored step after this one"));
  set(newest_, tr("Newest"), tr("Newest step"), tr("Show the newest step, and follow new ones"));
  newest_->setCheckable(true);
  newest_->setChecked(true);
  for (QToolButton* button : {before_, next_}) button->setAutoRepeat(true);

  auto* label = new QLabel(tr("S&tep"), this);
  label->setBuddy(number_);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(8, 0, 8, 0);
  layout->setSpacing(4);
  layout->addWidget(label);
  layout->addWidget(number_);
  layout->addWidget(before_);
  layout->addWidget(slider_, 1);
  layout->addWidget(next_);
  layout->addWidget(newest_);

  connect(slider_, &QSlider::valueChanged, this, [this](int index) { moveTo(index, true); });
  connect(before_, &QToolButton::clicked, this, [this] { moveTo(slider_->value() - 1, true); });
  connect(next_, &QToolButton::clicked, this, [this] { moveTo(slider_->value() + 1, true); });
  connect(newest_, &QToolButton::clicked, this, [this](bool on) {
    if (on && !steps_.empty()) moveTo(static_cast<int>(steps_.size()) - 1, true);
    newest_->setChecked(on);
  });
  connect(number_, &QSpinBox::editingFinished, this, [this] {
    if (steps_.empty() || number_->value() == step_) return;
    const std::int64_t step = nearestStep(steps_, number_->value());
    moveTo(static_cast<int>(indexAtOrBefore(steps_, step)), true);
  });
  updateControls();
}

bool TimeBar::following() const { return newest_->isChecked(); }

std::optional<qint64> TimeBar::step() const { return step_; }

void TimeBar::setSteps(const std::vector<std::int64_t>& steps,
                       const std::vector<std::int64_t>& skipped) {
  steps_ = steps;
  const bool dark = isDark(palette());
  std::vector<MarkedSlider::Mark> marks;
  if (!steps_.empty()) {
    marks.reserve(skipped.size());
    for (const std::int64_t step : skipped) {
      const std::size_t at = indexAtOrBefore(steps_, step);
      const double beyond = steps_[at] == step ? 0.0 : 0.5;
      marks.push_back(
          {static_cast<double>(at) + beyond, eventColour(EventKind::overflow, dark), false});
    }
  }
  {
    const QSignalBlocker block(slider_);
    slider_->setRange(0, std::max(static_cast<int>(steps_.size()) - 1, 0));
    slider_->setPageStep(std::max(static_cast<int>(steps_.size()) / 20, 1));
  }
  slider_->setMarks(std::move(marks));
  if (steps_.empty()) {
    step_.reset();
    updateControls();
    return;
  }
  const std::size_t index = following() || !step_
                                ? steps_.size() - 1
                                : indexAtOrBefore(steps_, nearestStep(steps_, *step_));
  moveTo(static_cast<int>(index), false);
}

void TimeBar::setStep(qint64 step) {
  newest_->setChecked(false);
  if (steps_.empty()) {
    step_ = step;  // once there are steps
    return;
  }
  moveTo(static_cast<int>(indexAtOrBefore(steps_, nearestStep(steps_, step))), false);
}

void TimeBar::moveTo(int index, bool byPerson) {
  if (steps_.empty()) return;
  const int at = std::clamp(index, 0, static_cast<int>(steps_.size()) - 1);
  const qint64 step = steps_[static_cast<std::size_t>(at)];
  {
    const QSignalBlocker block(slider_);
    slider_->setValue(at);
  }
  if (byPerson) newest_->setChecked(false);
  const bool changed = step_ != step;
  step_ = step;
  updateControls();
  if (!changed) return;
  emit stepChanged(step);
  if (byPerson) emit stepChosen(step);
}

void TimeBar::updateControls() {
  const bool any = !steps_.empty();
  for (QWidget* control : {static_cast<QWidget*>(slider_), static_cast<QWidget*>(number_)}) {
    control->setEnabled(any);
  }
  before_->setEnabled(any && slider_->value() > 0);
  next_->setEnabled(any && slider_->value() < slider_->maximum());
  newest_->setEnabled(any);
  const QSignalBlocker block(number_);
  if (any && step_) number_->setValue(static_cast<int>(*step_));
}

}  // namespace scalescope
