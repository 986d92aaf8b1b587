#include "ui/sweep/sweep_window.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/style/time_text.h"

namespace scalescope {
namespace {

constexpr int kParts = 1000;  ///< of the bar

}  // namespace

SweepWindow::SweepWindow(QWidget* parent)
    : QDialog(parent),
      title_(new QLabel(this)),
      bar_(new QProgressBar(this)),
      text_(new QLabel(this)),
      failures_(new QPlainTextEdit(this)),
      buttons_(new QDialogButtonBox(this)),
      stop_(buttons_->addButton(tr("&Stop"), QDialogButtonBox::ActionRole)) {
  setWindowTitle(tr("Sweep"));
  title_->setTextFormat(Qt::PlainText);
  QFont bold = title_->font();
  bold.setBold(true);
  title_->setFont(bold);
  bar_->setRange(0, kParts);
  bar_->setAccessibleName(tr("Progress of the sweep"));
  text_->setWordWrap(true);
  text_->setTextFormat(Qt::PlainText);
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  failures_->setReadOnly(true);
  failures_->setAccessibleName(tr("What failed"));
  stop_->setToolTip(tr("Every point keeps a checkpoint; the same sweep goes on from there"));
  auto* runs = buttons_->addButton(tr("Show &runs"), QDialogButtonBox::ActionRole);
  runs->setToolTip(tr("Show only the runs of this sweep in the table"));
  auto* close = buttons_->addButton(QDialogButtonBox::Close);
  close->setToolTip(tr("Hide this; a sweep that trains goes on"));
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(title_);
  layout->addWidget(bar_);
  layout->addWidget(text_);
  layout->addWidget(failures_, 1);
  layout->addWidget(buttons_);
  setMinimumWidth(fontMetrics().averageCharWidth() * 70);
  connect(stop_, &QPushButton::clicked, this, &SweepWindow::stop);
  connect(runs, &QPushButton::clicked, this, [this] { emit runsWanted(tag_); });
  connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::hide);
  connect(&job_, &SweepJob::progressed, this, &SweepWindow::tell);
  connect(&job_, &SweepJob::finished, this, [this](const SweepOutcome& outcome) {
    QStringList failures;
    for (const std::string& each : outcome.failures) failures << QString::fromStdString(each);
    if (!outcome.stopped) bar_->setValue(kParts);
    end(outcomeText(outcome), failures);
  });
  connect(&job_, &SweepJob::failed, this,
          [this](const QString& message) { end(tr("The sweep failed."), {message}); });
}

void SweepWindow::start(const SweepPlan& plan, const SweepOptions& options) {
  title_->setText(QString::fromStdString(plan.name));
  tag_ = QString::fromStdString(sweepTag(plan.name));
  stepsBefore_ = -1;
  bar_->setValue(0);
  text_->setText(tr("Looking at data and devices…"));
  failures_->hide();
  stop_->setEnabled(true);
  adjustSize();
  job_.start(plan, options);
}

void SweepWindow::stop() {
  job_.stop();
  stop_->setEnabled(false);
  if (running()) text_->setText(tr("Stopping: every point keeps a checkpoint…"));
}

QString SweepWindow::text() const { return text_->text(); }

void SweepWindow::tell(const SweepProgress& progress) {
  const auto all = static_cast<double>(std::max<std::int64_t>(progress.steps, 1));
  const auto done = static_cast<double>(progress.stepsDone);
  bar_->setValue(static_cast<int>(done / all * kParts));
  if (!stop_->isEnabled()) return;  // it says that it stops
  QString text = tr("%1 of %2 points done, %3 training")
                     .arg(progress.finished)
                     .arg(progress.points)
                     .arg(progress.running);
  if (progress.elsewhere > 0) text += ", " + tr("%1 by another program").arg(progress.elsewhere);
  if (progress.failed > 0) text += ", " + tr("%1 failed").arg(progress.failed);
  if (stepsBefore_ < 0) {
    stepsBefore_ = progress.stepsDone;
    since_.start();
  }
  const auto gained = static_cast<double>(progress.stepsDone - stepsBefore_);
  constexpr qint64 soon = 3000;  // ms: before, an estimate means nothing
  if (gained > 0.0 && since_.elapsed() > soon) {
    const double left = (all - done) / gained * static_cast<double>(since_.elapsed()) / 1000.0;
    text += " – " + tr("%1 left").arg(timeText(left));
  }
  text_->setText(text);
}

QString SweepWindow::outcomeText(const SweepOutcome& outcome) const {
  const auto finished =
      std::count_if(outcome.points.begin(), outcome.points.end(),
                    [](const StoredPoint& point) { return point.state == PointState::finished; });
  QString text = tr("%1 of %2 points done.").arg(finished).arg(outcome.points.size());
  if (outcome.stopped) text += ' ' + tr("Stopped; the same sweep goes on with the others.");
  if (!outcome.failures.empty())
    text += ' ' + tr("%n point(s) failed:", nullptr, static_cast<int>(outcome.failures.size()));
  return text;
}

void SweepWindow::end(const QString& text, const QStringList& failures) {
  stop_->setEnabled(false);
  text_->setText(text);
  failures_->setPlainText(failures.join('\n'));
  failures_->setVisible(!failures.isEmpty());
  adjustSize();
  emit ended();
}

}  // namespace scalescope
