#include "core/backend/cuda/batch_feed.h"

#include <algorithm>
#include <cstring>

#include "core/backend/cuda/kernels.h"

namespace scalescope::cuda {
namespace {

constexpr Phrase kWhat = phrase("bringing a batch to the device");
constexpr std::size_t kMostKept = std::size_t{256} << 20U;  // what "small" means of a data set

bool fits(std::size_t bytes) {
  std::size_t free = 0;
  std::size_t total = 0;
  check(cudaMemGetInfo(&free, &total), phrase("asking for the free device memory"));
  return bytes <= free;
}

}  // namespace

BatchFeed::BatchFeed(Arena& arena, cudaStream_t stream)
    : arena_(arena), stream_(stream), uploads_(makeStream()) {
  for (auto& stage : stages_) {
    stage.arrived = makeEvent();
    stage.released = makeEvent();
  }
}

void BatchFeed::makeRoom(std::size_t pixelBytes, std::size_t labelBytes) {
  if (current_ && pixelBytes <= labelsAt_ && labelsAt_ + labelBytes <= room_) return;
  check(cudaStreamSynchronize(stream_), phrase("waiting for the batch before"));
  labelsAt_ = (pixelBytes + 255) / 256 * 256;
  room_ = labelsAt_ + labelBytes;
  current_ = arena_.reserve(room_);
  for (auto& stage : stages_) {
    stage.host = makePinned(room_);
    stage.device = arena_.reserve(room_);
    stage.used = false;
  }
  // The blocks were cleared on the other stream: uploads come after that.
  arena_.seal();
  check(cudaStreamSynchronize(stream_), phrase("clearing room for batches"));
  ++generation_;
}

BatchFeed::Stage& BatchFeed::freeStage() {
  Stage& stage = stages_[next_++ % stages_.size()];
  if (stage.used) check(cudaEventSynchronize(stage.arrived.get()), kWhat);
  return stage;
}

void BatchFeed::bring(Stage& stage, std::size_t bytes) {
  if (stage.used) check(cudaStreamWaitEvent(uploads_.get(), stage.released.get(), 0), kWhat);
  check(cudaMemcpyAsync(stage.device->data(), stage.host.get(), bytes, cudaMemcpyHostToDevice,
                        uploads_.get()),
        kWhat);
  check(cudaEventRecord(stage.arrived.get(), uploads_.get()), kWhat);
  check(cudaStreamWaitEvent(stream_, stage.arrived.get(), 0), kWhat);
}

void BatchFeed::release(Stage& stage) {
  check(cudaEventRecord(stage.released.get(), stream_), kWhat);
  stage.used = true;
}

void BatchFeed::load(std::span<const float> pixels, std::span<const std::int32_t> labels) {
  makeRoom(pixels.size_bytes(), labels.size_bytes());
  Stage& stage = freeStage();
  const std::size_t bytes = labelsAt_ + labels.size_bytes();
  auto* host = static_cast<char*>(stage.host.get());
  if (!pixels.empty()) std::memcpy(host, pixels.data(), pixels.size_bytes());
  if (!labels.empty()) std::memcpy(host + labelsAt_, labels.data(), labels.size_bytes());
  bring(stage, bytes);
  check(cudaMemcpyAsync(current_->data(), stage.device->data(), bytes, cudaMemcpyDeviceToDevice,
                        stream_),
        kWhat);
  release(stage);
}

bool BatchFeed::keep(const SampleSet& samples) {
  keptAreBytes_ = !samples.bytes.empty();
  const void* from = keptAreBytes_ ? static_cast<const void*>(samples.bytes.data())
                                   : static_cast<const void*>(samples.values.data());
  const std::size_t bytes = keptAreBytes_ ? samples.bytes.size() : samples.values.size_bytes();
  if (bytes == 0 || bytes > kMostKept || !fits(2 * bytes)) return false;
  kept_ = arena_.reserve(bytes);
  keptLabels_ = arena_.reserve(samples.labels.size_bytes());
  keptElements_ = std::max(samples.bytes.size(), samples.values.size()) / samples.labels.size();
  check(cudaMemcpyAsync(kept_->data(), from, bytes, cudaMemcpyHostToDevice, stream_), kWhat);
  check(cudaMemcpyAsync(keptLabels_->data(), samples.labels.data(), samples.labels.size_bytes(),
                        cudaMemcpyHostToDevice, stream_),
        kWhat);
  check(cudaStreamSynchronize(stream_), kWhat);
  return true;
}

void BatchFeed::loadKept(std::span<const std::int64_t> indices) {
  makeRoom(std::max(indices.size() * keptElements_ * sizeof(float), indices.size_bytes()),
           indices.size() * sizeof(std::int32_t));
  Stage& stage = freeStage();
  std::memcpy(stage.host.get(), indices.data(), indices.size_bytes());
  bring(stage, indices.size_bytes());
  GatherJob job;
  job.bytes = keptAreBytes_ ? static_cast<const std::uint8_t*>(kept_->data()) : nullptr;
  job.values = keptAreBytes_ ? nullptr : static_cast<const float*>(kept_->data());
  job.allLabels = static_cast<const std::int32_t*>(keptLabels_->data());
  job.indices = static_cast<const std::int64_t*>(stage.device->data());
  job.batch = static_cast<std::int64_t>(indices.size());
  job.elements = static_cast<std::int64_t>(keptElements_);
  job.pixels = pixelRoom();
  job.labels = const_cast<std::int32_t*>(labels());
  start(stream_, job);
  release(stage);
}

}  // namespace scalescope::cuda
