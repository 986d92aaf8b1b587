#include "ui/debug/fork_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <algorithm>
#include <utility>

#include "core/precision/policy.h"
#include "ui/debug/dialog_form.h"
#include "ui/setup/number_edit.h"

namespace scalescope {
namespace {

constexpr double mostScale = 3.4e38;

// Beside the names of the dynamic scaler's presets.
constexpr const char* noScaler = "none";
constexpr const char* staticScaler = "static";

}  // namespace

ForkDialog::ForkDialog(const RunInfo& parent, const ExperimentConfig& config,
                       const std::vector<std::int64_t>& checkpoints, Check check, QWidget* window)
    : QDialog(window),
      check_(std::move(check)),
      step_(new QComboBox(this)),
      precision_(new QComboBox(this)),
      scaler_(new QComboBox(this)),
      scale_(new NumberEdit(1e-38, mostScale, false, this)),
      rate_(new NumberEdit(0.0, 1e6, true, this)),
      steps_(new NumberEdit(1.0, static_cast<double>(kMostSteps), true, this)),
      name_(new QLineEdit(this)),
      withFp32_(new QCheckBox(tr("trains beside it"), this)),
      problem_(new QLabel(this)) {
  const QString parentName = QString::fromStdString(parent.name);
  setWindowTitle(tr("Fork %1 (%2)").arg(parentName).arg(parent.id));
  for (const std::int64_t step : checkpoints) {
    step_->addItem(tr("before step %1").arg(step), QVariant::fromValue<qint64>(step));
  }
  // The newest that leaves steps to train; where there is none, there are to be more.
  const auto open = std::find_if(checkpoints.begin(), checkpoints.end(),
                                 [&](std::int64_t step) { return step < config.steps; });
  if (open != checkpoints.end()) {
    step_->setCurrentIndex(static_cast<int>(open - checkpoints.begin()));
  } else {
    steps_->setValue(2.0 * static_cast<double>(config.steps));
  }
  precision_->addItem(tr("%1 (parent)").arg(QString::fromStdString(parent.precision)), QString());
  for (const std::string& policy : policyNames()) {
    const QString word = QString::fromStdString(policy);
    if (policy != parent.precision) precision_->addItem(word, word);
  }
  scaler_->addItem(
      tr("%1 (parent)")
          .arg(parent.scaler == noScaler ? tr("none") : QString::fromStdString(parent.scaler)),
      QString());
  scaler_->addItem(tr("none"), noScaler);
  scaler_->addItem(tr("static"), staticScaler);
  for (const std::string& preset : scalerPresetNames()) {
    scaler_->addItem(tr("dynamic (%1)").arg(QString::fromStdString(preset)),
                     QString::fromStdString(preset));
  }
  scale_->setValue(ScalerConfig{}.scale);
  const double lr = optimizerOf(config, config.runs.at(static_cast<std::size_t>(parent.index))).lr;
  rate_->setPlaceholderText(tr("%1 (parent)").arg(lr));
  steps_->setPlaceholderText(tr("%1 (parent)").arg(config.steps));
  name_->setPlaceholderText(tr("made from the parent's"));
  problem_->setWordWrap(true);
  problem_->hide();

  DialogForm form(*this,
                  tr("A new run that goes on from a checkpoint of %1, beside it in the plots.")
                      .arg(parentName));
  form.add(tr("Checkpoint"), tr("Where the fork leaves its parent"), step_);
  form.add(tr("Precision"), tr("The precision policy from there on"), precision_);
  form.add(tr("Loss scale"), tr("Another scaler starts anew; the parent's goes on where it was"),
           scaler_);
  form.add(tr("Scale"), tr("The static loss scale; 2^16 can be written too"), scale_);
  form.add(tr("Learning rate"), tr("Empty: as the parent has it"), rate_);
  form.add(tr("Steps"), tr("All in all, those of the parent included; empty: as the parent"),
           steps_);
  form.add(tr("Name"), tr("Of the new run"), name_);
  form.add(tr("FP32 run"),
           tr("The FP32 run goes on from the same step, so that divergence is measured"),
           withFp32_);
  form.finish(problem_, tr("Fork"));
  connect(scaler_, &QComboBox::currentIndexChanged, this, &ForkDialog::update);
  update();
}

void ForkDialog::update() { scale_->setEnabled(scaler_->currentData().toString() == staticScaler); }

std::optional<ScalerConfig> ForkDialog::scaler() const {
  const QString word = scaler_->currentData().toString();
  if (word.isEmpty()) return std::nullopt;
  ScalerConfig scaler;
  if (word == staticScaler) {
    scaler.kind = ScalerKind::fixed;
    scaler.scale = *scale_->value();
  } else if (word != noScaler) {
    scaler = scalerPreset(word.toStdString());
  }
  return scaler;
}

ForkRequest ForkDialog::request() const {
  ForkRequest request;
  if (step_->count() > 0) request.step = step_->currentData().toLongLong();
  request.name = name_->text().trimmed().toStdString();
  const QString precision = precision_->currentData().toString();
  if (!precision.isEmpty()) request.precision = precision.toStdString();
  request.scaler = scaler();
  request.learningRate = rate_->value();
  request.withFp32 = withFp32_->isChecked();
  if (steps_->value()) request.steps = static_cast<std::int64_t>(*steps_->value());
  return request;
}

void ForkDialog::accept() {
  const QString problem = check_(request());
  problem_->setText(problem);
  problem_->setVisible(!problem.isEmpty());
  if (problem.isEmpty()) QDialog::accept();
}

}  // namespace scalescope
