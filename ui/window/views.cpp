// Views of the plots that are kept under a name.
#include <QInputDialog>
#include <QMenu>
#include <algorithm>
#include <iterator>

#include "ui/plots/plot_panel.h"
#include "ui/window/main_window.h"
#include "ui/window/plot_controller.h"
#include "ui/window/saved_view.h"

namespace scalescope {

void MainWindow::addSavedViews(QMenu* view) {
  savedViews_ = view->addMenu(tr("Saved &views"));
  fillSavedViews();
}

void MainWindow::fillSavedViews() {
  savedViews_->clear();
  QAction* save = savedViews_->addAction(tr("&Save this view…"), this, &MainWindow::askViewName);
  save->setShortcut(QKeySequence("Ctrl+D"));
  save->setToolTip(tr("Keep the runs, axes, smoothing and zoom of the plots under a name"));
  const std::vector<SavedView> views = savedViewsFrom(settings_.views());
  if (views.empty()) return;
  savedViews_->addSeparator();
  constexpr int kMostKeys = 9;
  int number = 1;
  for (const SavedView& each : views) {
    const QString name = each.name;
    QAction* show = savedViews_->addAction(QString(name).replace('&', "&&"), this,
                                           [this, name] { showView(name); });
    if (number <= kMostKeys) show->setShortcut(QKeySequence(QString("Ctrl+Alt+%1").arg(number++)));
  }
  savedViews_->addSeparator();
  QMenu* remove = savedViews_->addMenu(tr("&Delete view"));
  for (const SavedView& each : views) {
    const QString name = each.name;
    remove->addAction(QString(name).replace('&', "&&"), this, [this, name] {
      std::vector<SavedView> left = savedViewsFrom(settings_.views());
      std::erase_if(left, [&](const SavedView& other) { return other.name == name; });
      settings_.saveViews(toVariant(left));
      // The menu that this comes from must not go while it is open.
      QMetaObject::invokeMethod(this, &MainWindow::fillSavedViews, Qt::QueuedConnection);
    });
  }
}

void MainWindow::askViewName() {
  const std::size_t count = savedViewsFrom(settings_.views()).size();
  bool given = false;
  const QString name =
      QInputDialog::getText(this, tr("Save this view"), tr("Name of the view"), QLineEdit::Normal,
                            tr("View %1").arg(count + 1), &given)
          .trimmed();
  if (given && !name.isEmpty()) saveView(name);
}

void MainWindow::saveView(const QString& name) {
  SavedView view{name,
                 QString::fromStdString(store_->path()),
                 {},
                 controller_->grouping(),
                 plots_->saveView()};
  for (const auto& run : plots_->model().runs())
    if (run->visible && run->key > 0) view.runs.push_back(run->key);
  std::vector<SavedView> views = savedViewsFrom(settings_.views());
  keep(views, std::move(view));
  settings_.saveViews(toVariant(views));
  fillSavedViews();
}

/// Runs that train stay: a view of others must not hide what goes on.
void MainWindow::showView(const QString& name) {
  const std::vector<SavedView> views = savedViewsFrom(settings_.views());
  const auto found = std::find_if(views.begin(), views.end(),
                                  [&](const SavedView& view) { return view.name == name; });
  if (found == views.end()) return;
  if (found->store == QString::fromStdString(store_->path())) {
    const bool training = session_.active();
    for (int row = 0; row < runs_.rowCount(); ++row) {
      const qint64 id = runs_.run(row).id;
      if (!training || !controller_->live().contains(id)) runs_.setOverlaid(id, false);
    }
    // In their order: colours are given out by it.
    for (const qint64 id : found->runs) {
      if (!runs_.find(id)) continue;
      runs_.setOverlaid(id, true);
      plots_->setRunVisible(id, true);
    }
  }
  plots_->restoreView(found->plots);
  controller_->setGrouping(found->grouping);
}

}  // namespace scalescope
