// For a projector: large type, thick lines, and nothing but the plots and what starts them.
#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>
#include <QStatusBar>
#include <QTimer>

#include "ui/plots/plot_panel.h"
#include "ui/window/main_window.h"
#include "ui/window/start_banner.h"
#include "ui/window/toolbar.h"

namespace scalescope {
namespace {

constexpr double kLargerType = 1.6;
constexpr double kThickerLines = 2.0;

/// Until every part has it, and has asked for the room that it takes.
void setFont(const QFont& font, const QWidget& window) {
  QApplication::setFont(font);
  QCoreApplication::sendPostedEvents(nullptr, QEvent::ApplicationFontChange);
  // QComboBox keeps its least size through a change of font; one of style makes it forget.
  for (QComboBox* box : window.findChildren<QComboBox*>()) {
    QEvent event(QEvent::StyleChange);
    QApplication::sendEvent(box, &event);
  }
  QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
}

}  // namespace

void MainWindow::addPresentationAction(QMenu* view) {
  present_ = view->addAction(tr("&Presentation mode"));
  present_->setCheckable(true);
  present_->setShortcut(QKeySequence(Qt::Key_F11));
  present_->setToolTip(tr("Large type, thick lines and few controls, for a projector (%1)")
                           .arg(present_->shortcut().toString(QKeySequence::NativeText)));
  connect(present_, &QAction::toggled, this, &MainWindow::setPresenting);
  toolBar_->addLeave(*present_);
}

void MainWindow::showFewControls(bool few) {
  // Without height, but there: shortcuts and Alt with a menu's letter work on.
  menuBar()->setMaximumHeight(few ? 0 : QWIDGETSIZE_MAX);
  statusBar()->setMaximumHeight(few ? 0 : QWIDGETSIZE_MAX);
  toolBar_->setFew(few);
  plots_->setControlsVisible(!few);
}

void MainWindow::setPresenting(bool on) {
  if (on == presenting_.has_value()) return;
  if (on) {
    presenting_ =
        Presenting{saveState(), QApplication::font(), isFullScreen(), !banner_->isHidden()};
    for (QDockWidget* dock : findChildren<QDockWidget*>()) dock->hide();
    banner_->hide();
    showFewControls(true);
    QFont font = presenting_->font;
    font.setPointSizeF(font.pointSizeF() * kLargerType);
    scalescope::setFont(font, *this);
    plots_->setLineScale(kThickerLines);
    showFullScreen();
  } else {
    const Presenting before = *presenting_;
    presenting_.reset();
    plots_->setLineScale(1.0);
    scalescope::setFont(before.font, *this);
    if (!before.fullScreen) showNormal();
    showFewControls(false);
    banner_->setVisible(before.banner && plots_->model().runs().empty());
    restoreState(before.layout);
    // Once more when no part asks for the room of large type any longer.
    QTimer::singleShot(0, this, [this, layout = before.layout] {
      if (!presenting_) restoreState(layout);
    });
  }
  present_->setChecked(on);
}

}  // namespace scalescope
