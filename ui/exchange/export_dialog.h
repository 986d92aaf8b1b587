#pragma once

#include <QDialog>

#include "core/exchange/export_run.h"

class QComboBox;
class QLineEdit;
class QPushButton;

namespace scalescope {

/// Asks for the format that runs leave the store in, and for the folder.
class ExportDialog : public QDialog {
  Q_OBJECT

 public:
  /// `names`: of the runs.
  ExportDialog(const QStringList& names, const QString& folder, QWidget* parent = nullptr);

  ExportFormat format() const;
  QString folder() const;
  QComboBox* formatChooser() const { return format_; }

 private:
  void chooseFolder();

  QComboBox* format_;
  QLineEdit* folder_;
  QPushButton* accept_ = nullptr;
};

}  // namespace scalescope
