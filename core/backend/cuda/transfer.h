#pragma once

#include <span>

#include "core/backend/cast_site.h"
#include "core/backend/cuda/context.h"

namespace scalescope::cuda {

/// Row-major FP32 values into a tensor, rounded to its format on the host and counted into `site`
/// if given. Done once the run has its memory.
void write(Context& context, CudaTensor& tensor, std::span<const float> values, CastSite* site);
/// The other way, exactly; waits.
void read(const Context& context, const CudaTensor& tensor, std::span<float> values);

/// When the stream comes to it.
void copy(Context& context, const CudaTensor& from, CudaTensor& to);

/// Counted on the device; waits.
TensorStatistics statistics(Context& context, const CudaTensor& tensor);

}  // namespace scalescope::cuda
