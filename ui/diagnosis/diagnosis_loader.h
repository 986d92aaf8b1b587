#pragma once

#include <QObject>
#include <QThreadPool>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/store/run_diagnosis.h"

namespace scalescope {

using DiagnosisResult = std::shared_ptr<const RunDiagnosis>;

/// Diagnoses stored runs on a thread of its own, one at a time.
class DiagnosisLoader : public QObject {
  Q_OBJECT

 public:
  explicit DiagnosisLoader(QObject* parent = nullptr);
  ~DiagnosisLoader() override;

  /// Of what was asked for while another is read, only the newest is read after it.
  void load(const std::string& store, qint64 run);

 signals:
  void loaded(qint64 run, scalescope::DiagnosisResult diagnosis);
  void failed(qint64 run, const QString& message);

 private:
  void finish(qint64 run, const DiagnosisResult& diagnosis, const QString& failure);

  QThreadPool pool_;
  bool reading_ = false;
  std::optional<std::pair<std::string, qint64>> next_;
};

}  // namespace scalescope
