#include "core/backend/cuda/step_graph.h"

namespace scalescope::cuda {

void StepGraph::run(Context& context, const std::function<void()>& work) {
  if (context.telemetry.collects()) return collect(context, work);
  if (generation_ != context.generation()) graph_.reset();
  if (warm_ && !graph_) capture(context, work);
  context.telemetry.begin();
  if (graph_) {
    check(cudaGraphLaunch(graph_.get(), context.stream()), phrase("starting a step"));
  } else {
    context.telemetry.clear();
    work();
    warm_ = true;
  }
  context.telemetry.end();
}

/// A step whose tensors are counted is none of those that are replayed.
void StepGraph::collect(Context& context, const std::function<void()>& work) {
  context.telemetry.beginStatistics();
  context.telemetry.begin();
  context.telemetry.clear();
  work();
  context.telemetry.end();
}

void StepGraph::capture(Context& context, const std::function<void()>& work) {
  cudaGraph_t captured = nullptr;
  check(cudaStreamBeginCapture(context.stream(), cudaStreamCaptureModeThreadLocal),
        phrase("capturing a step"));
  try {
    context.telemetry.clear();
    work();
  } catch (...) {
    static_cast<void>(cudaStreamEndCapture(context.stream(), &captured));
    if (captured) static_cast<void>(cudaGraphDestroy(captured));
    throw;
  }
  check(cudaStreamEndCapture(context.stream(), &captured), phrase("capturing a step"));
  const Graph graph(captured);
  cudaGraphExec_t executable = nullptr;
  check(cudaGraphInstantiate(&executable, captured, 0), phrase("making a captured step ready"));
  graph_.reset(executable);
  generation_ = context.generation();
}

}  // namespace scalescope::cuda
