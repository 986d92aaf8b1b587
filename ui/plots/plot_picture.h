#pragma once

#include <QFont>
#include <QPalette>
#include <QSize>
#include <QString>
#include <vector>

#include "ui/plots/plot_model.h"

namespace scalescope {

enum class PictureFormat { png, svg, pdf };

/// How a picture is drawn, whatever the screen shows.
struct PictureLook {
  QPalette palette;
  QFont font;
  QSize size{1200, 800};  ///< PNG files have twice as many pixels each way
};

/// Writes some of the plots, with a legend, as one picture. False: the file could not be written.
bool writePicture(const PlotModel& model, const XRange& range, const std::vector<PlotKind>& kinds,
                  const PictureLook& look, PictureFormat format, const QString& path);

/// The format that a file name's ending stands for; PNG where it says nothing.
PictureFormat formatOf(const QString& path);

}  // namespace scalescope
