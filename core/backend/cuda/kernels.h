#pragma once

#include <cuda_runtime_api.h>

#include "core/backend/cuda/kernels/batch_moments.h"
#include "core/backend/cuda/kernels/columns.h"
#include "core/backend/cuda/kernels/gather.h"
#include "core/backend/cuda/kernels/layer_norm.h"
#include "core/backend/cuda/kernels/permute.h"
#include "core/backend/cuda/kernels/pool.h"
#include "core/backend/cuda/kernels/scale.h"
#include "core/backend/cuda/kernels/statistics.h"
#include "core/backend/cuda/kernels/step.h"
#include "core/backend/cuda/kernels/update.h"

// Every kernel of the back end, put on a stream. Pointers are into device memory. Each throws Error
// (failed) if it cannot be started.
namespace scalescope::cuda {

void start(cudaStream_t stream, const GatherJob& job);
void start(cudaStream_t stream, const CastJob& job);
/// A pooling, or its backward, and the cast of what it makes; `job.in` is not read. Statistics are
/// left out: they are taken of values in memory.
void start(cudaStream_t stream, const CastJob& job, const PooledSource& source);
void start(cudaStream_t stream, const CastJob& job, const PoolGradientSource& source);
void start(cudaStream_t stream, const PermuteJob& job);
void start(cudaStream_t stream, const DropoutJob& job);

/// Channel sums of `job` into `out` (of format `to`), counted. `job.partial` is scratch.
void start(cudaStream_t stream, const ColumnsJob& job, void* out, Format to, DeviceCounts* counts);

void start(cudaStream_t stream, const BatchMomentsBody& job);

void startNormForward(cudaStream_t stream, const NormForwardBody& job, bool statistics);
/// `dx` null: not wanted.
void startNormBackward(cudaStream_t stream, const NormBackwardSumsBody& job, float* dx,
                       float* weightGradient, float* biasGradient);

void startLoss(cudaStream_t stream, const LossBody& job);
void start(cudaStream_t stream, const LossGradient& job);

constexpr int kUnscaleBlocks = 512;
/// `job.sums` has room for kUnscaleBlocks.
void startUnscale(cudaStream_t stream, const UnscaleBody& job, UnscaleSum* total);
void start(cudaStream_t stream, const DecideBody& job);
void startUpdate(cudaStream_t stream, const UpdateBody& job, std::int64_t largestSlot);
void start(cudaStream_t stream, const AmaxBody& job);
void start(cudaStream_t stream, const ScaleBody& job);
void start(cudaStream_t stream, const ReportBody& job);

void start(cudaStream_t stream, const StatisticsJob<StoredValues>& job);
void start(cudaStream_t stream, const StatisticsJob<TakenOffValues>& job);
/// Of the values that a cast is about to round; the cast itself does so, too.
void startStatistics(cudaStream_t stream, const CastJob& job);

}  // namespace scalescope::cuda
