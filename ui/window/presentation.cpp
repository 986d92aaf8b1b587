// For a projector: large type, thick lines, and nothing but the plots and what starts them.
#include <QApplication>
#include <QDockWidget>
#include <QMenu>
#include <QStatusBar>

#include "ui/plots/plot_panel.h"
#include "ui/window/main_window.h"
#include "ui/window/toolbar.h"

namespace scalescope {
namespace {

constexpr double kLargerType = 1.6;
constexpr double kThickerLines = 2.0;

}  // namespace

void MainWindow::addPresentationAction(QMenu* view) {
  present_ = view->addAction(tr("&Presentation mode"));
  present_->setCheckable(true);
  present_->setShortcut(QKeySequence(Qt::Key_F11));
  present_->setToolTip(tr("Large type, thick lines and few controls, for a projector (%1)")
                           .arg(present_->shortcut().toString(QKeySequence::NativeText)));
  connect(present_, &QAction::toggled, this, &MainWindow::setPresenting);
}

void MainWindow::setPresenting(bool on) {
  if (on == presenting_.has_value()) return;
  if (on) {
    presenting_ = Presenting{saveState(), QApplication::font(), isFullScreen()};
    for (QDockWidget* dock : findChildren<QDockWidget*>()) dock->hide();
    statusBar()->hide();
    QFont font = presenting_->font;
    font.setPointSizeF(font.pointSizeF() * kLargerType);
    QApplication::setFont(font);
    plots_->setLineScale(kThickerLines);
    showFullScreen();
  } else {
    const Presenting before = *presenting_;
    presenting_.reset();
    plots_->setLineScale(1.0);
    QApplication::setFont(before.font);
    if (!before.fullScreen) showNormal();
    statusBar()->show();
    restoreState(before.layout);
  }
  present_->setChecked(on);
}

}  // namespace scalescope
