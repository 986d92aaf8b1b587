#pragma once

#include <QMainWindow>
#include <functional>
#include <memory>
#include <optional>

#include "core/exchange/export_run.h"
#include "core/lessons/lesson.h"
#include "core/sweep/sweep_plan.h"
#include "core/train/devices.h"
#include "ui/bridge/session.h"
#include "ui/bridge/store_handle.h"
#include "ui/log/log_model.h"
#include "ui/runs/runs_model.h"
#include "ui/runs/runs_service.h"
#include "ui/setup/config_document.h"
#include "ui/window/actions.h"
#include "ui/window/window_settings.h"

namespace scalescope {

class DebugController;
class DiagnosisPanel;
class DivergencePanel;
class FileCommands;
class HighlightFrame;
class LessonPanel;
class LessonPlayer;
class MicroscopeDialog;
class HelpWindow;
class InspectorPanel;
class LogView;
class PlotController;
class PlotPanel;
class RunsView;
class SetupPanel;
class StartBanner;
class SweepWindow;
class TrainingStatusBar;
class TrainingToolBar;

/// What a window needs from outside; tests put in their own.
struct WindowOptions {
  using EngineMaker =
      std::function<EngineFactory(const ExperimentConfig&, std::shared_ptr<StoreHandle>)>;

  QString settingsFile;  ///< empty: the user's
  QString store;         ///< empty: the one used last, else the default
  QString lessons;       ///< their folder; empty: the program's
  QString configPath;    ///< empty: the experiment used last, else the default one
  QSize size;  ///< of a window whose layout is not remembered; empty: as the screen allows
  std::vector<DeviceEntry> devices;
  EngineMaker engine;  ///< empty: real training
};

/// Puts the parts together: setup left, plots in the middle, runs right, log below.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  explicit MainWindow(WindowOptions options, QWidget* parent = nullptr);
  ~MainWindow() override;

  ExperimentSession& session() { return session_; }
  PlotPanel& plots() { return *plots_; }
  ConfigDocument& document() { return document_; }
  Actions& actions() { return actions_; }
  RunsModel& runs() { return runs_; }
  LogModel& log() { return log_; }
  LessonPlayer& lessons() { return *player_; }
  const HighlightFrame& highlight() const { return *frame_; }
  InspectorPanel& inspector() { return *inspector_; }

  void startTraining(bool paused = false);  ///< or goes on after a pause
  void resumeTraining(qint64 run);  ///< goes on with the stored experiment that it belongs to
  void forkRun(qint64 run);         ///< asks how, then trains it
  void replayRun(qint64 run);       ///< and shows what came of it
  void stopAndClose();              ///< without asking: the session or the system ends
  void openStore(const QString& given);
  bool openLesson(const QString& name);  ///< false: there is none of this name, or training is on
  void showDock(const QString& name);    ///< "inspector": in front, with room for it
  bool exportPlots(const QString& folder);  ///< false: they could not be written
  /// Each for what it is: a configuration, a store, or a log to be imported.
  void openFiles(const QStringList& paths);
  void importFiles(const QStringList& paths);  ///< asks what their columns mean
  /// Those that are selected, else those that the plots show.
  std::vector<qint64> chosenRuns() const;
  void exportRuns(const std::vector<qint64>& runs, ExportFormat format, const QString& folder);
  void setPresenting(bool on);         ///< for a projector, or back
  void saveView(const QString& name);  ///< in place of one of the same name
  void showView(const QString& name);  ///< as it was saved; runs of this store that are still there
  bool saveReport(const QString& path);  ///< about chosenRuns(); false: it could not be written
  HelpWindow& help();                    ///< made when it is first asked for
  MicroscopeDialog& microscope();        ///< made when it is first asked for
  /// Trains what Setup shows under every combination of the choice; its window tells how far it is.
  void startSweep(const SweepPlan& plan, int jobs);
  SweepWindow& sweep();  ///< made when it is first asked for

 signals:
  void themeChosen(scalescope::Theme theme);  ///< by the person, and remembered
  /// The window closes without asking, and the store cannot take what it has not got yet.
  void recordsLost(const QString& store);

 protected:
  bool focusNextPrevChild(bool next) override;
  void showEvent(QShowEvent* event) override;
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void makeCentre();
  void makeDocks();
  void makeDiagnosis();
  void makeDivergence();
  void connectDivergence();
  void makeMenus();
  void makeViewMenu();
  void addExchangeActions(class QMenu* file);
  void addPresentationAction(class QMenu* view);
  void showFewControls(bool few);
  void addSweepAction(class QMenu* run);
  void askSweep();
  void addSavedViews(class QMenu* view);
  void addThemeChoice(class QMenu* view);
  void addLanguageChoice(class QMenu* view);
  void fillSavedViews();
  void askViewName();
  bool sweeping() const;
  void askImport();
  void askExport();
  void askReport();
  void sayNoRuns();
  void overlayOnceRead(const std::vector<std::int64_t>& ids);
  void makeLessons();
  void addLessonMenu(class QMenu* help);
  void showHighlight();
  void pointAt(const QString& word);
  Breakpoints breakpoints() const;
  void addPlotChoices(class QMenu* view);
  QAction* makeDockAction(QDockWidget* dock);
  QDockWidget* addDock(const QString& title, const QString& name, QWidget* content,
                       Qt::DockWidgetArea area);
  void arrange();
  void sizeDocks();
  void connectSession();
  void connectRuns();
  void connectInspector();
  void begin(ExperimentConfig config, const EngineFactory& engine, bool paused);
  void reuseConfiguration(qint64 run);
  std::optional<ExperimentConfig> configurationOf(const RunInfo& run);  ///< none: it was reported
  void updateState();
  void updateTitle();
  void logState(const StateRecord& state);
  void setScale();
  void removeRuns(const QList<qint64>& ids);
  bool everythingWritten();

  WindowOptions options_;
  WindowSettings settings_;
  ConfigDocument document_;
  Actions actions_;
  LogModel log_;
  RunsModel runs_;
  ExperimentSession session_;
  std::shared_ptr<StoreHandle> store_;
  RunsService service_;
  ExperimentConfig training_;  ///< what trains, or trained last
  PlotPanel* plots_ = nullptr;
  PlotController* controller_ = nullptr;
  SetupPanel* setup_ = nullptr;
  InspectorPanel* inspector_ = nullptr;
  LogView* logView_ = nullptr;
  DiagnosisPanel* diagnosis_ = nullptr;
  DivergencePanel* divergence_ = nullptr;
  RunsView* runsView_ = nullptr;
  StartBanner* banner_ = nullptr;
  DebugController* debug_ = nullptr;
  TrainingToolBar* toolBar_ = nullptr;
  TrainingStatusBar* statusBar_ = nullptr;
  FileCommands* files_ = nullptr;
  std::vector<Lesson> lessons_;
  LessonPlayer* player_ = nullptr;
  LessonPanel* lessonPanel_ = nullptr;
  HighlightFrame* frame_ = nullptr;
  MicroscopeDialog* microscope_ = nullptr;
  SweepWindow* sweep_ = nullptr;
  HelpWindow* help_ = nullptr;
  /// What the window comes back to.
  struct Presenting {
    QByteArray layout;
    QFont font;
    bool fullScreen = false;
    bool banner = false;
  };
  std::optional<Presenting> presenting_;
  QAction* present_ = nullptr;
  QMenu* savedViews_ = nullptr;
  bool shown_ = false;
  bool closing_ = false;
  bool mayAsk_ = true;   ///< false: nobody is there to answer
  bool asking_ = false;  ///< what the store cannot take is being asked about already
};

}  // namespace scalescope
