#pragma once

#include <QDialog>
#include <QTimer>
#include <optional>
#include <vector>

#include "ui/sweep/sweep_choice.h"
#include "ui/sweep/sweep_places.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QSpinBox;
class QTableWidget;

namespace scalescope {

/// Asks which values of the configuration change and what they become, and shows the points that
/// come of it.
class SweepDialog : public QDialog {
  Q_OBJECT

 public:
  SweepDialog(ExperimentConfig config, const SweepChoice& before, QWidget* parent = nullptr);

  SweepChoice choice() const;
  const std::optional<SweepPlan>& plan() const { return plan_; }  ///< none: problem() says why
  QString problem() const;
  void addAxis(const SweepChoiceAxis& axis = {});
  QTableWidget* table() const { return table_; }

 private:
  QWidget* makeAxes();
  QWidget* makeChoices();
  QComboBox* makePlaces(const QString& pointer);
  QString pointerIn(int row) const;
  void removeAxis();
  void replan();

  ExperimentConfig config_;
  std::vector<SweepPlace> places_;
  std::optional<SweepPlan> plan_;
  QTimer later_;
  QLineEdit* name_;
  QTableWidget* table_;
  QComboBox* how_;
  QSpinBox* jobs_;
  QLabel* count_;
  QListWidget* points_;
  QLabel* problem_;
  QPushButton* remove_ = nullptr;
  QPushButton* accept_ = nullptr;
};

}  // namespace scalescope
