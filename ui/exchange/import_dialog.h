#pragma once

#include <QDialog>
#include <QHash>
#include <QTimer>
#include <vector>

#include "core/exchange/import_files.h"
#include "ui/exchange/mapping_memory.h"

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace scalescope {

/// Asks what the columns of logs mean and how the runs are to be called; the columns are taken for
/// what they were taken for last time, else for what their names say. Files that ScaleScope
/// exported need nothing of it.
class ImportDialog : public QDialog {
  Q_OBJECT

 public:
  ImportDialog(std::vector<ImportSource> sources, const MappingMemory& memory,
               QWidget* parent = nullptr);

  /// As the person has it now.
  const std::vector<ImportSource>& sources() const { return sources_; }
  ImportLabels labels() const;
  QString problem() const;  ///< why it cannot be imported so; empty: it can
  void remember(MappingMemory& memory) const;
  QComboBox* chooser(const std::string& field) const;  ///< of the log that is shown

 private:
  QWidget* makeLabels();
  QWidget* makeMapping();
  void showSource(int index);
  void takeMapping();
  void updateProblem();
  void updateNotes();

  std::vector<ImportSource> sources_;
  int shown_ = -1;
  QComboBox* files_ = nullptr;
  QTableWidget* table_ = nullptr;
  QLineEdit* experiment_ = nullptr;
  QLineEdit* run_ = nullptr;
  QComboBox* precision_ = nullptr;
  QLabel* notes_ = nullptr;
  QLabel* problem_ = nullptr;
  QPushButton* accept_ = nullptr;
  QTimer later_;
};

}  // namespace scalescope
