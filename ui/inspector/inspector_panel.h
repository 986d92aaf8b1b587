#pragma once

#include <QHash>
#include <QTimer>
#include <QWidget>
#include <optional>

#include "ui/inspector/inspector_service.h"
#include "ui/plots/plot_model.h"

class QComboBox;
class QLabel;
class QSplitter;
class QStackedWidget;

namespace scalescope {

class DetailPane;
class HeatLegend;
class HeatModel;
class HeatTable;
class TimeBar;

/// The inspector: what every tensor of a step was, of the runs that the plots show. One run at a
/// time in the table, all of them in the histogram of the tensor that is selected there.
class InspectorPanel : public QWidget {
  Q_OBJECT

 public:
  static constexpr int refreshInterval = 300;  ///< ms between two reads of a run that trains

  explicit InspectorPanel(QWidget* parent = nullptr);

  void setStore(const std::string& path);  ///< the runs of another store go
  /// A run by its id in the store; one that is there is read from the start.
  void addRun(qint64 run, const RunLook& look);
  void removeRun(qint64 run);
  /// Training has statistics of this step, which the store may not have yet.
  void statisticsTaken(qint64 run, qint64 step);
  void trainingEnded();        ///< reads what is left
  void readAgain(qint64 run);  ///< another program has added to it

  HeatModel& table() { return *model_; }
  HeatTable* tableView() const { return table_; }
  TimeBar* time() const { return time_; }
  DetailPane* detail() const { return detail_; }
  QComboBox* runChooser() const { return runs_; }
  QComboBox* measureChooser() const { return measures_; }
  InspectorService& service() { return service_; }
  QString hint() const;  ///< why there is nothing to see; empty: there is

 public slots:
  void showStep(qint64 step);
  /// One tensor of one of the runs that are here; a step below 0 leaves the step as it is.
  void lookAt(qint64 run, const QString& tensor, qint64 step);

 signals:
  void stepChosen(qint64 step);
  void valueActivated(double value, scalescope::Format format);
  void failed(const QString& message);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  struct Run {
    qint64 id = 0;
    RunLook look;
    TimelinePtr timeline;   ///< null: not read yet
    StepPtr step;           ///< that is shown
    qint64 announced = -1;  ///< newest step that training told of
  };

  QWidget* makeHead();
  void connectParts();
  Run* find(qint64 run);
  Run* chosen();
  void takeTimeline(const TimelinePtr& timeline);
  void takeSteps(const QList<StepPtr>& steps);
  void refreshLive();
  void chooseRun();
  void requestSteps();
  void requestHistory();
  void takeHistory(const HistoryPtr& history);
  void showStepOfChosen();
  void showTensor();
  void showHistogram(const InspectedStep& step, int tensor);
  void showCaption(const InspectedStep& step, int tensor);
  void selectSomething(const InspectedStep& step);
  void updateHint();
  QColor colourOf(const RunLook& look) const;

  InspectorService service_;
  std::vector<Run> all_;
  QTimer live_;
  std::string tensor_;  ///< that is selected
  HeatModel* model_;
  HeatTable* table_ = nullptr;
  HeatLegend* legend_ = nullptr;
  QComboBox* runs_ = nullptr;
  QComboBox* measures_ = nullptr;
  TimeBar* time_ = nullptr;
  DetailPane* detail_ = nullptr;
  QSplitter* splitter_ = nullptr;
  QStackedWidget* pages_ = nullptr;
  QLabel* hint_ = nullptr;
};

}  // namespace scalescope
