#include "core/data/sampler.h"

#include <numeric>
#include <utility>

#include "core/base/error.h"
#include "core/base/random.h"

namespace scalescope {

Sampler::Sampler(std::int64_t count, std::int64_t batchSize, bool shuffle, std::uint64_t seed)
    : count_(count), batchSize_(batchSize), shuffle_(shuffle), seed_(seed) {
  if (count < 1) refuse("dataset", phrase("holds no training samples; at least one is needed"));
  if (batchSize < 1)
    refuse("batch_size", {phrase("found %1, expected ≥ 1"), {std::to_string(batchSize)}});
  if (shuffle) order_.resize(static_cast<std::size_t>(count));
}

void Sampler::batch(std::int64_t step, std::span<std::int64_t> out) {
  // step·B split into epochs and the rest, without that product, which could overflow.
  std::int64_t epoch = step / count_ * batchSize_ + step % count_ * batchSize_ / count_;
  std::int64_t place = step % count_ * batchSize_ % count_;
  for (auto& index : out) {
    if (place == count_) {
      place = 0;
      ++epoch;
    }
    if (shuffle_ && epoch != epoch_) prepareEpoch(epoch);
    index = shuffle_ ? order_[static_cast<std::size_t>(place)] : place;
    ++place;
  }
}

void Sampler::prepareEpoch(std::int64_t epoch) {
  const std::uint64_t key =
      randomBits(streamKey(seed_, "shuffle"), static_cast<std::uint64_t>(epoch));
  std::iota(order_.begin(), order_.end(), 0);
  for (std::size_t i = order_.size(); i-- > 1;) {
    // The remainder of 64 bits favours small numbers by less than count / 2^64.
    std::swap(order_[i], order_[randomBits(key, i) % (i + 1)]);
  }
  epoch_ = epoch;
}

}  // namespace scalescope
