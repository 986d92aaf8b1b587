// What a person changes while an experiment trains, and how a run goes on from a checkpoint.
#include <cmath>

#include "core/base/error.h"
#include "core/train/events.h"
#include "core/train/experiment.h"

namespace scalescope {
void Experiment::requireRun(int run, const Sentence& what) const {
  if (run < 0 || run >= runs()) refuse(what, {phrase("there is no run %1"), {std::to_string(run)}});
}

void Experiment::setScale(int run, float scale) {
  requireRun(run, phrase("loss scale"));
  if (!std::isfinite(scale) || scale <= 0.0F) {
    refuse(phrase("loss scale"),
           {phrase("expected a positive finite number, found %1"), {scaleText(scale)}});
  }
  if (!live(run)) return;
  const float before = trainer(run).scale();
  trainer(run).setScale(scale);
  collapsed_[static_cast<std::size_t>(run)] = false;
  checkpointedAt_ = -1;
  edited_ = edited_ || held_;
  emitEvent(run, EventKind::scaleChange, static_cast<double>(scale),
            "set by hand from " + scaleText(before) + " to " + scaleText(scale),
            OrderedJson{{"scale", static_cast<double>(scale)}}.dump());
}

void Experiment::edit(int run, const RunEdit& edit) {
  requireRun(run, phrase("edit"));
  if (!live(run) || edit.empty()) return;
  if (config_.runs[static_cast<std::size_t>(run)].noiseFloor && !edit.layers.empty()) {
    refuse(phrase("edit"), phrase("the noise floor is an FP32 run and stays one"));
  }
  const RunEdit all = merged(edits_[static_cast<std::size_t>(run)], edit);
  editedConfig(config_, run, all);  // refuses before anything is touched
  trainer(run).abandon();
  const std::string bytes = trainer(run).saveCheckpoint();
  if (!attempt(run, [&] {
        rebuild(run, all);
        trainer(run).loadCheckpoint(bytes, phrase("edit"));
      })) {
    return;
  }
  checkpointedAt_ = -1;
  edited_ = edited_ || held_;
  emitEvent(run, EventKind::edit, static_cast<double>(step_), "changed by hand: " + describe(edit),
            toJson(edit).dump());
}

/// The run anew, as its configuration and these edits have it. The device holds one of the two at a
/// time.
void Experiment::rebuild(int run, const RunEdit& edit) {
  const auto index = static_cast<std::size_t>(run);
  const ExperimentConfig config = editedConfig(config_, run, edit);
  const std::vector<HostTensor> weights = trainer(run).weights();
  const auto fingerprint = trainer(run).dataFingerprint;
  trainers_[index].reset();
  trainers_[index] = std::make_unique<Trainer>(factory_(), config, run, weights);
  trainers_[index]->dataFingerprint = fingerprint;
  trainers_[index]->edits = edit.empty() ? "" : toJson(edit).dump();
  edits_[index] = edit;
  kept_[index] = trainers_[index]->keep(dataset_->train);
  loaded_ = -1;
}

void Experiment::startFrom(int run, std::string_view checkpoint, const Sentence& source,
                           bool ownScaler) {
  Trainer& trainer = this->trainer(run);
  trainer.loadCheckpoint(checkpoint, source);
  if (ownScaler) trainer.setScaler(trainer.initialScaler(trainer.stepsDone()));
  settleAt(run);
  checkpointRun(run, step_);
}

void Experiment::resume(int run, std::string_view checkpoint, const Sentence& source) {
  const RunEdit edits = editsOfCheckpoint(checkpoint, config_.network, source);
  if (edits != edits_[static_cast<std::size_t>(run)]) rebuild(run, edits);
  trainer(run).loadCheckpoint(checkpoint, source);
  settleAt(run);
}

/// Where a checkpoint left off.
void Experiment::settleAt(int run) {
  loaded_ = -1;
  step_ = trainer(run).stepsDone();
  collapsed_[static_cast<std::size_t>(run)] = isCollapsed(trainer(run).scale());
  checkpointedAt_ = step_;
}

}  // namespace scalescope
