#pragma once

#include <QObject>
#include <vector>

#include "core/train/run_edit.h"
#include "ui/debug/held_watch.h"

class QWidget;

namespace scalescope {

struct Actions;
class HeldBanner;

/// What a person does to an experiment that trains or waits: breakpoints, changes, injections.
class DebugController : public QObject {
  Q_OBJECT

 public:
  DebugController(ExperimentSession& session, const Actions& actions, QWidget& window);

  HeldBanner* banner() const { return banner_; }
  void begin(const ExperimentConfig& config);  ///< this is about to train

 private:
  void showHeld();
  void askEdit();
  void askInjection();
  void takeEvents(const EventBatch& events);

  ExperimentSession& session_;
  QWidget& window_;
  HeldWatch watch_;
  HeldBanner* banner_;
  ExperimentConfig config_;
  std::vector<RunEdit> edits_;  ///< by run, that the engine has taken
};

}  // namespace scalescope
