#pragma once

#include <QDialog>
#include <functional>
#include <vector>

#include "core/store/fork.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace scalescope {

class NumberEdit;

/// How a run is to be forked. What is left as it is comes from the parent.
class ForkDialog : public QDialog {
  Q_OBJECT

 public:
  /// Why a request cannot be met, in plain words; empty: it can.
  using Check = std::function<QString(const ForkRequest&)>;

  /// `config` is the parent's experiment; `checkpoints` the steps of its checkpoints, newest first.
  ForkDialog(const RunInfo& parent, const ExperimentConfig& config,
             const std::vector<std::int64_t>& checkpoints, Check check, QWidget* window = nullptr);

  ForkRequest request() const;
  void accept() override;

 private:
  std::optional<ScalerConfig> scaler() const;
  void update();

  Check check_;
  QComboBox* step_;
  QComboBox* precision_;
  QComboBox* scaler_;
  NumberEdit* scale_;
  NumberEdit* rate_;
  NumberEdit* steps_;
  QLineEdit* name_;
  QCheckBox* withFp32_;
  QLabel* problem_;
};

}  // namespace scalescope
