#include "ui/window/actions.h"

#include <QAction>
#include <QKeySequence>

#include "ui/style/icons.h"

namespace scalescope {
namespace {

QAction* make(QObject* parent, const QString& text, const QString& tip, const QKeySequence& keys,
              const QIcon& symbol = {}) {
  auto* action = new QAction(symbol, text, parent);
  action->setShortcut(keys);
  const QString shortcut = keys.toString(QKeySequence::NativeText);
  action->setToolTip(shortcut.isEmpty() ? tip : QString("%1 (%2)").arg(tip, shortcut));
  action->setWhatsThis(tip);  // a status tip would hide what the status bar shows
  return action;
}

/// Arms a condition; its text has the condition's value.
QAction* makeBreakOn(QObject* parent, BreakpointChoice& choice,
                     BreakpointChoice::Condition condition) {
  const QKeySequence keys(QString("Ctrl+Shift+%1").arg(condition + 1));
  QAction* action = make(parent, choice.text(condition), BreakpointChoice::tip(condition), keys);
  action->setCheckable(true);
  QObject::connect(action, &QAction::toggled, &choice,
                   [&choice, condition](bool on) { choice.arm(condition, on); });
  QObject::connect(&choice, &BreakpointChoice::changed, action, [&choice, condition, action] {
    action->setChecked(choice.armed(condition));
    action->setText(choice.text(condition));
  });
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
      exportScript(
          make(parent, tr("Export as &PyTorch script…"),
               tr("Save what Setup trains as a Python script with torch.amp, and the initial "
                  "weights that it starts from"),
               QKeySequence("Ctrl+Shift+E"))),
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
      edit(make(parent, tr("&Change a run…"),
                tr("Change a run's learning rate, clipping or formats while it trains"),
                QKeySequence("Ctrl+Shift+L"))),
      inject(make(parent, tr("&Inject a fault…"),
                  tr("Plant a fault on purpose: spike a tensor, write NaN, set the loss scale"),
                  QKeySequence("Ctrl+Shift+I"))),
      breakpoints(new BreakpointChoice(parent)),
      numberMicroscope(
          make(parent, tr("Number &microscope…"),
               tr("Show a value's bits, neighbours and rounding error in every format"),
               QKeySequence("Ctrl+M"))),
      resetLayout(make(parent, tr("&Reset layout"), tr("Put all docks back in place"),
                       QKeySequence("Ctrl+Shift+R"))),
      guide(make(parent, tr("&User guide"), tr("What the window shows, and how to use it"),
                 QKeySequence("F1"))),
      firstSteps(make(parent, tr("&First steps"), tr("A first experiment, step by step"),
                      QKeySequence("Ctrl+F1"))),
      about(make(parent, tr("&About ScaleScope"), tr("Version and licence"),
                 QKeySequence("Shift+F1"))) {
  quit->setMenuRole(QAction::QuitRole);
  about->setMenuRole(QAction::AboutRole);
  for (int i = 0; i < BreakpointChoice::conditions; ++i) {
    breakOn << makeBreakOn(parent, *breakpoints, static_cast<BreakpointChoice::Condition>(i));
  }
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
  for (QAction* action : {setScale, edit, inject}) {
    action->setEnabled(busy || state == SessionState::paused);
  }
  for (QAction* action : {openConfig, openStore}) action->setEnabled(idle);
}

}  // namespace scalescope
