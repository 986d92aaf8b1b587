#pragma once

#include <QMap>
#include <QStatusBar>

#include "ui/bridge/session.h"

class QLabel;

namespace scalescope {

/// Device | tensors | step rate | store.
class TrainingStatusBar : public QStatusBar {
  Q_OBJECT

 public:
  explicit TrainingStatusBar(QWidget* parent = nullptr);

  void showDevice(const QString& device);
  void showStore(const QString& path, bool failing = false);  ///< failing: steps wait to be written
  void showProgress(const SessionProgress& progress);
  void showRun(const StateRecord& state);  ///< the memory of all runs is summed up
  void forgetRuns();

 private:
  QLabel* addField(const QString& tip);

  QLabel* device_;
  QLabel* memory_;
  QLabel* rate_;
  QLabel* store_;
  QMap<int, std::size_t> memoryOfRuns_;
};

}  // namespace scalescope
