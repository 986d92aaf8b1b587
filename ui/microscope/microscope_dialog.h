#pragma once

#include <QDialog>

#include "core/numerics/format.h"

namespace scalescope {

class NumberMicroscope;

/// The number microscope in a window of its own, which stays open beside the work.
class MicroscopeDialog : public QDialog {
  Q_OBJECT

 public:
  explicit MicroscopeDialog(QWidget* parent = nullptr);
  NumberMicroscope& microscope() { return *microscope_; }

 public slots:
  /// Opens a value, and brings the window to the front.
  void showValue(double value, Format highlighted);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  NumberMicroscope* microscope_;
  bool sized_ = false;
};

}  // namespace scalescope
