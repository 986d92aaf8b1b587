#include <QContextMenuEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>

#include "ui/plots/plot_panel.h"
#include "ui/plots/plot_view.h"

namespace scalescope {

void PlotPanel::contextMenuEvent(QContextMenuEvent* event) {
  showMenu(view_->mapFrom(this, event->pos()));
}

void PlotPanel::showMenu(const QPoint& inView) {
  const PlotCell* cell = view_->cellAt(inView);
  QMenu menu(this);
  menu.addAction(tr("Back to the view before"), this, &PlotPanel::zoomBack)
      ->setEnabled(navigator_.canGoBack());
  menu.addAction(tr("Show all steps"), this, &PlotPanel::resetZoom)
      ->setEnabled(!navigator_.following());
  if (cell != nullptr && traits(cell->kind()).plain != traits(cell->kind()).log) {
    const PlotKind kind = cell->kind();
    menu.addSeparator();
    QAction* log = menu.addAction(tr("Logarithmic axis"));
    log->setCheckable(true);
    log->setChecked(model_.settings.logAxis[indexOf(kind)]);
    connect(log, &QAction::toggled, this, [this, kind](bool on) { setLogAxis(kind, on); });
  }
  menu.addSeparator();
  if (cell != nullptr) {
    menu.addAction(tr("Save this plot…"), this,
                   [this, kind = cell->kind()] { askForPicture(kind); });
  }
  menu.addAction(tr("Save all plots…"), this, [this] { askForPicture(std::nullopt); });
  menu.exec(view_->mapToGlobal(inView));
}

void PlotPanel::askForPicture(std::optional<PlotKind> kind) {
  const QString name = kind ? QString::fromLatin1(traits(*kind).fileName) : QStringLiteral("plots");
  QString filter;
  QString path = QFileDialog::getSaveFileName(
      this, tr("Save picture"), name + QStringLiteral(".png"),
      tr("PNG picture (*.png);;SVG drawing (*.svg);;PDF document (*.pdf)"), &filter);
  if (path.isEmpty()) return;
  if (QFileInfo(path).suffix().isEmpty()) {
    path += filter.contains(QLatin1String("*.svg"))   ? QStringLiteral(".svg")
            : filter.contains(QLatin1String("*.pdf")) ? QStringLiteral(".pdf")
                                                      : QStringLiteral(".png");
  }
  if (!savePicture(path, formatOf(path), kind)) {
    QMessageBox::warning(this, tr("Save picture"),
                         tr("%1 could not be written.").arg(QDir::toNativeSeparators(path)));
  }
}

bool PlotPanel::savePicture(const QString& path, PictureFormat format, std::optional<PlotKind> kind,
                            const std::optional<QPalette>& colours) {
  const std::vector<PlotKind> all(allPlotKinds.begin(), allPlotKinds.end());
  PictureLook look;
  look.palette = colours.value_or(palette());
  look.font = font();
  if (const auto range = model_.dataRange()) navigator_.setData(*range);
  while (!model_.updateSmoothing()) {
  }
  if (kind) look.size = QSize(800, 400);
  return writePicture(model_, navigator_.view(), kind ? std::vector{*kind} : all, look, format,
                      path);
}

}  // namespace scalescope
