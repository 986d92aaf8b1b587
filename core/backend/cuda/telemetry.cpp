#include "core/backend/cuda/telemetry.h"

#include <algorithm>

#include "core/backend/cuda/kernels.h"
#include "core/base/error.h"

namespace scalescope::cuda {
namespace {

CastCounts castCounts(const DeviceCounts& counts) {
  return {counts.elements, counts.overflow, counts.underflow, counts.nonFinite, counts.largest};
}

}  // namespace

Telemetry::Telemetry(Arena& arena, cudaStream_t stream)
    : arena_(arena),
      stream_(stream),
      counts_(arena.reserve(kCapacity * sizeof(DeviceCounts))),
      ring_(makePinned(kSlots * sizeof(StepReport))),
      ringCounts_(makePinned(std::size_t{kSlots} * kCapacity * sizeof(DeviceCounts))) {
  for (int i = 0; i < kSlots; ++i) {
    begun_.push_back(makeTimedEvent());
    ended_.push_back(makeTimedEvent());
  }
}

Counter Telemetry::counter(CastSite* site) {
  if (!site) return {};
  const auto placeIn = [&](std::vector<CastSite*>& all) {
    const auto found = std::find(all.begin(), all.end(), site);
    const auto place = static_cast<int>(found - all.begin());
    if (found != all.end()) return place;
    if (all.size() == kCapacity) {
      fail(phrase("CUDA back end"),
           {phrase("more than %1 casts in a network"), {std::to_string(kCapacity)}});
    }
    all.push_back(site);
    return place;
  };
  return {site->format == Format::fp32 ? -1 : placeIn(sites_), placeIn(watched_)};
}

DeviceStatistics* Telemetry::table() const {
  return static_cast<DeviceStatistics*>(statistics_->data());
}

Tally Telemetry::tally(Counter counter) const {
  const auto room = statistics_ ? statistics_->bytes() / sizeof(DeviceStatistics) : 0;
  const bool has = counter.watched >= 0 && static_cast<std::size_t>(counter.watched) < room;
  return {counts(counter), collects() && has ? table() + counter.watched : nullptr};
}

void Telemetry::beginStatistics() {
  // The first step makes the batch's own site known only while it is under way.
  const std::size_t bytes = (watched_.size() + 1) * sizeof(DeviceStatistics);
  if (!statistics_ || statistics_->bytes() < bytes) statistics_ = arena_.reserve(bytes);
  check(cudaMemsetAsync(statistics_->data(), 0, statistics_->bytes(), stream_),
        phrase("clearing tensors' statistics"));
}

void Telemetry::takeStatistics() {
  std::vector<DeviceStatistics> counted(watched_.size());
  check(cudaMemcpyAsync(counted.data(), table(), counted.size() * sizeof(DeviceStatistics),
                        cudaMemcpyDeviceToHost, stream_),
        phrase("reading tensors' statistics"));
  check(cudaStreamSynchronize(stream_), phrase("reading tensors' statistics"));
  for (std::size_t i = 0; i < watched_.size(); ++i) {
    *watched_[i]->statistics = tensorStatistics(counted[i], watched_[i]->format);
  }
}

DeviceCounts* Telemetry::counts(Counter counter) const {
  return counter.index < 0 ? nullptr : static_cast<DeviceCounts*>(counts_->data()) + counter.index;
}

void Telemetry::clear() {
  if (sites_.empty()) return;
  check(cudaMemsetAsync(counts_->data(), 0, sites_.size() * sizeof(DeviceCounts), stream_),
        phrase("clearing the counts of casts"));
}

void Telemetry::collect() {
  if (sites_.empty()) return;
  std::vector<DeviceCounts> counts(sites_.size());
  check(cudaMemcpyAsync(counts.data(), counts_->data(), counts.size() * sizeof(DeviceCounts),
                        cudaMemcpyDeviceToHost, stream_),
        phrase("reading the counts of casts"));
  check(cudaStreamSynchronize(stream_), phrase("reading the counts of casts"));
  for (std::size_t i = 0; i < sites_.size(); ++i) sites_[i]->counts += castCounts(counts[i]);
  clear();
}

void Telemetry::decide(DeviceStep* step) {
  start(stream_, DecideBody{step, static_cast<const DeviceCounts*>(counts_->data()),
                            static_cast<int>(sites_.size())});
}

void Telemetry::report(DeviceStep* step) {
  const auto sites = static_cast<int>(sites_.size());
  start(stream_, ReportBody{step, static_cast<const DeviceCounts*>(counts_->data()), sites,
                            static_cast<StepReport*>(ring_.get()),
                            static_cast<DeviceCounts*>(ringCounts_.get()), kSlots, kCapacity});
}

void Telemetry::begin() {
  if (queued_ - taken_ >= kSlots) fail("CUDA back end", "too many steps are under way");
  check(cudaEventRecord(begun_[queued_ % kSlots].get(), stream_),
        phrase("marking the start of a step"));
}

void Telemetry::end() {
  check(cudaEventRecord(ended_[queued_ % kSlots].get(), stream_),
        phrase("marking the end of a step"));
  ++queued_;
}

Telemetry::Taken Telemetry::take() {
  if (taken_ == queued_) fail("CUDA back end", "no step is under way");
  const std::uint64_t slot = taken_ % kSlots;
  check(cudaEventSynchronize(ended_[slot].get()), phrase("a training step"));
  float milliseconds = 0.0F;
  check(cudaEventElapsedTime(&milliseconds, begun_[slot].get(), ended_[slot].get()),
        phrase("timing a step"));
  const StepReport report = static_cast<const StepReport*>(ring_.get())[slot];
  const auto* counts = static_cast<const DeviceCounts*>(ringCounts_.get()) + slot * kCapacity;
  ++taken_;
  if (report.number != taken_) fail("CUDA back end", "a step's report is missing");
  for (std::size_t i = 0; i < sites_.size(); ++i) sites_[i]->counts = castCounts(counts[i]);
  if (collects() && statistics_) takeStatistics();
  return {report, static_cast<double>(milliseconds)};
}

}  // namespace scalescope::cuda
