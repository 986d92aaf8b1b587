#include "ui/runs/run_label.h"

#include "core/store/run_configuration.h"
#include "ui/style/translation.h"

namespace scalescope {

QString sweepValues(const RunInfo& run) {
  // Its experiment is called "NAME: lr=0.1, seed=2", and it bears the tag "sweep:NAME".
  const QString experiment = QString::fromStdString(run.experiment);
  for (const std::string& each : run.tags) {
    const QString tag = QString::fromStdString(each);
    const QString begin = tag.section(':', 1) + ": ";
    if (tag.startsWith("sweep:") && experiment.startsWith(begin))
      return experiment.mid(begin.size());
  }
  return {};
}

QString runLabel(const RunInfo& run) {
  const QString name = run.name.empty() ? QStringLiteral("–") : QString::fromStdString(run.name);
  const QString values = sweepValues(run);
  return QString("%1 (%2)").arg(values.isEmpty() ? name : name + ", " + values).arg(run.id);
}

QString precisionText(const RunInfo& run) {
  const QString policy = QString::fromStdString(run.precision);
  return hasLayerOverrides(run) ? tr("%1, own formats").arg(policy) : policy;
}

}  // namespace scalescope
