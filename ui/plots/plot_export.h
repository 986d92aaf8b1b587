#pragma once

#include <QString>
#include <QStringList>
#include <vector>

#include "ui/plots/plot_picture.h"

namespace scalescope {

/// What one run left behind.
struct PlottedRun {
  RunLook look;
  std::vector<StepRecord> steps;              ///< ascending in step
  std::vector<EvaluationRecord> evaluations;  ///< ascending in step
};

/// Writes all plots as plots.png, and each by itself (loss.png, loss-scale.png …), into a directory
/// that is made where it is missing. Needs a QApplication but no display (platform "offscreen").
/// Returns the paths written; throws Error (fail) that names the file which could not be.
QStringList exportPlots(const std::vector<PlottedRun>& runs, const PlotSettings& settings,
                        const PictureLook& look, const QString& directory);

}  // namespace scalescope
