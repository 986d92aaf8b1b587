#pragma once

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>
#include <vector>

#include "ui/diagnosis/diagnosis_entry.h"
#include "ui/diagnosis/diagnosis_loader.h"

class QLabel;
class QScrollArea;

namespace scalescope {

/// What to say of a run, the verdict first.
std::vector<DiagnosisText> entriesOf(const RunDiagnosis& diagnosis);

/// The diagnosis of one stored run: the verdict on its skipped steps, its culprits, its findings.
/// Reads the store only while it can be seen.
class DiagnosisPanel : public QWidget {
  Q_OBJECT

 public:
  explicit DiagnosisPanel(QWidget* parent = nullptr);

  void setStore(const std::string& path);  ///< nothing of another store stays
  void showRun(qint64 run, const QString& name);
  qint64 run() const { return run_; }
  /// A step waits, and its statistics are on their way to the store: nothing is said until then.
  void expectStep();
  /// Reads the run once more: it has gone on. Soon, if that took long the last time.
  void refresh();

 signals:
  void stepRequested(qint64 step);
  void tensorRequested(qint64 run, const QString& tensor, qint64 step);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void clear();
  void read();
  void rest();
  void showHint(const QString& text);
  void showEntries(const std::vector<DiagnosisText>& entries);

  DiagnosisLoader loader_;
  std::string store_;
  qint64 run_ = 0;     ///< id in the store; 0: none
  bool stale_ = true;  ///< what is shown is not of now
  QElapsedTimer reading_;
  QDeadlineTimer expected_;  ///< when the step that waits should be there
  QTimer pause_;  ///< between two reads of one run, so that they take a small share of a core
  std::vector<DiagnosisText> shown_;
  QLabel* title_;
  QLabel* hint_;
  QScrollArea* area_;
};

}  // namespace scalescope
