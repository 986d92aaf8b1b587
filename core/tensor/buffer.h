#pragma once

#include <cstddef>
#include <memory>

namespace scalescope {

/// Counts the tensor memory of one run. Buffers keep their pool alive.
class MemoryPool {
 public:
  std::size_t current() const { return current_; }  ///< bytes held now
  std::size_t peak() const { return peak_; }        ///< most bytes held at any time

 private:
  friend class Buffer;
  std::size_t current_ = 0;
  std::size_t peak_ = 0;
};

/// Zeroed memory, aligned to 64 bytes (a cache line, and the widest vector register). Move only.
class Buffer {
 public:
  Buffer() = default;
  /// Throws Error (failed) naming the size if the memory cannot be had.
  Buffer(std::size_t bytes, std::shared_ptr<MemoryPool> pool);
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer();

  void* data() { return data_; }
  const void* data() const { return data_; }
  template <typename T>
  T* as() {
    return static_cast<T*>(data_);
  }
  template <typename T>
  const T* as() const {
    return static_cast<const T*>(data_);
  }
  std::size_t bytes() const { return bytes_; }

 private:
  void release();
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
  std::shared_ptr<MemoryPool> pool_;
};

}  // namespace scalescope
