// Theme and language, chosen in the View menu and remembered.
#include <QActionGroup>
#include <QMenu>
#include <QStatusBar>

#include "ui/style/translation.h"
#include "ui/window/config_files.h"
#include "ui/window/main_window.h"

namespace scalescope {
namespace {

QAction* addChoice(QMenu* menu, QActionGroup* group, const QString& text, const char* keys,
                   bool chosen) {
  QAction* action = menu->addAction(text);
  action->setCheckable(true);
  action->setChecked(chosen);
  action->setShortcut(QKeySequence(QLatin1String(keys)));
  group->addAction(action);
  return action;
}

}  // namespace

void MainWindow::addThemeChoice(QMenu* view) {
  QMenu* menu = view->addMenu(tr("&Theme"));
  auto* group = new QActionGroup(menu);
  const auto add = [&](const QString& text, const char* keys, Theme theme) {
    QAction* action = addChoice(menu, group, text, keys, settings_.theme() == theme);
    connect(action, &QAction::triggered, this, [this, theme] {
      settings_.setTheme(theme);
      emit themeChosen(theme);
    });
  };
  add(tr("As the &system"), "Ctrl+T, S", Theme::system);
  add(tr("Li&ght"), "Ctrl+T, L", Theme::light);
  add(tr("&Dark"), "Ctrl+T, D", Theme::dark);
}

/// Languages are called by their own names: who looks for one knows that.
void MainWindow::addLanguageChoice(QMenu* view) {
  QMenu* menu = view->addMenu(tr("Lan&guage"));
  auto* group = new QActionGroup(menu);
  const auto add = [&](const QString& text, const char* keys, const QString& language) {
    QAction* action = addChoice(menu, group, text, keys, settings_.language() == language);
    connect(action, &QAction::triggered, this, [this, language] {
      settings_.setLanguage(language);
      statusBar()->showMessage(tr("The language changes when ScaleScope starts again."), 8000);
    });
  };
  add(tr("As the &system"), "Ctrl+T, A", {});
  add(QStringLiteral("&English"), "Ctrl+T, E", QStringLiteral("en"));
  add(QStringLiteral("简体中文(&Z)"), "Ctrl+T, Z", QStringLiteral("zh_CN"));
}

}  // namespace scalescope
