#include "ui/plots/plot_controls.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>
#include <array>
#include <cmath>

namespace scalescope {
namespace {

// The slider is even in how many steps are averaged: 0, 2, 4 … 1024 of them.
constexpr int sliderMost = 20;

double betaOf(int position) {
  return position == 0 ? 0.0 : 1.0 - std::exp2(-0.5 * static_cast<double>(position));
}

int positionOf(double beta) {
  if (beta <= 0.0) return 0;
  const double position = std::round(-2.0 * std::log2(1.0 - std::min(beta, 0.9999)));
  return std::min(static_cast<int>(position), sliderMost);
}

}  // namespace

PlotControls::PlotControls(QWidget* parent)
    : QWidget(parent),
      axis_(new QComboBox(this)),
      groupings_(new QComboBox(this)),
      smoothing_(new QSlider(Qt::Horizontal, this)),
      logLoss_(new QCheckBox(tr("Log loss"), this)),
      back_(new QToolButton(this)),
      reset_(new QToolButton(this)) {
  for (const XAxis axis : allXAxes) {
    axis_->addItem(xAxisLabel(axis));
  }
  axis_->setToolTip(tr("What the x axis of all plots shows"));
  axis_->setAccessibleName(tr("X axis"));
  groupings_->setObjectName("groupsOfRuns");
  groupings_->setToolTip(
      tr("Draw each run, or groups of them as their mean and a band of a standard deviation"));
  groupings_->setAccessibleName(tr("Groups of runs"));
  groupings_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  groupings_->hide();
  smoothing_->setRange(0, sliderMost);
  smoothing_->setFixedWidth(90);
  smoothing_->setToolTip(
      tr("Moving average over about this many steps; the values stay behind it"));
  smoothing_->setAccessibleName(tr("Smoothing"));
  logLoss_->setToolTip(tr("Logarithmic loss axis. Other plots: see their context menu"));
  back_->setText(tr("Back"));
  back_->setToolTip(tr("Back to the view before the last zoom (Backspace)"));
  reset_->setText(tr("Show all"));
  reset_->setToolTip(tr("Show all steps and follow new ones (double click, Home)"));
  for (QToolButton* button : {back_, reset_}) button->setAutoRaise(true);

  auto* label = new QLabel(tr("S&mooth"), this);
  label->setBuddy(smoothing_);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(8);
  const std::array<QWidget*, 7> widgets{back_,    reset_,     label, smoothing_,
                                        logLoss_, groupings_, axis_};
  for (QWidget* widget : widgets) layout->addWidget(widget);

  connect(axis_, &QComboBox::currentIndexChanged, this,
          [this](int index) { emit xAxisChosen(static_cast<XAxis>(index)); });
  connect(groupings_, &QComboBox::activated, this, &PlotControls::groupingChosen);
  connect(smoothing_, &QSlider::valueChanged, this,
          [this](int position) { emit smoothingChosen(betaOf(position)); });
  connect(logLoss_, &QCheckBox::toggled, this, &PlotControls::logLossChosen);
  connect(back_, &QToolButton::clicked, this, &PlotControls::backWanted);
  connect(reset_, &QToolButton::clicked, this, &PlotControls::resetWanted);
  setZoomed(false, true);
}

void PlotControls::show(const PlotSettings& settings) {
  const QSignalBlocker blockAxis(axis_);
  const QSignalBlocker blockSmoothing(smoothing_);
  const QSignalBlocker blockLog(logLoss_);
  axis_->setCurrentIndex(static_cast<int>(settings.xAxis));
  smoothing_->setValue(positionOf(settings.smoothing));
  logLoss_->setChecked(settings.logAxis[indexOf(PlotKind::loss)]);
}

void PlotControls::setGroupings(const QStringList& labels, int chosen) {
  const QSignalBlocker block(groupings_);
  groupings_->clear();
  groupings_->addItems(labels);
  groupings_->setCurrentIndex(chosen);
  groupings_->setVisible(labels.size() > 1);
}

void PlotControls::setZoomed(bool canGoBack, bool following) {
  back_->setEnabled(canGoBack);
  reset_->setEnabled(!following);
}

}  // namespace scalescope
