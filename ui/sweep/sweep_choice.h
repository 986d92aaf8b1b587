#pragma once

#include <QString>
#include <QVariantMap>
#include <vector>

#include "core/sweep/sweep_plan.h"

namespace scalescope {

/// One value of the configuration and what it becomes, as a person wrote it.
struct SweepChoiceAxis {
  QString pointer;  ///< "/optimizer/lr"
  QString values;   ///< "0.01, 0.1", "1e-4..1e-1 log 4"
};

/// What a person wants swept.
struct SweepChoice {
  QString name;  ///< empty: the configuration's
  std::vector<SweepChoiceAxis> axes;
  bool together = false;  ///< the values change together, not each with each
  int jobs = 0;           ///< points at a time; 0: as many as the device keeps busy
};

/// Of the configuration with these changes. Refused with the place and what is allowed, as by
/// planSweep; also if there is no axis.
SweepPlan planOf(const ExperimentConfig& config, const SweepChoice& choice);

// For the window's settings.
QVariantMap toVariant(const SweepChoice& choice);
SweepChoice sweepChoiceFrom(const QVariantMap& map);

}  // namespace scalescope
