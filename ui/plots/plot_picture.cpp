#include "ui/plots/plot_picture.h"

#include <QFile>
#include <QSvgGenerator>

#include "ui/plots/plot_text.h"
#include "ui/plots/plot_view.h"

namespace scalescope {
namespace {

bool writeSvg(PlotView& view, QSize size, const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly)) return false;
  QSvgGenerator generator;
  generator.setOutputDevice(&file);
  generator.setSize(size);
  generator.setViewBox(QRect(QPoint(0, 0), size));
  generator.setTitle(PlotText::tr("ScaleScope plots"));
  QCPPainter painter;
  if (!painter.begin(&generator)) return false;
  painter.setMode(QCPPainter::pmVectorized);
  painter.setMode(QCPPainter::pmNoCaching);
  view.toPainter(&painter, size.width(), size.height());
  painter.end();
  return file.flush() && file.error() == QFileDevice::NoError;
}

}  // namespace

bool writePicture(const PlotModel& model, const XRange& range, const std::vector<PlotKind>& kinds,
                  const PictureLook& look, PictureFormat format, const QString& path) {
  XNavigator navigator;
  navigator.setData(range);
  PlotView view(model, navigator, kinds);
  view.setLegendShown(true);
  view.setTheme(PlotTheme::from(look.palette, look.font));
  view.prepare(look.size);
  switch (format) {
    case PictureFormat::png:
      return view.savePng(path, look.size.width(), look.size.height(), 2.0);
    case PictureFormat::svg:
      return writeSvg(view, look.size, path);
    case PictureFormat::pdf:
      return view.savePdf(path, look.size.width(), look.size.height());
  }
  return false;
}

PictureFormat formatOf(const QString& path) {
  if (path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) return PictureFormat::svg;
  if (path.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive)) return PictureFormat::pdf;
  return PictureFormat::png;
}

}  // namespace scalescope
