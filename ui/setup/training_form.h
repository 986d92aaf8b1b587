#pragma once

#include "core/train/devices.h"
#include "ui/setup/form.h"

namespace scalescope {

/// Optimizer, schedule, clipping, and how long.
class TrainingForm : public ConfigForm {
  Q_OBJECT

 public:
  TrainingForm(ConfigDocument& document, const std::vector<DeviceEntry>& devices,
               QWidget* parent = nullptr);

 private:
  void addOptimizer();
  void addSchedule();
  void addClipping();
  void addLength();
  void addStart(const std::vector<DeviceEntry>& devices);
};

}  // namespace scalescope
