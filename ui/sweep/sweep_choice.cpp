#include "ui/sweep/sweep_choice.h"

#include <QVariantList>

#include "core/base/error.h"

namespace scalescope {

SweepPlan planOf(const ExperimentConfig& config, const SweepChoice& choice) {
  SweepSpec spec;
  spec.name = choice.name.trimmed().isEmpty() ? config.name : choice.name.trimmed().toStdString();
  spec.configuration = Json::parse(toJson(config).dump());
  spec.source = "sweep";
  spec.folder = std::filesystem::current_path();
  for (const SweepChoiceAxis& axis : choice.axes) {
    const QString pointer = axis.pointer.trimmed();
    if (pointer.isEmpty() && axis.values.trimmed().isEmpty()) continue;
    const std::string text = (pointer + '=' + axis.values.trimmed()).toStdString();
    (choice.together ? spec.zip : spec.grid).push_back(parseSweepAxis(text, spec.source));
  }
  if (spec.zip.empty() && spec.grid.empty())
    refuse(spec.source, phrase("expected at least one value to be changed"));
  return planSweep(spec);
}

QVariantMap toVariant(const SweepChoice& choice) {
  QVariantList axes;
  for (const SweepChoiceAxis& axis : choice.axes)
    axes << QVariantMap{{"pointer", axis.pointer}, {"values", axis.values}};
  return {
      {"name", choice.name}, {"axes", axes}, {"together", choice.together}, {"jobs", choice.jobs}};
}

SweepChoice sweepChoiceFrom(const QVariantMap& map) {
  SweepChoice choice;
  choice.name = map["name"].toString();
  for (const QVariant& each : map["axes"].toList()) {
    const QVariantMap axis = each.toMap();
    choice.axes.push_back({axis["pointer"].toString(), axis["values"].toString()});
  }
  choice.together = map["together"].toBool();
  choice.jobs = map["jobs"].toInt();
  return choice;
}

}  // namespace scalescope
