#pragma once

#include <QHash>
#include <QList>
#include <QObject>
#include <QSet>
#include <QTimer>
#include <string>
#include <vector>

#include "core/train/experiment_config.h"
#include "ui/bridge/session.h"
#include "ui/plots/plot_panel.h"
#include "ui/runs/run_grouping.h"
#include "ui/runs/run_loader.h"
#include "ui/runs/runs_model.h"
#include "ui/runs/runs_service.h"

namespace scalescope {

/// Decides which runs the plots hold, under which colour: those that train, and those that are
/// ticked in the table. A run's key in the plots is its id in the store.
class PlotController : public QObject {
  Q_OBJECT

 public:
  PlotController(PlotPanel& plots, RunsModel& runs, ExperimentSession& session,
                 QObject* parent = nullptr);

  /// A new experiment is about to train: the curves of the last one make room.
  void begin(const ExperimentConfig& config);
  void setStore(const std::string& path);  ///< nothing of another store stays
  const Grouping& grouping() const { return grouping_; }
  /// What the runs are put together by, as soon as they can be.
  void setGrouping(const Grouping& grouping);
  const QList<qint64>& live() const { return live_; }  ///< the runs that train, by index
  /// The list of runs was read again: those that another program goes on with are followed.
  void follow(const RunList& runs);

 signals:
  void runGrew(qint64 id);  ///< another program has added steps to it
  void runShown(qint64 id, const scalescope::RunLook& look);  ///< again: it begins anew
  void runHidden(qint64 id);
  /// Of a stored run that is shown, ascending in step; again from some step on when it grew.
  void eventsRead(qint64 id, const QString& name, const scalescope::EventBatch& events);
  void failed(const QString& message);

 private:
  void registerRuns(const QList<qint64>& ids);
  void end();
  void toggle(qint64 id, bool on);
  void show(qint64 id, const QString& name, const QString& precision, double started);
  qint64 idOf(std::int64_t experiment, int index) const;
  void showNoiseFloor(qint64 id, const QString& name, double started, qint64 reference);
  void showLook(qint64 id, const RunLook& look);
  void hide(qint64 id);
  void refine();
  void offerGroupings();
  void group();
  RunDetail detailOf(const RunInfo& run) const;
  const QList<qint64>& keys();

  PlotPanel& plots_;
  RunsModel& runs_;
  RunLoader loader_;
  std::string store_;
  /// What is known of the steps of a stored run in the plots.
  struct Loaded {
    std::int64_t steps = 0;
    RunDetail detail;
  };
  QHash<qint64, Loaded> loaded_;
  ExperimentConfig config_;
  double began_ = 0.0;            ///< when it did, in seconds since 1970
  QList<qint64> live_;            ///< keys of the experiment that trains or trained last, by index
  QHash<qint64, RunLook> looks_;  ///< of the runs in the plots
  std::vector<Grouping> groupings_;
  Grouping grouping_;
  QTimer regroup_;  ///< once for all runs that come or go together
};

}  // namespace scalescope
