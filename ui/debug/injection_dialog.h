#pragma once

#include <QDialog>
#include <optional>

#include "core/train/experiment_config.h"

class QComboBox;
class QLabel;
class QPushButton;

namespace scalescope {

/// Which fault a person wants planted.
class InjectionDialog : public QDialog {
  Q_OBJECT

 public:
  /// `held`: the step that waits with its update.
  InjectionDialog(const ExperimentConfig& config, std::optional<qint64> held,
                  QWidget* parent = nullptr);

  Injection injection() const;  ///< once it is accepted; in the step that is held, or the next

 private:
  std::optional<double> value() const;
  Injection::Kind kind() const;
  void offerValues();
  void update();

  QComboBox* run_;
  QComboBox* kind_;
  QComboBox* tensor_;
  QComboBox* value_;
  QLabel* problem_;
  QPushButton* ok_ = nullptr;
};

}  // namespace scalescope
