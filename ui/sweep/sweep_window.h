#pragma once

#include <QDialog>
#include <QElapsedTimer>

#include "ui/sweep/sweep_job.h"

class QDialogButtonBox;
class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;

namespace scalescope {

/// How far a sweep is. It stays beside the window, whose table of runs shows the points as they
/// train; closing it hides it, and the sweep goes on.
class SweepWindow : public QDialog {
  Q_OBJECT

 public:
  explicit SweepWindow(QWidget* parent = nullptr);

  void start(const SweepPlan& plan, const SweepOptions& options);
  bool running() const { return job_.running(); }
  void stop();  ///< cleanly; ended() follows
  QString text() const;

 signals:
  void ended();
  void runsWanted(const QString& tag);  ///< "sweep:NAME": they are to be shown

 private:
  void tell(const SweepProgress& progress);
  void end(const QString& text, const QStringList& failures);
  QString outcomeText(const SweepOutcome& outcome) const;

  SweepJob job_;
  QString tag_;
  QElapsedTimer since_;
  std::int64_t stepsBefore_ = -1;  ///< done when it started
  QLabel* title_;
  QProgressBar* bar_;
  QLabel* text_;
  QPlainTextEdit* failures_;
  QDialogButtonBox* buttons_;
  QPushButton* stop_;
};

}  // namespace scalescope
