#pragma once

#include "core/backend/cpu/cpu_tensor.h"
#include "core/numerics/tensor_statistics.h"

namespace scalescope::cpu {

/// Of the elements alone; what pads a blocked layout is left out.
TensorStatistics statisticsOf(const CpuTensor& tensor);

}  // namespace scalescope::cpu
