#include "ui/diagnosis/diagnosis_loader.h"

#include <exception>

#include "ui/style/window_phrases.h"

namespace scalescope {

DiagnosisLoader::DiagnosisLoader(QObject* parent) : QObject(parent), task_(*this) {}

void DiagnosisLoader::load(const std::string& store, qint64 run) {
  task_.run([this, store, run]() -> LatestTask::Delivery {
    try {
      const StoreReader reader(store);
      const auto diagnosis =
          std::make_shared<const RunDiagnosis>(diagnose(reader, reader.run(run), windowPhrases()));
      return [this, run, diagnosis] { emit loaded(run, diagnosis); };
    } catch (const std::exception& error) {
      const QString message = errorText(error);
      return [this, run, message] { emit failed(run, message); };
    }
  });
}

}  // namespace scalescope
