#pragma once

#include <QCoreApplication>
#include <QList>

#include "ui/bridge/session.h"
#include "ui/debug/breakpoint_choice.h"

class QAction;
class QObject;

namespace scalescope {

/// What a person can do in the window, each with icon, shortcut, tooltip; shared by menus and
/// toolbar.
struct Actions {
  Q_DECLARE_TR_FUNCTIONS(scalescope::Actions)

 public:
  explicit Actions(QObject* parent);

  /// What can be done in a state; `problem` is why an experiment could not start.
  void update(SessionState state, const QString& problem);

  QAction *openConfig, *saveConfig, *saveConfigAs, *openStore, *exportPlots, *exportScript, *quit;
  QAction *undo = nullptr, *redo = nullptr;
  QAction *start, *pause, *step, *stop, *setScale, *edit, *inject;
  BreakpointChoice* breakpoints;
  QList<QAction*> breakOn;  ///< by BreakpointChoice::Condition
  QAction *numberMicroscope, *resetLayout, *guide, *firstSteps, *about;
};

}  // namespace scalescope
