#pragma once

#include <QToolBar>
#include <vector>

#include "core/train/devices.h"
#include "ui/bridge/session.h"

class QComboBox;
class QProgressBar;
class QToolButton;

namespace scalescope {

struct Actions;
class ConfigDocument;

/// Start to stop, break on, progress, device.
class TrainingToolBar : public QToolBar {
  Q_OBJECT

 public:
  TrainingToolBar(const Actions& actions, ConfigDocument& document,
                  const std::vector<DeviceEntry>& devices, QWidget* parent = nullptr);

  void showProgress(const SessionProgress& progress);
  void showMessage(const QString& message);  ///< instead of the progress; empty: the progress again
  void setLocked(bool locked);
  void addLeave(QAction& presentation);  ///< a button that ends the presentation, in one only
  void setFew(bool few);                 ///< what a presentation needs

 private:
  void addBreakButton(const Actions& actions);
  void showArmed(QToolButton& button, const QStringList& armed);
  void addDeviceChooser(ConfigDocument& document, const std::vector<DeviceEntry>& devices);
  void updateBar();

  QProgressBar* bar_;
  QComboBox* devices_ = nullptr;
  QList<QAction*> chooser_;  ///< all that belongs to the choice of a device
  QAction* leave_ = nullptr;
  SessionProgress progress_;
  QString message_;
};

QString progressText(const SessionProgress& progress);  ///< "62%, 0:41 left"

}  // namespace scalescope
