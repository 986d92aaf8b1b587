#include "ui/inspector/scale_bar.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>
#include <cmath>

#include "ui/inspector/marked_slider.h"
#include "ui/inspector/measure.h"
#include "ui/plots/number_text.h"
#include "ui/style/colours.h"

namespace scalescope {
namespace {

QString coloured(const QString& sign, const QColor& colour) {
  return QStringLiteral("<span style=\"color:%1\">%2</span>").arg(colour.name(), sign);
}

QString lossText(const CastLoss& loss) {
  return ScaleBar::tr("underflow <b>%1</b>, overflow <b>%2</b>")
      .arg(shortShareText(loss.underflow, loss.elements).toHtmlEscaped(),
           shortShareText(loss.overflow, loss.elements).toHtmlEscaped());
}

QColor bestColour(bool dark) { return eventColour(EventKind::evaluation, dark); }
QColor safeColour(bool dark) { return eventColour(EventKind::overflow, dark); }
QColor usedColour(bool dark) { return eventColour(EventKind::note, dark); }

}  // namespace

ScaleBar::ScaleBar(QWidget* parent)
    : QWidget(parent),
      slider_(new MarkedSlider(this)),
      value_(new QLabel(this)),
      own_(new QToolButton(this)),
      losses_(new QLabel(this)),
      marks_(new QLabel(this)) {
  slider_->setRange(kLeastScale, kMostScale);
  slider_->setPageStep(4);
  slider_->setAccessibleName(tr("What-if loss scale, as a power of two"));
  slider_->setToolTip(
      tr("What this step would have lost at another loss scale: gradients move with it, other "
         "tensors stay. Exact where gradients lost nothing on their way through the layers."));
  value_->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("2³² (used)")) + 4);
  own_->setText(tr("Used scale"));
  own_->setToolTip(tr("Back to the loss scale that the step was computed with"));
  own_->setAccessibleName(own_->text());
  own_->setAutoRaise(true);
  auto* label = new QLabel(tr("&What-if scale"), this);
  label->setBuddy(slider_);
  for (QLabel* line : {losses_, marks_}) {
    line->setTextFormat(Qt::RichText);
    line->setWordWrap(true);
    line->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  }
  auto* layout = new QGridLayout(this);
  layout->setContentsMargins(8, 2, 8, 4);
  layout->setHorizontalSpacing(8);
  layout->setVerticalSpacing(2);
  layout->addWidget(label, 0, 0);
  layout->addWidget(value_, 0, 1);
  layout->addWidget(own_, 0, 2);
  layout->addWidget(slider_, 1, 0, 1, 3);  // 33 places, in a pane that is often narrow
  layout->addWidget(losses_, 2, 0, 1, 3);
  layout->addWidget(marks_, 3, 0, 1, 3);
  layout->setColumnStretch(1, 1);
  connect(slider_, &QSlider::valueChanged, this, &ScaleBar::choose);
  connect(own_, &QToolButton::clicked, this, &ScaleBar::useOwnScale);
  refresh();
}

void ScaleBar::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) refresh();
}

void ScaleBar::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fitLines();
}

/// A layout short of room gives wrapped lines less than they need.
void ScaleBar::fitLines() {
  const QMargins margins = layout()->contentsMargins();
  const int room = width() - margins.left() - margins.right();
  for (QLabel* line : {losses_, marks_}) {
    line->setMinimumHeight(0);  // a label is never told to need less than that
    if (!line->text().isEmpty()) line->setMinimumHeight(line->heightForWidth(room));
  }
}

void ScaleBar::choose(int exponent) {
  const double scale = std::exp2(exponent);
  wanted_ = step_ != nullptr && step_->scale == scale ? std::nullopt : std::optional(scale);
  refresh();
  emit wantedChanged();
}

void ScaleBar::useOwnScale() {
  wanted_.reset();
  refresh();
  emit wantedChanged();
}

void ScaleBar::show(std::shared_ptr<const CountedStep> step, int tensor) {
  bool known = step != nullptr && canRescale(*step);
  if (known && step != step_) advice_ = adviseScale(*step);
  untold_ = known && advice_->untold;
  known = known && !untold_;
  step_ = known ? std::move(step) : nullptr;
  tensor_ = tensor;
  if (!known) advice_.reset();
  if (known && wanted_ == step_->scale) wanted_.reset();
  refresh();
}

void ScaleBar::refresh() {
  const bool known = step_ != nullptr;
  slider_->setEnabled(known);
  own_->setEnabled(known && wanted_.has_value());
  answer_.reset();
  if (!known) {
    slider_->setMarks({});
    slider_->setBand(std::nullopt);
    value_->clear();
    marks_->clear();
    losses_->setText(untold_
                         ? tr("No gradient of this step is finite: they tell nothing of any scale.")
                         : tr("The loss scale of this step was 0 or not finite: its gradients tell "
                              "nothing of another scale."));
    losses_->setVisible(tensor_ >= 0);
    fitLines();
    return;
  }
  losses_->show();
  {
    const QSignalBlocker block(slider_);
    slider_->setValue(static_cast<int>(std::lround(std::log2(wanted_.value_or(step_->scale)))));
  }
  value_->setText(wanted_ ? powerOfTwoText(*wanted_)
                          : tr("%1 (used)").arg(powerOfTwoText(step_->scale)));
  const WhatIf told = whatIf(*step_, wanted_.value_or(step_->scale));
  const bool dark = isDark(palette());
  QString text;
  if (tensor_ >= 0) {
    text = tr("This tensor: %1").arg(lossText(told.tensors[static_cast<std::size_t>(tensor_)])) +
           QStringLiteral(" &nbsp;·&nbsp; ");
  }
  text += tr("All gradients: %1").arg(lossText(told.gradients));
  if (!told.gradients.exact) {
    text += QStringLiteral(" &nbsp;·&nbsp; ") +
            coloured(tr("approximate"), eventColour(EventKind::scaleChange, dark));
  }
  losses_->setText(text);
  losses_->setToolTip(
      told.gradients.exact ? tr("Exact: a step run at this scale has these counts")
      : step_->afterCast
          ? tr("Approximate: what had become zero before another program counted is not told")
          : tr("Approximate: gradients lost something on their way at the scale used or at this "
               "one, or the run did not round to this format; a step run at this scale differs a "
               "little"));
  if (wanted_) answer_ = told;
  placeMarks();
  fitLines();
}

void ScaleBar::placeMarks() {
  const bool dark = isDark(palette());
  std::vector<MarkedSlider::Mark> marks;
  QStringList words;
  QString least = powerText(2, advice_->bestFrom);
  if (advice_->bestTo > advice_->bestFrom) least += QChar(u'–') + powerText(2, advice_->bestTo);
  slider_->setBand(MarkedSlider::Band{static_cast<double>(advice_->bestFrom),
                                      static_cast<double>(advice_->bestTo), bestColour(dark)});
  if (advice_->largestSafe) {
    marks.push_back({static_cast<double>(*advice_->largestSafe), safeColour(dark), true});
    QString safe = tr(" largest safe %1");
    if (advice_->zeroTensors > 0) safe = tr(" safe at most %1 (some gradients are all zero)");
    if (advice_->hidden) safe = tr(" safe at most %1 (some gradients are not finite)");
    words << coloured(QStringLiteral("▲"), safeColour(dark)) +
                 safe.arg(powerText(2, *advice_->largestSafe));
  } else {
    words << tr("no scale is safe: gradients overflow at 1 already");
  }
  marks.push_back({std::log2(step_->scale), usedColour(dark), true});
  words.prepend(coloured(QStringLiteral("▲"), usedColour(dark)) +
                tr(" used %1").arg(powerOfTwoText(step_->scale)));
  words << coloured(QStringLiteral("▬"), bestColour(dark)) + tr(" loses least %1").arg(least);
  slider_->setMarks(std::move(marks));
  marks_->setText(words.join(QStringLiteral(" &nbsp; ")));
}

}  // namespace scalescope
