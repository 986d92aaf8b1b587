#include "ui/plots/plot_export.h"

#include <QDir>

#include "core/base/error.h"

namespace scalescope {
namespace {

void write(const PlotModel& model, const std::vector<PlotKind>& kinds, const PictureLook& look,
           const QString& path) {
  const XRange range = model.dataRange().value_or(XRange{0.0, 10.0});
  if (!writePicture(model, range, kinds, look, PictureFormat::png, path)) {
    fail(path.toStdString(), phrase("the picture cannot be written here"));
  }
}

}  // namespace

QStringList exportPlots(const std::vector<PlottedRun>& runs, const PlotSettings& settings,
                        const PictureLook& look, const QString& directory) {
  PlotModel model;
  model.settings = settings;
  RunKey key = 0;
  for (const PlottedRun& run : runs) {
    PlotRun& plotted = model.add(key++, run.look);
    for (const StepRecord& record : run.steps) plotted.series.append(record);
    for (const EvaluationRecord& record : run.evaluations) plotted.series.append(record);
  }
  while (!model.updateSmoothing()) {
  }
  const QDir folder(directory);
  if (!folder.mkpath(QStringLiteral("."))) {
    fail(directory.toStdString(), phrase("this directory cannot be made"));
  }
  QStringList written{folder.filePath(QStringLiteral("plots.png"))};
  write(model, {allPlotKinds.begin(), allPlotKinds.end()}, look, written.front());
  PictureLook single = look;
  single.size = QSize(look.size.width() * 2 / 3, look.size.height() / 2);
  for (const PlotKind kind : allPlotKinds) {
    const QString name = QLatin1String(traits(kind).fileName) + QStringLiteral(".png");
    written.append(folder.filePath(name));
    write(model, {kind}, single, written.back());
  }
  return written;
}

}  // namespace scalescope
