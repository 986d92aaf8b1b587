#include "ui/diagnosis/diagnosis_panel.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/style/window_phrases.h"

namespace scalescope {
namespace {

DiagnosisText culpritText(const QString& title, const Culprit& culprit) {
  return {culprit.expected ? Concern::none : Concern::error, title,
          QString::fromStdString(culprit.sentence), culprit.overflowStep,
          QString::fromStdString(culprit.tensor)};
}

DiagnosisText findingText(const Finding& finding) {
  QString title = QString::fromStdString(labelOf(finding.cause, windowPhrases()));
  title[0] = title[0].toUpper();
  return {finding.severity == Severity::error ? Concern::error : Concern::warning, title,
          QString::fromStdString(finding.sentence), finding.step,
          QString::fromStdString(finding.tensor)};
}

/// The step that the verdict on the skips names.
qint64 stepOf(const RunDiagnosis& diagnosis) {
  if (diagnosis.skips.expected) return -1;
  if (diagnosis.skips.pattern != SkipPattern::otherCause) return diagnosis.skips.longestFrom;
  return diagnosis.unexpectedSkip ? diagnosis.unexpectedSkip->overflowStep
                                  : diagnosis.skips.badLoss.value_or(-1);
}

DiagnosisText verdictText(const RunDiagnosis& diagnosis) {
  const Concern concern = diagnosis.skips.expected ? Concern::none : Concern::error;
  return {diagnosis.skips.pattern == SkipPattern::notTold ? Concern::unknown : concern,
          DiagnosisPanel::tr("Skipped steps"),
          QString::fromStdString(diagnosis.skips.sentence),
          stepOf(diagnosis),
          {}};
}

QString percentOf(double share) { return QStringLiteral("%1 %").arg(100.0 * share, 0, 'g', 2); }

QString whyHealthy(const RunDiagnosis& diagnosis) {
  if (!diagnosis.overflowTold)
    return DiagnosisPanel::tr("Its log does not tell whether values overflowed.");
  if (!diagnosis.tensorsTold) {
    return diagnosis.underflowShare
               ? DiagnosisPanel::tr(
                     "No value overflowed; %1 of those that were cast became zero. "
                     "Where is not told: no step has statistics.")
                     .arg(percentOf(*diagnosis.underflowShare))
               : DiagnosisPanel::tr(
                     "No value overflowed. More is not told: no step has "
                     "statistics.");
  }
  if (!diagnosis.underflowTold) {
    return DiagnosisPanel::tr(
        "No value overflowed. How many gradients became zero in FP16 is not "
        "told: another program counted them afterwards.");
  }
  return DiagnosisPanel::tr("No value overflowed, and no format lost enough to matter.");
}

}  // namespace

std::vector<DiagnosisText> entriesOf(const RunDiagnosis& diagnosis) {
  std::vector<DiagnosisText> entries{verdictText(diagnosis)};
  const auto told = [&](const Culprit& culprit) {
    return std::any_of(entries.begin() + 1, entries.end(), [&](const DiagnosisText& entry) {
      return entry.step == culprit.overflowStep;
    });
  };
  if (diagnosis.first)
    entries.push_back(culpritText(DiagnosisPanel::tr("First overflow"), *diagnosis.first));
  if (diagnosis.unexpected && !told(*diagnosis.unexpected)) {
    entries.push_back(
        culpritText(DiagnosisPanel::tr("First overflow that loss scaling does not explain"),
                    *diagnosis.unexpected));
  }
  if (diagnosis.newest && !told(*diagnosis.newest))
    entries.push_back(culpritText(DiagnosisPanel::tr("Newest overflow"), *diagnosis.newest));
  if (!diagnosis.first && diagnosis.overflowed > 0) {
    entries.push_back({Concern::warning,
                       DiagnosisPanel::tr("Overflows"),
                       DiagnosisPanel::tr("%n step(s) overflowed, and the store holds statistics "
                                          "of none of them.",
                                          nullptr, static_cast<int>(diagnosis.overflowed)),
                       -1,
                       {}});
  }
  const bool healthy = diagnosis.healthy() && diagnosis.overflowed == 0;
  if (!diagnosis.infinitiesTold && !healthy) {
    entries.push_back({Concern::unknown,
                       DiagnosisPanel::tr("Overflows"),
                       DiagnosisPanel::tr("Its log does not tell whether values overflowed."),
                       -1,
                       {}});
  }
  for (const Finding& finding : diagnosis.findings) entries.push_back(findingText(finding));
  if (healthy) {
    const bool known = diagnosis.overflowTold && diagnosis.tensorsTold;
    entries.push_back({known ? Concern::none : Concern::unknown,
                       known ? DiagnosisPanel::tr("No sign of trouble with precision")
                             : DiagnosisPanel::tr("Nothing wrong is known of this run"),
                       whyHealthy(diagnosis),
                       -1,
                       {}});
  }
  return entries;
}

DiagnosisPanel::DiagnosisPanel(QWidget* parent)
    : QWidget(parent),
      title_(new QLabel(this)),
      hint_(new QLabel(this)),
      area_(new QScrollArea(this)) {
  title_->setTextFormat(Qt::PlainText);
  title_->setContentsMargins(8, 4, 8, 2);
  hint_->setAlignment(Qt::AlignCenter);
  hint_->setWordWrap(true);
  hint_->setForegroundRole(QPalette::PlaceholderText);
  area_->setWidgetResizable(true);
  area_->setFrameShape(QFrame::NoFrame);
  area_->setAccessibleName(tr("Diagnosis of a run"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(title_);
  layout->addWidget(hint_, 1);
  layout->addWidget(area_, 1);
  connect(&loader_, &DiagnosisLoader::loaded, this,
          [this](qint64 run, const DiagnosisResult& diagnosis) {
            rest();
            if (run == run_ && expected_.hasExpired()) showEntries(entriesOf(*diagnosis));
          });
  connect(&loader_, &DiagnosisLoader::failed, this, [this](qint64 run, const QString& message) {
    rest();
    if (run == run_) showHint(message);
  });
  pause_.setSingleShot(true);
  connect(&pause_, &QTimer::timeout, this, [this] {
    if (stale_) refresh();
  });
  clear();
}

void DiagnosisPanel::setStore(const std::string& path) {
  store_ = path;
  clear();
}

void DiagnosisPanel::clear() {
  run_ = 0;
  title_->hide();
  showHint(
      tr("Select a run: here stands why it overflowed, whether its skipped steps are to be "
         "expected, and what else costs it accuracy."));
}

void DiagnosisPanel::showRun(qint64 run, const QString& name) {
  if (run == run_) return;
  run_ = run;
  title_->setText(tr("Run %1, %2").arg(run).arg(name));
  title_->show();
  showHint(tr("Reading…"));
  pause_.stop();
  refresh();
}

void DiagnosisPanel::expectStep() {
  constexpr int soon = 600;  // ms
  expected_.setRemainingTime(soon);
  stale_ = true;
  showHint(tr("Reading the step that waits…"));
}

void DiagnosisPanel::refresh() {
  stale_ = true;
  if (run_ > 0 && isVisible() && !pause_.isActive()) read();
}

void DiagnosisPanel::read() {
  stale_ = false;
  reading_.start();
  loader_.load(store_, run_);
}

void DiagnosisPanel::rest() {
  constexpr int kShare = 20;  // of a core's time
  pause_.start(static_cast<int>(std::min<qint64>(reading_.elapsed(), 1000)) * kShare);
}

void DiagnosisPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (stale_) refresh();
}

void DiagnosisPanel::showHint(const QString& text) {
  shown_.clear();
  hint_->setText(text);
  hint_->show();
  area_->hide();
}

void DiagnosisPanel::showEntries(const std::vector<DiagnosisText>& entries) {
  if (entries == shown_) return;  // what a person reads stays where it is
  shown_ = entries;
  auto* content = new QWidget;
  auto* layout = new QVBoxLayout(content);
  layout->setContentsMargins(8, 2, 8, 2);
  layout->setSpacing(2);
  for (const DiagnosisText& text : entries) {
    auto* entry = new DiagnosisEntry(text, content);
    connect(entry, &DiagnosisEntry::stepRequested, this, &DiagnosisPanel::stepRequested);
    connect(
        entry, &DiagnosisEntry::tensorRequested, this,
        [this](const QString& tensor, qint64 step) { emit tensorRequested(run_, tensor, step); });
    layout->addWidget(entry);
  }
  layout->addStretch(1);
  area_->setWidget(content);
  hint_->hide();
  area_->show();
}

}  // namespace scalescope
