#pragma once

#include <QHash>
#include <QTimer>
#include <QWidget>
#include <memory>
#include <optional>
#include <span>

#include "ui/plots/plot_model.h"
#include "ui/plots/plot_picture.h"

class QAction;
class QGridLayout;

namespace scalescope {

class LegendBar;
class PlotControls;
class PlotView;

/// The live plots: six plots of any number of runs over one x axis, with a legend that shows and
/// hides runs, a crosshair that reads out every run, and zoom that can be undone.
///
/// Whatever the rate of append(), the plots are drawn at least `refreshInterval` apart, and only
/// while they are on the screen. New data wait for as much longer as drawing takes long, so that it
/// has a small share of a processor that trains; what a person does is drawn at once.
class PlotPanel : public QWidget {
  Q_OBJECT

 public:
  static constexpr int refreshInterval = 33;      ///< ms
  static constexpr int longestInterval = 500;     ///< ms
  static constexpr double restPerDrawing = 40.0;  ///< ms of rest for a ms of drawing new data

  explicit PlotPanel(QWidget* parent = nullptr);
  ~PlotPanel() override;

  /// Adds a run, or gives one that is there another look.
  void addRun(RunKey key, const RunLook& look);
  void removeRun(RunKey key);
  bool hasRun(RunKey key) const { return model_.find(key) != nullptr; }
  void setRunNote(RunKey key, const QString& note);
  void setRunVisible(RunKey key, bool visible);
  void clear();  ///< removes all runs
  /// Draws runs with the same word here as one group; empty: each run by itself.
  /// `keepColours`: they have those of their first runs, as groups of one precision do.
  void setGroups(const QHash<RunKey, QString>& groups, bool keepColours = false);
  void setGroupings(const QStringList& labels, int chosen);  ///< that a person can choose from

  /// Records of one run, ascending in step; their field `run` is not looked at. A step that is not
  /// after the last one takes the run back to it. Keys that were not added are passed over.
  void append(RunKey key, std::span<const StepRecord> steps);
  void appendEvaluations(RunKey key, std::span<const EvaluationRecord> evaluations);
  /// A whole run in blocks, in place of what was there of its steps.
  void setOverview(RunKey key, std::span<const StepBlock> blocks);
  /// Events of one run: what somebody did to it is marked.
  void appendEvents(RunKey key, std::span<const EventRecord> events);
  /// Records of several runs as an experiment hands them out: record.run is an index into `keys`.
  void append(std::span<const RunKey> keys, std::span<const StepRecord> steps);
  void appendEvaluations(std::span<const RunKey> keys,
                         std::span<const EvaluationRecord> evaluations);

  /// The norm that gradients are clipped to, drawn as a line; none where they are not.
  void setClipLine(std::optional<double> norm);
  void setLineScale(double scale);  ///< 1: as usual
  void setControlsVisible(bool visible);
  void setXAxis(XAxis axis);
  void setSmoothing(double beta);  ///< 0 … 0.999
  void setLogAxis(PlotKind kind, bool on);
  void setLogLoss(bool on) { setLogAxis(PlotKind::loss, on); }

  /// Puts the crosshair on a step in every plot, and moves the view there if it must.
  void showStep(qint64 step);

  /// All plots as one picture, or one plot, in the panel's colours or those of another palette.
  /// False: the file could not be written.
  bool savePicture(const QString& path, PictureFormat format,
                   std::optional<PlotKind> kind = std::nullopt,
                   const std::optional<QPalette>& colours = std::nullopt);

  /// Axis, smoothing and logarithmic axes, for the window's settings.
  QVariantMap saveSettings() const;
  void restoreSettings(const QVariantMap& settings);
  /// The same with the part of the x axis that is shown, where a person chose one.
  QVariantMap saveView() const;
  void restoreView(const QVariantMap& view);

  /// Whether no drawing is due.
  bool settled() const { return !timer_.isActive(); }
  const PlotModel& model() const { return model_; }
  /// The first and the last step of a run in the part of the x axis that is shown.
  std::optional<std::pair<std::int64_t, std::int64_t>> stepsShown(RunKey key) const;
  PlotView& view() { return *view_; }

 public slots:
  void showRange(const scalescope::XRange& range);  ///< of the x axis; can be gone back from
  void zoom(double factor);  ///< about the middle of what is shown; below 1 shows less
  void pan(double share);    ///< by this share of what is shown; below 0 to the left
  void zoomBack();
  void resetZoom();

 signals:
  void groupingChosen(int index);
  void stepClicked(qint64 step);
  void viewChanged();  ///< another part of the x axis is shown
  void runVisibilityChanged(scalescope::RunKey key, bool visible);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private slots:
  void showMenu(const QPoint& inView);

 private:
  void scheduleRefresh();      ///< soon: a person has asked for it
  void scheduleDataRefresh();  ///< when drawing has rested
  void refresh();
  void runsChanged();
  void placeLegend();
  void settingsChanged();
  void askForPicture(std::optional<PlotKind> kind);

  PlotModel model_;
  XNavigator navigator_;
  QGridLayout* bar_ = nullptr;
  LegendBar* legend_ = nullptr;
  XRange shown_{0.0, 0.0};  ///< as viewChanged() was told last
  bool legendBelow_ = false;
  PlotControls* controls_ = nullptr;
  PlotView* view_ = nullptr;
  QTimer timer_;
  bool dirty_ = true;
};

}  // namespace scalescope
