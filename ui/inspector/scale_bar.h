#pragma once

#include <QWidget>
#include <memory>
#include <optional>

#include "core/train/what_if.h"

class QLabel;
class QToolButton;

namespace scalescope {

class MarkedSlider;

/// The what-if scale: a slider over powers of two that says what the gradients of a step would lose
/// there, with the scale that was used, the largest safe one and those that lose least marked.
class ScaleBar : public QWidget {
  Q_OBJECT

 public:
  explicit ScaleBar(QWidget* parent = nullptr);

  /// The step that is asked about; null, or one that tells of no other scale: nothing can be
  /// chosen. `tensor` is the index of the one whose losses are told, or −1.
  void show(std::shared_ptr<const CountedStep> step, int tensor);
  /// The scale that was chosen; none: the one that the step was computed with.
  std::optional<double> wanted() const { return wanted_; }
  /// What the casts would lose at the chosen scale; none while it is the one used.
  const std::optional<WhatIf>& answer() const { return answer_; }
  const std::optional<ScaleAdvice>& advice() const { return advice_; }

 public slots:
  void useOwnScale();

 signals:
  void wantedChanged();

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void choose(int exponent);
  void refresh();
  void fitLines();
  void placeMarks();

  MarkedSlider* slider_;
  QLabel* value_;
  QToolButton* own_;
  QLabel* losses_;
  QLabel* marks_;
  std::shared_ptr<const CountedStep> step_;
  int tensor_ = -1;
  std::optional<double> wanted_;
  std::optional<WhatIf> answer_;
  std::optional<ScaleAdvice> advice_;
  bool untold_ = false;  ///< of the step: no gradient is finite
};

}  // namespace scalescope
