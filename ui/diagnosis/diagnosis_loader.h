#pragma once

#include <QObject>
#include <memory>
#include <string>

#include "core/store/run_diagnosis.h"
#include "ui/bridge/latest_task.h"

namespace scalescope {

using DiagnosisResult = std::shared_ptr<const RunDiagnosis>;

/// Diagnoses stored runs on a thread of its own, one at a time.
class DiagnosisLoader : public QObject {
  Q_OBJECT

 public:
  explicit DiagnosisLoader(QObject* parent = nullptr);

  /// Of what was asked for while another is read, only the newest is read after it.
  void load(const std::string& store, qint64 run);

 signals:
  void loaded(qint64 run, scalescope::DiagnosisResult diagnosis);
  void failed(qint64 run, const QString& message);

 private:
  LatestTask task_;
};

}  // namespace scalescope
