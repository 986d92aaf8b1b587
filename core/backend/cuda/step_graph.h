#pragma once

#include <functional>

#include "core/backend/cuda/context.h"

namespace scalescope::cuda {

/// Does the work of a training step: the first time as it is called, since the libraries load their
/// kernels then; the second time captured into a graph; from then on by starting that graph.
class StepGraph {
 public:
  void run(Context& context, const std::function<void()>& work);

 private:
  void collect(Context& context, const std::function<void()>& work);
  void capture(Context& context, const std::function<void()>& work);
  bool warm_ = false;
  int generation_ = -1;
  GraphExec graph_;
};

}  // namespace scalescope::cuda
