#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace scalescope {

class Trainer;
struct Parameter;

/// How far one tensor of a run, or all of them as one vector, is from the FP32 run's in a step.
struct TensorDivergence {
  /// ⟨g, g₃₂⟩ / (‖g‖ ‖g₃₂‖) of the unscaled gradients; none where one is not finite or 0.
  std::optional<double> gradientCosine;
  /// ‖w − w₃₂‖ / ‖w₃₂‖ of the weights (the masters, where there are some) that the step led to.
  /// +inf: a weight of the run is not finite; none where the FP32 run's are not, or are all 0.
  std::optional<double> weightDistance;
  /// Of the updates that are not 0, the share that left their weight as it was; none in a step that
  /// was skipped.
  std::optional<double> lostUpdates;
  bool operator==(const TensorDivergence&) const = default;
};

using ParameterNames = std::vector<std::string>;

/// The divergence of a run from its FP32 run in one step.
struct DivergenceRecord {
  int run = 0;
  std::int64_t step = 0;
  /// "" is the whole model, and the first; then parameters in the network's order.
  std::shared_ptr<const ParameterNames> tensors;
  std::vector<TensorDivergence> values;  ///< one a tensor
};

/// Compares runs with one of them, on the host, in double precision.
class DivergenceMeter {
 public:
  void readReference(Trainer& reference);  ///< that compare() compares with from now on
  /// Of the step that both have ended last, with statistics.
  DivergenceRecord compare(Trainer& run);

 private:
  struct Values {
    std::vector<float> gradient, weight;
    double scale = 1.0;  ///< that the gradient is multiplied with
  };
  void read(Trainer& trainer, const Parameter& parameter, Values& values);

  std::vector<Values> reference_;  ///< by parameter
  Values own_;
  std::shared_ptr<const ParameterNames> names_;
};

}  // namespace scalescope
