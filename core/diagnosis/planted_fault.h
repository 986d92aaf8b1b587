#pragma once

#include <optional>
#include <string>

#include "core/diagnosis/tensor_place.h"
#include "core/train/injection.h"
#include "core/train/records.h"

namespace scalescope {

/// A fault that was planted on purpose, as the event of it tells.
struct PlantedFault {
  std::string message;
  std::optional<Injection> injection;  ///< not known of stores that keep no actions

  std::string what(const Phrases& say = Phrases()) const;  ///< "input multiplied by 1000"
  /// Whether it leaves nothing as it was; all but a factor of 1 does.
  bool changes() const;
  /// Whether it is gone with its step: all but parameters and the loss scale are made anew.
  bool passes() const;
  /// Whether the values that it leaves cannot be finite.
  bool plantsNonFinite() const;
  /// Whether it can be why a tensor went non-finite: it is planted there or earlier in the step. A
  /// factor no larger than 1 makes no activation larger, and of a gradient nothing; but the loss of
  /// other activations may have larger gradients. `tensor` empty: no tensor did, only their
  /// unscaling.
  bool canReach(const std::string& tensor, const TensorPlace& place,
                const TensorTable& tensors) const;
};

/// Whether what was planted in a step can show in later ones: the step was applied, or the loss
/// scale set.
bool lasts(const EventRecord& event, bool applied);
/// Of an event of kind injection.
PlantedFault plantedFault(const EventRecord& event);

}  // namespace scalescope
