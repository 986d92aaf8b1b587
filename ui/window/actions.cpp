#include "ui/window/actions.h"

#include <QAction>
#include <QCoreApplication>
#include <QKeySequence>

#include "ui/style/icons.h"

namespace scalescope {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("scalescope::Actions", text); }

QAction* make(QObject* parent, const QString& text, const QString& tip, const QKeySequence& keys,
              const QIcon& symbol = {}) {
  auto* action = new QAction(symbol, text, parent);
  action->setShortcut(keys);
  const QString shortcut = keys.toString(QKeySequence::NativeText);
  action->setToolTip(shortcut.isEmpty() ? tip : QString("%1 (%2)").arg(tip, shortcut));
  action->setWhatsThis(tip);  // a status tip would hide what the status bar shows
  return action;
}

QAction* makeCheckable(QObject* parent, const QString& text, const QString& tip,
                       const QKeySequence& keys) {
  QAction* action = make(parent, text, tip, keys);
  action->setCheckable(true);
  return action;
}

}  // namespace

Actions::Actions(QObject* parent)
    : openConfig(make(parent, tr("&Open configuration…"), tr("Open an experiment's configuration"),
                      QKeySequence::Open, icon(Symbol::open))),
      saveConfig(make(parent, tr("&Save configuration"), tr("Save the configuration"),
                      QKeySequence::Save, icon(Symbol::save))),
      saveConfigAs(make(parent, tr("Save configuration &as…"),
                        tr("Save the configuration under another name"),
                        QKeySequence("Ctrl+Shift+S"))),
      openStore(make(parent, tr("Open s&tore…"), tr("Open or create a file that runs are kept in"),
                     QKeySequence("Ctrl+Shift+O"))),
      exportPlots(make(parent, tr("&Export plots…"), tr("Save all plots as pictures into a folder"),
                       QKeySequence("Ctrl+E"))),
      quit(make(parent, tr("&Quit"), tr("Leave ScaleScope"), QKeySequence("Ctrl+Q"))),
      start(make(parent, tr("&Start"), tr("Train the experiment, or go on after a pause"),
                 QKeySequence("F5"), icon(Symbol::start))),
      pause(make(parent, tr("&Pause"), tr("Pause after the step in work"), QKeySequence("F6"),
                 icon(Symbol::pause))),
      step(make(parent, tr("One s&tep"), tr("Train one step of every run, then pause"),
                QKeySequence("F10"), icon(Symbol::step))),
      stop(make(parent, tr("St&op"), tr("End the experiment; its runs are kept"),
                QKeySequence("Shift+F5"), icon(Symbol::stop))),
      setScale(make(parent, tr("Set &loss scale…"), tr("Set the loss scale of a run by hand"),
                    QKeySequence("Ctrl+L"))),
      breakOverflow(makeCheckable(parent, tr("&Overflow"), tr("Pause when a value overflows"),
                                  QKeySequence("Ctrl+Shift+1"))),
      breakScale(makeCheckable(parent, tr("Loss &scale change"),
                               tr("Pause when a loss scale changes"),
                               QKeySequence("Ctrl+Shift+2"))),
      breakNan(makeCheckable(parent, tr("&NaN or infinite loss"),
                             tr("Pause when a loss is not finite"), QKeySequence("Ctrl+Shift+3"))),
      numberMicroscope(
          make(parent, tr("Number &microscope…"),
               tr("Show a value's bits, neighbours and rounding error in every format"),
               QKeySequence("Ctrl+M"))),
      resetLayout(make(parent, tr("&Reset layout"), tr("Put all docks back in place"),
                       QKeySequence("Ctrl+Shift+R"))),
      firstSteps(make(parent, tr("&First steps"), tr("A first experiment, step by step"),
                      QKeySequence("F1"))),
      about(make(parent, tr("&About ScaleScope"), tr("Version and licence"),
                 QKeySequence("Shift+F1"))) {
  quit->setMenuRole(QAction::QuitRole);
  about->setMenuRole(QAction::AboutRole);
  update(SessionState::idle, {});
}

void Actions::update(SessionState state, const QString& problem) {
  const bool idle = state == SessionState::idle;
  const bool busy = state == SessionState::running || state == SessionState::loading;
  const bool canBegin = (idle && problem.isEmpty()) || state == SessionState::paused;
  start->setEnabled(canBegin);
  start->setText(state == SessionState::paused ? tr("Re&sume") : tr("&Start"));
  const QString tip =
      start->whatsThis() + " (" + start->shortcut().toString(QKeySequence::NativeText) + ")";
  start->setToolTip(idle && !problem.isEmpty() ? tr("Cannot start: %1").arg(problem) : tip);
  step->setEnabled(canBegin);
  pause->setEnabled(busy);
  stop->setEnabled(busy || state == SessionState::paused);
  setScale->setEnabled(busy || state == SessionState::paused);
  for (QAction* action : {openConfig, openStore}) action->setEnabled(idle);
}

Breakpoints Actions::breakpoints() const {
  Breakpoints breakpoints;
  breakpoints.overflow = breakOverflow->isChecked();
  breakpoints.scaleChange = breakScale->isChecked();
  breakpoints.nan = breakNan->isChecked();
  return breakpoints;
}

}  // namespace scalescope
