// What the rows of a run's column are called and when they apply.
#include "core/precision/policy.h"
#include "ui/setup/run_column.h"

namespace scalescope {

QString RunColumn::title(Row row) {
  switch (row) {
    case buttons:
      return {};
    case name:
      return tr("Name");
    case precision:
      return tr("Precision");
    case fp8Scaling:
      return tr("FP8 scales");
    case scaler:
      return tr("Loss scale");
    case preset:
      return tr("Preset");
    case scale:
      return tr("Scale");
    case steps:
      return tr("Script");
    case init:
      return tr("Initial scale");
    case growth:
      return tr("Growth");
    case backoff:
      return tr("Backoff");
    case interval:
      return tr("Interval");
    case hysteresis:
      return tr("Hysteresis");
    case floor:
      return tr("Floor");
    case cap:
      return tr("Cap");
    case formats:
      return tr("Layers");
    case own:
      return tr("Own");
    case rows:
      break;
  }
  return {};
}

QString RunColumn::tip(Row row) {
  switch (row) {
    case name:
      return tr("How the run is called in plots and in the store");
    case precision:
      return tr("The policy that fills the formats of all layers");
    case fp8Scaling:
      return tr(
          "What FP8 operands are multiplied by before they are rounded: a scale for every "
          "tensor, from its largest magnitudes in the steps before, or nothing");
    case scaler:
      return tr("What happens to the factor on the loss");
    case preset:
      return tr("The defaults of a framework; the values below can still be changed");
    case scale:
      return tr("The factor on the loss; 2^16 can be written");
    case steps:
      return tr("From which step on which scale: 0: 65536, 100: 1");
    case init:
      return tr("The scale of the first step; 2^16 can be written");
    case growth:
      return tr("The scale is multiplied by this after an interval of clean steps");
    case backoff:
      return tr("The scale is multiplied by this when gradients overflow");
    case interval:
      return tr("Clean steps before the scale grows");
    case hysteresis:
      return tr("Overflowing steps before the scale backs off");
    case floor:
      return tr("The scale does not fall below this");
    case cap:
      return tr("The scale does not grow above this");
    case formats:
      return tr("Formats of single layers that differ from the policy");
    case own:
      return tr("What this run trains with instead of the experiment's; click to take it away");
    case buttons:
    case rows:
      break;
  }
  return {};
}

bool RunColumn::applies(Row row, const RunConfig& run) {
  switch (row) {
    case preset:
    case init:
    case growth:
    case backoff:
    case interval:
    case hysteresis:
    case floor:
    case cap:
      return run.scaler.kind == ScalerKind::dynamic;
    case scale:
      return run.scaler.kind == ScalerKind::fixed;
    case steps:
      return run.scaler.kind == ScalerKind::scripted;
    case own:
      return run.optimizer || run.clip;
    case fp8Scaling:
      return isFp8(policyNamed(run.precision).low);
    default:
      return true;
  }
}

}  // namespace scalescope
