#pragma once

#include <QDialog>
#include <optional>
#include <vector>

#include "core/train/run_edit.h"

class QComboBox;
class QLabel;
class QPushButton;

namespace scalescope {

class NumberEdit;

/// What a person wants changed of one run while it trains.
class EditDialog : public QDialog {
  Q_OBJECT

 public:
  /// `earlier`: the changes that each run has already. `held`: the step that waits with its update.
  EditDialog(const ExperimentConfig& config, const std::vector<RunEdit>& earlier,
             std::optional<qint64> held, QWidget* parent = nullptr);

  int run() const;
  RunEdit edit() const;  ///< only what differs from what the run has
  void accept() override;

 private:
  void makeFields(std::optional<qint64> held);
  void showRun();
  void chooseFormats();
  void update();
  std::optional<ClipConfig> clip() const;

  ExperimentConfig config_;
  std::vector<RunEdit> earlier_;
  ExperimentConfig current_;              ///< with the earlier changes of the chosen run
  std::map<int, FormatOverride> layers_;  ///< that the chosen run is to have
  QComboBox* run_ = nullptr;
  NumberEdit* rate_ = nullptr;
  QComboBox* clipBy_ = nullptr;
  NumberEdit* clipAt_ = nullptr;
  QComboBox* clipWhen_ = nullptr;
  QPushButton* formats_ = nullptr;
  QLabel* problem_ = nullptr;
  QPushButton* ok_ = nullptr;
};

}  // namespace scalescope
