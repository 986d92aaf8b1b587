#pragma once

#include <QMainWindow>
#include <functional>
#include <memory>
#include <optional>

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

class FileCommands;
class MicroscopeDialog;
class PlotController;
class PlotPanel;
class RunsView;
class SetupPanel;
class StartBanner;
class TrainingStatusBar;
class TrainingToolBar;

/// What a window needs from outside; tests put in their own.
struct WindowOptions {
  using EngineMaker =
      std::function<EngineFactory(const ExperimentConfig&, std::shared_ptr<StoreHandle>)>;

  QString settingsFile;  ///< empty: the user's
  QString store;         ///< empty: the one used last, else the default
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

  void startTraining(bool paused = false);  ///< or goes on after a pause
  void resumeTraining(qint64 run);  ///< goes on with the stored experiment that it belongs to
  void stopAndClose();              ///< without asking: the session or the system ends
  void openStore(const QString& given);
  bool exportPlots(const QString& folder);  ///< false: they could not be written
  MicroscopeDialog& microscope();           ///< made when it is first asked for

 signals:
  /// The window closes without asking, and the store cannot take what it has not got yet.
  void recordsLost(const QString& store);

 protected:
  void closeEvent(QCloseEvent* event) override;

 private:
  void makeCentre();
  void makeDocks();
  void makeMenus();
  void makeViewMenu();
  void addPlotChoices(class QMenu* view);
  QDockWidget* addDock(const QString& title, const QString& name, QWidget* content,
                       Qt::DockWidgetArea area);
  void arrange();
  void connectSession();
  void connectRuns();
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
  RunsView* runsView_ = nullptr;
  StartBanner* banner_ = nullptr;
  TrainingToolBar* toolBar_ = nullptr;
  TrainingStatusBar* statusBar_ = nullptr;
  FileCommands* files_ = nullptr;
  MicroscopeDialog* microscope_ = nullptr;
  bool closing_ = false;
  bool mayAsk_ = true;   ///< false: nobody is there to answer
  bool asking_ = false;  ///< what the store cannot take is being asked about already
};

}  // namespace scalescope
