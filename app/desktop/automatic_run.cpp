#include "automatic_run.h"

#include <QApplication>
#include <QTimer>
#include <cstdio>

#include "ui/lessons/lesson_player.h"
#include "ui/window/toolbar.h"

namespace scalescope {
namespace {

constexpr int settleTime = 2500;  // ms for the drawing of the last steps, and what is read of them
constexpr int reportInterval = 2000;  // ms
constexpr int failedCode = 1;

}  // namespace

AutomaticRun::AutomaticRun(MainWindow& window, const Arguments& arguments, QObject* parent)
    : QObject(parent), window_(window), arguments_(arguments) {}

void AutomaticRun::begin() {
  ExperimentSession& session = window_.session();
  connect(&session, &ExperimentSession::progressChanged, this, &AutomaticRun::report);
  connect(&session, &ExperimentSession::failed, this,
          [this](const QString& message) { leave(failedCode, message); });
  connect(&session, &ExperimentSession::finished, this, [this] {
    if (!arguments_.plots.empty()) return savePlots();
    if (!arguments_.lesson.empty()) return;
    // The experiment was shorter than the steps asked for.
    if (!taken_) takePicture();
  });
  connect(&session, &ExperimentSession::stateChanged, this, [this](SessionState state) {
    const bool held = state == SessionState::paused && arguments_.lesson.empty();
    if (held && !arguments_.screenshot.empty() && !taken_) takePicture();
  });
  if (!arguments_.dock.empty()) window_.showDock(QString::fromStdString(arguments_.dock));
  sinceReport_.start();
  if (!arguments_.lesson.empty()) {
    if (arguments_.page > window_.lessons().pages()) {
      return leave(failedCode,
                   QString("--page: the lesson has %1 pages").arg(window_.lessons().pages()));
    }
    connect(&window_.lessons(), &LessonPlayer::changed, this, &AutomaticRun::turnPages,
            Qt::QueuedConnection);
    return turnPages();
  }
  if (!arguments_.screenshot.empty() && arguments_.afterSteps == 0) return takePicture();
  window_.startTraining();
}

void AutomaticRun::report(const SessionProgress& progress) {
  if (sinceReport_.hasExpired(reportInterval)) {
    sinceReport_.restart();
    std::fprintf(stderr, "%s, %.1f steps/s\n", qPrintable(progressText(progress)),
                 progress.stepsPerSecond);
  }
  if (arguments_.screenshot.empty() || !arguments_.lesson.empty() || taken_ ||
      progress.done < arguments_.afterSteps)
    return;
  takePicture();
}

/// On to the page that is to be pictured, and to the end of what it trains.
void AutomaticRun::turnPages() {
  LessonPlayer& player = window_.lessons();
  if (taken_) return;
  if (player.page() + 1 < arguments_.page && player.canGoOn()) return player.goOn();
  const PageTraining training = player.training();
  if (training == PageTraining::none || training == PageTraining::reached) takePicture();
}

void AutomaticRun::takePicture() {
  taken_ = true;
  QTimer::singleShot(settleTime, this, [this] {
    const QString path = QString::fromStdString(arguments_.screenshot);
    if (!window_.grab().save(path, "PNG")) return leave(failedCode, path + ": cannot be written");
    leave(0);
  });
}

void AutomaticRun::savePlots() {
  const QString folder = QString::fromStdString(arguments_.plots);
  if (!window_.exportPlots(folder))
    return leave(failedCode, folder + ": the plots cannot be written");
  leave(0);
}

// Runs that still train are stopped first, so that the store holds how they ended.
void AutomaticRun::leave(int code, const QString& message) {
  if (!message.isEmpty()) std::fprintf(stderr, "scalescope: %s\n", qPrintable(message));
  if (code != 0 && code_ == 0) code_ = code;
  taken_ = true;
  disconnect(&window_.session(), nullptr, this, nullptr);
  if (!window_.session().active()) return QApplication::exit(code_);
  connect(&window_.session(), &ExperimentSession::finished, this,
          [this] { QApplication::exit(code_); });
  window_.session().stop();
}

}  // namespace scalescope
