#include "ui/window/toolbar.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QToolButton>
#include <QWidgetAction>

#include "ui/debug/breakpoint_editor.h"
#include "ui/setup/config_document.h"
#include "ui/style/icons.h"
#include "ui/style/time_text.h"
#include "ui/style/window_phrases.h"
#include "ui/window/actions.h"

namespace scalescope {

QString progressText(const SessionProgress& progress) {
  if (progress.total <= 0) return {};
  const auto percent = static_cast<int>(100 * progress.done / progress.total);
  if (progress.done >= progress.total)
    return TrainingToolBar::tr("100%, %1 steps").arg(progress.done);
  if (progress.secondsLeft <= 0.0) return QString("%1%").arg(percent);
  return TrainingToolBar::tr("%1%, %2 left").arg(percent).arg(timeText(progress.secondsLeft));
}

TrainingToolBar::TrainingToolBar(const Actions& actions, ConfigDocument& document,
                                 const std::vector<DeviceEntry>& devices, QWidget* parent)
    : QToolBar(tr("Training"), parent), bar_(new QProgressBar(this)) {
  setObjectName("trainingToolBar");
  setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  setIconSize(QSize(18, 18));
  setMovable(false);
  for (QAction* action : {actions.start, actions.pause, actions.step, actions.stop})
    addAction(action);
  addSeparator();
  addBreakButton(actions);
  addSeparator();
  bar_->setRange(0, 1000);
  bar_->setTextVisible(true);
  bar_->setAlignment(Qt::AlignCenter);
  bar_->setAccessibleName(tr("Progress of the experiment"));
  bar_->setMinimumWidth(220);
  bar_->setMaximumHeight(fontMetrics().height() + 8);
  bar_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  addWidget(bar_);
  addDeviceChooser(document, devices);
  updateBar();
}

void TrainingToolBar::addBreakButton(const Actions& actions) {
  auto* button = new QToolButton(this);
  button->setObjectName("breakOn");
  button->setIcon(icon(Symbol::breakOn));
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  button->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(button);
  auto* entry = new QWidgetAction(menu);
  entry->setDefaultWidget(new BreakpointEditor(*actions.breakpoints, menu));
  menu->addAction(entry);
  button->setMenu(menu);
  addWidget(button);
  const auto show = [this, button, choice = actions.breakpoints] {
    showArmed(*button, choice->armedTexts());
  };
  connect(actions.breakpoints, &BreakpointChoice::changed, button, show);
  show();
}

void TrainingToolBar::showArmed(QToolButton& button, const QStringList& armed) {
  button.setText(armed.isEmpty() ? tr("Break on") : tr("Break on (%1)").arg(armed.size()));
  QFont font = this->font();
  font.setBold(!armed.isEmpty());
  button.setFont(font);
  button.setToolTip(armed.isEmpty() ? tr("Pause training when something happens")
                                    : tr("Training pauses on:\n%1").arg(armed.join("\n")));
  button.setAccessibleName(armed.isEmpty() ? tr("Break on")
                                           : tr("Break on: %1").arg(armed.join(", ")));
}

void TrainingToolBar::addDeviceChooser(ConfigDocument& document,
                                       const std::vector<DeviceEntry>& devices) {
  devices_ = new QComboBox(this);
  devices_->setAccessibleName(tr("Device"));
  devices_->setToolTip(tr("What computes"));
  devices_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  devices_->setMinimumContentsLength(14);
  devices_->addItem(tr("Automatic"), "auto");
  for (const DeviceEntry& device : devices) {
    const QString word = QString::fromStdString(device.backend);
    // A configuration's word stands for one of a back end's devices.
    const bool meant = entryOf(devices, device.backend) == &device;
    devices_->addItem(
        QString("%1: %2").arg(word.toUpper(),
                              QString::fromStdString(summary(device).in(windowPhrases()))),
        meant ? word : QString());
    devices_->setItemData(
        devices_->count() - 1,
        QString::fromStdString(
            (device.offered ? device.description : refusal(device)).in(windowPhrases())),
        Qt::ToolTipRole);
    if (!device.offered) {
      qobject_cast<QStandardItemModel*>(devices_->model())
          ->item(devices_->count() - 1)
          ->setEnabled(false);
    }
  }
  auto* label = new QLabel(tr("Device"), this);
  label->setContentsMargins(6, 0, 6, 0);
  chooser_ = {addSeparator(), addWidget(label), addWidget(devices_)};
  const auto show = [this, &document] {
    const QSignalBlocker quiet(devices_);
    devices_->setCurrentIndex(
        devices_->findData(QString::fromStdString(document.config().backend)));
  };
  connect(devices_, &QComboBox::currentIndexChanged, this, [this, &document] {
    const std::string backend = devices_->currentData().toString().toStdString();
    document.edit(tr("Device"), [&](ExperimentConfig& config) { config.backend = backend; });
  });
  connect(&document, &ConfigDocument::changed, this, show);
  show();
}

void TrainingToolBar::showProgress(const SessionProgress& progress) {
  progress_ = progress;
  updateBar();
}

void TrainingToolBar::showMessage(const QString& message) {
  message_ = message;
  updateBar();
}

void TrainingToolBar::setLocked(bool locked) { devices_->setEnabled(!locked); }

void TrainingToolBar::addLeave(QAction& presentation) {
  leave_ = addAction(icon(Symbol::leave), tr("Leave presentation"));
  leave_->setToolTip(tr("Show menus and docks again (%1)")
                         .arg(presentation.shortcut().toString(QKeySequence::NativeText)));
  leave_->setVisible(false);
  connect(leave_, &QAction::triggered, &presentation, &QAction::toggle);
}

void TrainingToolBar::setFew(bool few) {
  for (QAction* part : chooser_) part->setVisible(!few);
  leave_->setVisible(few);
}

void TrainingToolBar::updateBar() {
  const double share = progress_.total > 0 ? static_cast<double>(progress_.done) /
                                                 static_cast<double>(progress_.total)
                                           : 0.0;
  bar_->setValue(static_cast<int>(1000.0 * share));
  QString text = message_.isEmpty() ? progressText(progress_) : message_;
  if (text.isEmpty()) text = tr("Ready");
  bar_->setFormat(text);
}

}  // namespace scalescope
