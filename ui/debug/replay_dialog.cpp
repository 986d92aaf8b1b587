#include "ui/debug/replay_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace scalescope {

QString replayText(const ReplayReport& report) {
  if (report.cancelled) {
    return ReplayDialog::tr("Called off. The %1 steps until then came out with the same bits.")
        .arg(report.steps);
  }
  if (!report.differsAt) {
    return ReplayDialog::tr("All %1 steps, from step %2 on, came out with the same bits.")
        .arg(report.steps)
        .arg(report.from);
  }
  return ReplayDialog::tr("Step %1 came out differently: %2. The %3 steps before it are the same.")
      .arg(*report.differsAt)
      .arg(QString::fromStdString(report.difference))
      .arg(report.steps);
}

ReplayDialog::ReplayDialog(const std::string& store, const RunInfo& run, QWidget* parent)
    : QDialog(parent),
      text_(new QLabel(this)),
      bar_(new QProgressBar(this)),
      buttons_(new QDialogButtonBox(QDialogButtonBox::Cancel, this)) {
  const QString name = QString::fromStdString(run.name);
  setWindowTitle(tr("Replay of %1 (%2)").arg(name).arg(run.id));
  text_->setText(
      tr("Every step of %1 is trained once more and compared with the store.").arg(name));
  text_->setWordWrap(true);
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  bar_->setRange(0, static_cast<int>(run.steps));
  bar_->setFormat(tr("%v of %m steps"));
  bar_->setAccessibleName(tr("Progress of the replay"));
  bar_->setToolTip(tr("Steps that came out with the same bits"));
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(text_);
  layout->addWidget(bar_);
  layout->addWidget(buttons_);
  setMinimumWidth(fontMetrics().averageCharWidth() * 70);
  // The first click calls the replay off and shows how far it came, the second closes.
  connect(buttons_, &QDialogButtonBox::rejected, this, [this] {
    if (ended_) return reject();
    job_.cancel();
    buttons_->setEnabled(false);
  });
  QPushButton* cancel = buttons_->button(QDialogButtonBox::Cancel);
  cancel->setToolTip(tr("Stop after the step in work"));
  connect(&job_, &ReplayJob::progressed, this,
          [this](qint64 steps) { bar_->setValue(static_cast<int>(steps)); });
  connect(&job_, &ReplayJob::finished, this, [this](const ReplayReport& report) {
    bar_->setValue(static_cast<int>(report.steps));
    end(replayText(report));
  });
  connect(&job_, &ReplayJob::failed, this, &ReplayDialog::end);
  job_.start(store, run);
}

/// A replay that is under way is called off first: nothing waits for its step.
void ReplayDialog::reject() {
  if (ended_) return QDialog::reject();
  closing_ = true;
  job_.cancel();
}

QString ReplayDialog::text() const { return text_->text(); }

void ReplayDialog::end(const QString& text) {
  ended_ = true;
  text_->setText(text);
  buttons_->setEnabled(true);
  buttons_->setStandardButtons(QDialogButtonBox::Close);
  if (closing_) QDialog::reject();
}

}  // namespace scalescope
