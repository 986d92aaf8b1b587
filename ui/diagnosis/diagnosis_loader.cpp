#include "ui/diagnosis/diagnosis_loader.h"

#include <exception>

namespace scalescope {

DiagnosisLoader::DiagnosisLoader(QObject* parent) : QObject(parent) { pool_.setMaxThreadCount(1); }

DiagnosisLoader::~DiagnosisLoader() { pool_.waitForDone(); }

void DiagnosisLoader::load(const std::string& store, qint64 run) {
  if (reading_) {
    next_ = {store, run};
    return;
  }
  reading_ = true;
  pool_.start([this, store, run] {
    auto diagnosis = std::make_shared<RunDiagnosis>();
    QString failure;
    try {
      const StoreReader reader(store);
      *diagnosis = diagnose(reader, reader.run(run));
    } catch (const std::exception& error) {
      failure = QString::fromStdString(error.what());
    }
    QMetaObject::invokeMethod(this,
                              [this, run, diagnosis, failure] { finish(run, diagnosis, failure); });
  });
}

void DiagnosisLoader::finish(qint64 run, const DiagnosisResult& diagnosis, const QString& failure) {
  reading_ = false;
  if (const auto next = std::exchange(next_, std::nullopt)) load(next->first, next->second);
  if (failure.isEmpty()) {
    emit loaded(run, diagnosis);
  } else {
    emit failed(run, failure);
  }
}

}  // namespace scalescope
