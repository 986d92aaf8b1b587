#pragma once

#include <QWidget>
#include <optional>
#include <vector>

class QLabel;
class QSpinBox;
class QToolButton;

namespace scalescope {

class MarkedSlider;

/// A slider through the stored steps of a run, with the steps whose update was skipped marked, and
/// buttons for the step before, the next, and the newest, which it can follow.
class TimeBar : public QWidget {
  Q_OBJECT

 public:
  explicit TimeBar(QWidget* parent = nullptr);

  /// Both ascend. The chosen step stays, or becomes the newest while that is followed.
  void setSteps(const std::vector<std::int64_t>& steps, const std::vector<std::int64_t>& skipped);
  void setStep(qint64 step);  ///< the nearest that is stored; nothing is followed any more
  std::optional<qint64> step() const;
  bool following() const;

 signals:
  void stepChanged(qint64 step);  ///< whoever changed it
  void stepChosen(qint64 step);   ///< by the person, here

 private:
  void moveTo(int index, bool byPerson);
  void updateControls();

  std::vector<std::int64_t> steps_;
  MarkedSlider* slider_;
  QSpinBox* number_;
  QToolButton* before_;
  QToolButton* next_;
  QToolButton* newest_;
  std::optional<qint64> step_;
};

}  // namespace scalescope
