#include "ui/debug/edit_dialog.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>

#include "core/base/error.h"
#include "ui/debug/dialog_form.h"
#include "ui/setup/formats_dialog.h"
#include "ui/setup/number_edit.h"
#include "ui/style/window_phrases.h"

namespace scalescope {

EditDialog::EditDialog(const ExperimentConfig& config, const std::vector<RunEdit>& earlier,
                       std::optional<qint64> held, QWidget* parent)
    : QDialog(parent), config_(config), earlier_(earlier) {
  earlier_.resize(config.runs.size());
  setWindowTitle(tr("Change a run"));
  makeFields(held);
  run_->setCurrentIndex(run_->count() - 1);
  connect(run_, &QComboBox::currentIndexChanged, this, &EditDialog::showRun);
  for (QComboBox* box : {clipBy_, clipWhen_})
    connect(box, &QComboBox::currentIndexChanged, this, &EditDialog::update);
  for (NumberEdit* number : {rate_, clipAt_})
    connect(number, &NumberEdit::valueEdited, this, &EditDialog::update);
  connect(formats_, &QPushButton::clicked, this, &EditDialog::chooseFormats);
  showRun();
}

void EditDialog::makeFields(std::optional<qint64> held) {
  DialogForm form(*this,
                  held ? tr("Goes for step %1, which waits, and for all that follow.").arg(*held)
                       : tr("Goes from the next step on."));
  run_ = new QComboBox(this);
  for (const RunConfig& run : config_.runs) run_->addItem(QString::fromStdString(run.name));
  form.add(tr("Run"), tr("Which run is changed; the others stay as they are"), run_);
  rate_ = new NumberEdit(0.0, 1e6, false, this);
  form.add(tr("Learning rate"),
           tr("Size of a step against the gradient; a schedule goes on from it"), rate_);
  clipBy_ = new QComboBox(this);
  clipBy_->addItems({tr("No"), tr("By global norm"), tr("By value")});
  form.add(tr("Clip gradients"), tr("Limits the size of gradients"), clipBy_);
  clipAt_ = new NumberEdit(1e-30, 1e30, false, this);
  form.add(tr("Clip at"), tr("Largest norm, or largest value"), clipAt_);
  clipWhen_ = new QComboBox(this);
  clipWhen_->addItems({tr("After unscaling"), tr("Before unscaling (wrong)")});
  form.add(tr("Clip when"),
           tr("Before unscaling is the common mistake: the limit meets scaled gradients"),
           clipWhen_);
  formats_ = new QPushButton(this);
  form.add(tr("Formats"), tr("The formats of single layers"), formats_);
  problem_ = new QLabel(this);
  problem_->setWordWrap(true);
  problem_->hide();
  ok_ = form.finish(problem_, tr("Change"));
}

int EditDialog::run() const { return run_->currentIndex(); }

void EditDialog::showRun() {
  const auto index = static_cast<std::size_t>(run());
  current_ = editedConfig(config_, run(), earlier_[index]);
  layers_ = current_.runs[index].layers;
  const QSignalBlocker quietBy(clipBy_);
  const QSignalBlocker quietWhen(clipWhen_);
  rate_->setValue(optimizerOf(current_, current_.runs[index]).lr);
  const auto& clip = clipOf(current_, current_.runs[index]);
  clipBy_->setCurrentIndex(!clip ? 0 : (clip->by == ClipBy::norm ? 1 : 2));
  clipAt_->setValue(clip ? clip->max : ClipConfig{}.max);
  clipWhen_->setCurrentIndex(clip && clip->when == ClipWhen::beforeUnscale ? 1 : 0);
  update();
}

void EditDialog::chooseFormats() {
  ExperimentConfig shown = current_;
  shown.runs[static_cast<std::size_t>(run())].layers = layers_;
  FormatsDialog dialog(shown, run(), this);
  if (dialog.exec() != QDialog::Accepted) return;
  layers_ = dialog.overrides();
  update();
}

std::optional<ClipConfig> EditDialog::clip() const {
  if (clipBy_->currentIndex() == 0) return std::nullopt;
  ClipConfig clip;
  clip.by = clipBy_->currentIndex() == 1 ? ClipBy::norm : ClipBy::value;
  clip.max = *clipAt_->value();
  clip.when = clipWhen_->currentIndex() == 1 ? ClipWhen::beforeUnscale : ClipWhen::afterUnscale;
  return clip;
}

RunEdit EditDialog::edit() const {
  RunEdit edit;
  const RunConfig& changed = current_.runs[static_cast<std::size_t>(run())];
  if (*rate_->value() != optimizerOf(current_, changed).lr) edit.learningRate = rate_->value();
  if (clip() != clipOf(current_, changed)) edit.clip = clip();
  const auto& before = changed.layers;
  for (const auto& [layer, formats] : layers_) {
    const auto found = before.find(layer);
    if (found == before.end() || !(found->second == formats)) edit.layers[layer] = formats;
  }
  for (const auto& [layer, formats] : before) {
    if (!layers_.contains(layer)) edit.layers[layer] = {};  // back to the policy's
  }
  return edit;
}

void EditDialog::update() {
  const bool clips = clipBy_->currentIndex() > 0;
  clipAt_->setEnabled(clips);
  clipWhen_->setEnabled(clips);
  formats_->setText(layers_.empty() ? tr("Policy…") : tr("%1 edited…").arg(layers_.size()));
  problem_->hide();
  ok_->setEnabled(!edit().empty());
}

void EditDialog::accept() {
  try {
    editedConfig(current_, run(), edit());
  } catch (const Error& error) {
    problem_->setText(errorText(error));
    problem_->show();
    return;
  }
  QDialog::accept();
}

}  // namespace scalescope
