#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/backend/operation.h"

namespace scalescope {

/// One oneDNN primitive of a training step, on its own: whole batch, FP32, the layouts that the
/// library picks.
struct TimedPrimitive {
  std::string name;           ///< "layers.0 conv2d forward"
  std::function<void()> run;  ///< one execution, finished on return
};

/// The primitives that a step of a layer calls for, forward and backward; what a bench adds up to
/// know how fast a step could be if everything around them were free. Shapes are those of the
/// layer's input, batch first.
class PrimitiveList {
 public:
  PrimitiveList();
  ~PrimitiveList();
  void conv2d(const std::string& layer, const Shape& input, const Conv2dSpec& spec,
              bool wantsInputGradient);
  void linear(const std::string& layer, const Shape& input, std::int64_t out);
  void pool2d(const std::string& layer, const Shape& input, const PoolSpec& spec);
  void relu(const std::string& layer, const Shape& shape);
  const std::vector<TimedPrimitive>& all() const { return primitives_; }

 private:
  struct Engine;
  std::shared_ptr<Engine> engine_;
  std::vector<TimedPrimitive> primitives_;
};

}  // namespace scalescope
