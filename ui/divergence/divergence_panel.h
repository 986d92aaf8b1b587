#pragma once

#include <QElapsedTimer>
#include <QMap>
#include <QTimer>
#include <QWidget>

#include "ui/divergence/divergence_loader.h"
#include "ui/plots/plot_model.h"

class QComboBox;
class QLabel;
class QScrollArea;

namespace scalescope {

class DivergenceView;

/// How the runs in the plots part from their FP32 run, tensor by tensor, over the band of what
/// chance does; and a sentence on each. Reads the store only while it can be seen.
class DivergencePanel : public QWidget {
  Q_OBJECT

 public:
  explicit DivergencePanel(QWidget* parent = nullptr);

  void setStore(const std::string& path);  ///< nothing of another store stays
  void addRun(qint64 run, const RunLook& look);
  void removeRun(qint64 run);
  /// Reads once more: a run has gone on. Soon, if that took long the last time.
  void refresh();
  DivergenceView& view() { return *view_; }
  QString sentences() const;  ///< as HTML

 signals:
  void stepClicked(qint64 step);

 protected:
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void read();
  void rest();
  void showRuns();
  void fillTensors();
  void showHint(const QString& text);
  QColor colourOf(qint64 run) const;

  DivergenceLoader loader_;
  std::string store_;
  QMap<qint64, RunLook> looks_;  ///< of the runs that are shown, by id
  LoadedDivergences loaded_;
  bool stale_ = true;  ///< what is shown is not of now
  QElapsedTimer reading_;
  QTimer pause_;  ///< between two reads, so that they take a small share of a core
  QComboBox* tensors_;
  QLabel* sentences_;
  QScrollArea* side_;
  DivergenceView* view_;
};

}  // namespace scalescope
