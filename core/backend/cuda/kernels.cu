#include "core/backend/cuda/kernels.h"

#include "core/backend/cuda/check.h"
#include "core/backend/cuda/launch.h"

namespace scalescope::cuda {
namespace {

template <typename Kernel>
void launched(cudaStream_t stream, const Grid& grid, const Kernel& kernel, Phrase what) {
  check(launch(stream, grid, kernel), what);
}

template <typename Source>
void startCast(cudaStream_t stream, const CastJob& job, const Source& source) {
  const Grid grid = gridOverGroups(job.layout.stored());
  const Phrase what = phrase("starting a cast");
  switch (job.to) {
    case Format::fp16:
      return launched(stream, grid, Reduction<CastBody<Source, Format::fp16>>{{job, source}}, what);
    case Format::bf16:
      return launched(stream, grid, Reduction<CastBody<Source, Format::bf16>>{{job, source}}, what);
    default:
      return launched(stream, grid, Reduction<CastBody<Source, Format::fp32>>{{job, source}}, what);
  }
}

template <typename Values>
void startCounting(cudaStream_t stream, const StatisticsJob<Values>& job) {
  launched(stream, gridOver(job.values.count()), StatisticsBody<Values>{job},
           phrase("starting a tensor's statistics"));
}

/// What a cast to `format` is about to round, if that is asked for.
void countBefore(cudaStream_t stream, const StoredValues& values, Format format,
                 const Tally& tally) {
  if (tally.statistics) {
    startCounting(stream,
                  StatisticsJob<StoredValues>{values, format, nullptr, nullptr, tally.statistics});
  }
}

void startCast(cudaStream_t stream, const CastJob& job) {
  switch (job.from) {  // formats of operands lie in memory as FP32
    case Format::fp16:
      return startCast(stream, job, StoredSource<Format::fp16>{job.in});
    case Format::bf16:
      return startCast(stream, job, StoredSource<Format::bf16>{job.in});
    default:
      return startCast(stream, job, StoredSource<Format::fp32>{job.in});
  }
}

}  // namespace

void start(cudaStream_t stream, const GatherJob& job) {
  launched(stream, gridOver(job.batch * job.elements), GatherBody{job},
           phrase("starting to gather a batch"));
}

void start(cudaStream_t stream, const CastJob& job) {
  startStatistics(stream, job);
  if (!isOperandFormat(job.to)) return startCast(stream, job);
  CastJob wide = job;
  wide.to = Format::fp32;
  wide.rounded = castFormat(job.to, job.rounded);
  startCast(stream, wide);
}

void start(cudaStream_t stream, const CastJob& job, const PooledSource& source) {
  startCast(stream, job, source);
}
void start(cudaStream_t stream, const CastJob& job, const PoolGradientSource& source) {
  startCast(stream, job, source);
}

void start(cudaStream_t stream, const PermuteJob& job) {
  countBefore(stream, {job.in, job.from, job.inLayout, nullptr, {}, job.scale},
              castFormat(job.to, job.rounded), job.tally);
  launched(stream, gridOver(job.outLayout.count()), Reduction<PermuteBody>{{job}},
           phrase("starting a change of layout"));
}

void start(cudaStream_t stream, const DropoutJob& job) {
  launched(stream, gridOver(job.layout.count()), DropoutBody{job}, phrase("starting dropout"));
}

void start(cudaStream_t stream, const ColumnsJob& job, void* out, Format to, DeviceCounts* counts) {
  const Phrase what = phrase("starting the sums of channels");
  launched(stream, columnsGrid(job.layout), ColumnsBody{job}, what);
  const ColumnTotalsBody totals{job.partial, partialRows(job.layout), job.layout.pitch, out, to,
                                counts};
  launched(stream, Grid{static_cast<int>(job.layout.channels), kThreads},
           Reduction<ColumnTotalsBody>{totals}, what);
}

void start(cudaStream_t stream, const BatchMomentsBody& job) {
  // A channel's terms follow one another: threads are as many as channels, in as many blocks.
  constexpr int kChannelsPerBlock = 32;
  const auto blocks = (job.layout.pitch + kChannelsPerBlock - 1) / kChannelsPerBlock;
  launched(stream, Grid{static_cast<int>(blocks), kChannelsPerBlock}, job,
           phrase("starting the statistics of a batch normalisation"));
}

void startNormForward(cudaStream_t stream, const NormForwardBody& job, bool statistics) {
  const Phrase what = phrase("starting layer normalisation");
  const Grid samples{static_cast<int>(job.rows.layout.batch), kThreads};
  if (statistics) {
    launched(stream, samples, Reduction<NormMeanBody>{{job.rows}}, what);
    launched(stream, samples, Reduction<NormInverseBody>{{job.rows}}, what);
  }
  launched(stream, gridOver(job.rows.layout.count()), job, what);
}

void startNormBackward(cudaStream_t stream, const NormBackwardSumsBody& job, float* dx,
                       float* weightGradient, float* biasGradient) {
  const Phrase what = phrase("starting layer normalisation's backward");
  if (dx) {
    const Grid samples{static_cast<int>(job.rows.layout.batch), kThreads};
    launched(stream, samples, Reduction<NormBackwardSumsBody>{job}, what);
    launched(stream, gridOver(job.rows.layout.count()), NormBackwardBody{job, dx}, what);
  }
  launched(stream, gridOver(job.rows.features()),
           NormParametersBody{job.rows, job.dy, job.dyFormat, weightGradient, biasGradient}, what);
}

void startLoss(cudaStream_t stream, const LossBody& job) {
  launched(stream, Grid{1, kThreads}, Reduction<LossBody>{job}, phrase("starting the loss"));
}

void start(cudaStream_t stream, const LossGradient& job) {
  launched(stream, gridOver(job.batch), job, phrase("starting the loss' gradient"));
}

void startUnscale(cudaStream_t stream, const UnscaleBody& job, UnscaleSum* total) {
  const Phrase what = phrase("starting to unscale gradients");
  launched(stream, Grid{kUnscaleBlocks, kThreads}, Reduction<UnscaleBody>{job}, what);
  launched(stream, Grid{1, kThreads},
           Reduction<UnscaleTotalBody>{{job.sums, kUnscaleBlocks, total}}, what);
}

void start(cudaStream_t stream, const DecideBody& job) {
  launched(stream, Grid{1, 1}, job, phrase("starting to decide over a step"));
}

void startUpdate(cudaStream_t stream, const UpdateBody& job, std::int64_t largestSlot) {
  launched(stream, gridOverSlots(largestSlot, job.slotCount), Reduction<UpdateBody>{job},
           phrase("starting the update"));
}

void start(cudaStream_t stream, const StatisticsJob<StoredValues>& job) {
  startCounting(stream, job);
}
void start(cudaStream_t stream, const StatisticsJob<TakenOffValues>& job) {
  startCounting(stream, job);
}

void startStatistics(cudaStream_t stream, const CastJob& job) {
  countBefore(stream, {job.in, job.from, job.layout, job.bias, job.biasFormat, job.scale},
              castFormat(job.to, job.rounded), job.tally);
}

void start(cudaStream_t stream, const AmaxBody& job) {
  launched(stream, gridOver(job.layout.count()), Reduction<AmaxBody>{job},
           phrase("starting an amax"));
}

void start(cudaStream_t stream, const ScaleBody& job) {
  launched(stream, Grid{1, 1}, job, phrase("starting to decide over a scale"));
}

void start(cudaStream_t stream, const ReportBody& job) {
  launched(stream, Grid{1, kThreads}, job, phrase("starting a step's report"));
}

}  // namespace scalescope::cuda
