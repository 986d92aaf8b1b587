#pragma once

#include <QDialog>

#include "ui/debug/replay_job.h"

class QDialogButtonBox;
class QLabel;
class QProgressBar;

namespace scalescope {

/// Replays a stored run and tells what came of it; closing it calls the replay off.
class ReplayDialog : public QDialog {
  Q_OBJECT

 public:
  ReplayDialog(const std::string& store, const RunInfo& run, QWidget* parent = nullptr);

  QString text() const;
  void reject() override;

 private:
  void end(const QString& text);

  ReplayJob job_;
  QLabel* text_;
  QProgressBar* bar_;
  QDialogButtonBox* buttons_;
  bool ended_ = false;    ///< the result is shown
  bool closing_ = false;  ///< as soon as it has ended
};

/// "All 1000 steps came out with the same bits."
QString replayText(const ReplayReport& report);

}  // namespace scalescope
