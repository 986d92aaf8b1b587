#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>

namespace scalescope::cuda_double {

enum class Within {
  none,   ///< no byte in common
  whole,  ///< all bytes lie in one range
  partly
};

inline std::uintptr_t numberOf(const void* address) {
  return reinterpret_cast<std::uintptr_t>(address);
}

/// Pieces of memory that do not overlap.
class Ranges {
 public:
  using Map = std::map<std::uintptr_t, std::size_t>;  // from the first byte to the size

  void add(std::uintptr_t begin, std::size_t bytes) {
    ranges_.emplace(begin, bytes);
    total_ += bytes;
  }
  /// The size of the range that begins here, now gone; 0: none begins here.
  std::size_t remove(std::uintptr_t begin) {
    const auto found = ranges_.find(begin);
    if (found == ranges_.end()) return 0;
    const std::size_t bytes = found->second;
    ranges_.erase(found);
    total_ -= bytes;
    return bytes;
  }
  Within find(std::uintptr_t begin, std::size_t bytes) const {
    auto next = ranges_.upper_bound(begin);
    if (next != ranges_.begin()) {
      const auto [first, size] = *std::prev(next);
      if (begin - first < size)
        return bytes <= size - (begin - first) ? Within::whole : Within::partly;
    }
    return next != ranges_.end() && next->first - begin < bytes ? Within::partly : Within::none;
  }
  const Map& all() const { return ranges_; }
  std::size_t total() const { return total_; }

 private:
  Map ranges_;
  std::size_t total_ = 0;
};

}  // namespace scalescope::cuda_double
