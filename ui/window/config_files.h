#pragma once

#include <QString>

#include "core/train/experiment_config.h"

class QWidget;

namespace scalescope {

/// Writes a configuration so that either the old or the whole new file is there; Error (failed) if
/// it cannot be. Paths below the file's folder are written relative to it.
void writeExperiment(const QString& path, const ExperimentConfig& config);
/// A message that does not stop the window from working.
void showError(QWidget* parent, const QString& title, const QString& message);

}  // namespace scalescope
