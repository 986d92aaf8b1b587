#pragma once

#include <QMap>
#include <QStatusBar>

#include "core/train/devices.h"
#include "ui/bridge/session.h"
#include "ui/setup/config_document.h"

class QLabel;

namespace scalescope {

/// Device | tensors | step rate | store.
class TrainingStatusBar : public QStatusBar {
  Q_OBJECT

 public:
  explicit TrainingStatusBar(QWidget* parent = nullptr);

  /// The device that the document chooses, from now on, until training tells what it computes on.
  void showChoice(const ConfigDocument& document, const std::vector<DeviceEntry>& devices);
  void showDevice(const QString& device);
  void showStore(const QString& path, bool failing = false);  ///< failing: steps wait to be written
  void showProgress(const SessionProgress& progress);
  void showRun(const StateRecord& state);  ///< the memory of all runs is summed up
  void forgetRuns();

 private:
  QLabel* addField(const QString& tip);

  std::string backend_;  ///< whose device is shown, as in configurations
  QLabel* device_;
  QLabel* memory_;
  QLabel* rate_;
  QLabel* store_;
  QMap<int, std::size_t> memoryOfRuns_;
};

}  // namespace scalescope
