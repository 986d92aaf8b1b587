#include "core/tensor/buffer.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "core/base/error.h"
#include "core/base/memory.h"

namespace scalescope {
namespace {
constexpr std::size_t kAlignment = 64;
constexpr std::size_t kLarge = std::size_t{64} << 20;  // what is smaller is not worth a look

bool fits(std::size_t bytes) { return bytes < kLarge || bytes <= availableMemory(); }
}  // namespace

Buffer::Buffer(std::size_t bytes, std::shared_ptr<MemoryPool> pool) : pool_(std::move(pool)) {
  if (bytes == 0) return;
  if (bytes <= PTRDIFF_MAX &&
      fits(bytes)) {  // beyond, rounding up could wrap around to a small size
    bytes_ = (bytes + kAlignment - 1) / kAlignment * kAlignment;
    data_ = std::aligned_alloc(kAlignment, bytes_);
  }
  if (!data_) {
    fail(phrase("memory"),
         {phrase("a tensor of %1 could not be allocated; this run uses %2, %3 are free"),
          {memoryText(bytes), memoryText(pool_ ? pool_->current() : 0),
           memoryText(availableMemory())}});
  }
  std::memset(data_, 0, bytes_);
  if (pool_) {
    pool_->current_ += bytes_;
    pool_->peak_ = std::max(pool_->peak_, pool_->current_);
  }
}

Buffer::Buffer(Buffer&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      bytes_(std::exchange(other.bytes_, 0)),
      pool_(std::move(other.pool_)) {}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  if (this != &other) {
    release();
    data_ = std::exchange(other.data_, nullptr);
    bytes_ = std::exchange(other.bytes_, 0);
    pool_ = std::move(other.pool_);
  }
  return *this;
}

Buffer::~Buffer() { release(); }

void Buffer::release() {
  if (!data_) return;
  std::free(data_);
  if (pool_) pool_->current_ -= bytes_;
  data_ = nullptr;
  bytes_ = 0;
}

}  // namespace scalescope
