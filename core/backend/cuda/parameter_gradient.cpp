#include "core/backend/cuda/parameter_gradient.h"

#include "core/backend/cuda/kernels.h"

namespace scalescope::cuda {

ParameterGradient::ParameterGradient(const ContextPtr& context, const Parameter& parameter,
                                     Slot slot)
    : context_(context),
      gradient_(asCuda(parameter.gradient)),
      counter_(context->telemetry.counter(parameter.gradientSite)),
      slot_(slot) {
  if (gradient_->format() == Format::fp32) return;
  // The libraries write padded outputs, too.
  context_->reserve(slot_, gradient_->floatBytes());
}

float* ParameterGradient::result() const {
  return gradient_->format() == Format::fp32 ? gradient_->as<float>()
                                             : context_->scratch<float>(slot_);
}

void ParameterGradient::finish() const {
  CastJob job;
  job.in = result();
  job.out = gradient_->data();
  job.layout = gradient_->layout();
  job.to = gradient_->format();
  job.tally = context_->telemetry.tally(counter_);
  if (gradient_->format() == Format::fp32) return startStatistics(context_->stream(), job);
  start(context_->stream(), job);
}

void ParameterGradient::sumChannels(const CudaTensor& dy) const {
  const ColumnsJob job{dy.data(), dy.format(), dy.layout(),
                       context_->scratch<float>(Slot::partial)};
  const Tally tally = context_->telemetry.tally(counter_);
  if (tally.statistics) {
    // The sums as FP32 values, which are nowhere else.
    start(context_->stream(), job, result(), Format::fp32, nullptr);
    start(context_->stream(),
          StatisticsJob<StoredValues>{{result(), Format::fp32, gradient_->layout(), nullptr, {}},
                                      gradient_->format(),
                                      nullptr,
                                      nullptr,
                                      tally.statistics});
  }
  start(context_->stream(), job, gradient_->data(), gradient_->format(), tally.counts);
}

void reserveChannelSums(Context& context, const Layout& dy) {
  context.reserve(Slot::partial,
                  static_cast<std::size_t>(partialRows(dy) * dy.pitch) * sizeof(float));
}

}  // namespace scalescope::cuda
