#include "ui/window/status_bar.h"

#include <QFileInfo>
#include <QLabel>

#include "ui/style/colours.h"
#include "ui/style/window_phrases.h"

namespace scalescope {

TrainingStatusBar::TrainingStatusBar(QWidget* parent)
    : QStatusBar(parent),
      device_(addField(tr("What computes"))),
      memory_(addField(tr("Memory of all tensors of all runs, at its peak, as measured"))),
      rate_(addField(tr("Steps of all runs together, per second"))),
      store_(new QLabel(this)) {
  addPermanentWidget(store_);
  store_->setContentsMargins(6, 0, 6, 0);
  forgetRuns();
  showProgress({});
}

QLabel* TrainingStatusBar::addField(const QString& tip) {
  auto* label = new QLabel(this);
  label->setToolTip(tip);
  label->setContentsMargins(6, 0, 10, 0);
  addWidget(label);
  return label;
}

void TrainingStatusBar::showChoice(const ConfigDocument& document,
                                   const std::vector<DeviceEntry>& devices) {
  const auto show = [this, &document, devices] {
    if (backend_ == document.config().backend) return;
    backend_ = document.config().backend;
    if (const DeviceEntry* device = entryOf(devices, backend_))
      showDevice(QString::fromStdString(summary(*device).in(windowPhrases())));
  };
  connect(&document, &ConfigDocument::changed, this, show);
  show();
}

void TrainingStatusBar::showDevice(const QString& device) { device_->setText(device); }

void TrainingStatusBar::showStore(const QString& path, bool failing) {
  const QString name = QFileInfo(path).fileName();
  store_->setText(failing ? tr("Store: %1 – cannot be written, steps wait in memory").arg(name)
                          : tr("Store: %1").arg(name));
  QPalette colours = palette();
  if (failing)
    colours.setColor(QPalette::WindowText, eventColour(EventKind::overflow, isDark(colours)));
  store_->setPalette(colours);
  store_->setToolTip(path);
}

void TrainingStatusBar::showProgress(const SessionProgress& progress) {
  rate_->setText(progress.stepsPerSecond > 0.0
                     ? tr("%1 steps/s").arg(progress.stepsPerSecond, 0, 'f', 1)
                     : QString());
}

void TrainingStatusBar::showRun(const StateRecord& state) {
  std::size_t& most = memoryOfRuns_[state.run];
  most = std::max(most, state.memoryPeak);
  std::size_t sum = 0;
  for (const std::size_t bytes : std::as_const(memoryOfRuns_)) sum += bytes;
  const double megabytes = static_cast<double>(sum) / 1e6;
  memory_->setText(sum > 0 ? tr("tensors %1 MB").arg(megabytes, 0, 'f', megabytes < 10.0 ? 2 : 0)
                           : QString());
}

void TrainingStatusBar::forgetRuns() {
  memoryOfRuns_.clear();
  memory_->clear();
}

}  // namespace scalescope
