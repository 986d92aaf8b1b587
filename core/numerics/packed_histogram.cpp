#include "core/numerics/packed_histogram.h"

#include <limits>

namespace scalescope {
namespace {

using Bins = TensorStatistics::Bins;

void putNumber(std::string& bytes, std::uint64_t number) {
  for (; number >= 0x80U; number >>= 7U) bytes += static_cast<char>((number & 0x7fU) | 0x80U);
  bytes += static_cast<char>(number);
}

void putSparse(std::string& bytes, const Bins& bins, std::size_t first, std::size_t end) {
  std::uint64_t empty = 0;
  const auto putEmpty = [&] {
    if (empty > 0) putNumber(bytes, 2 * empty);
    empty = 0;
  };
  for (std::size_t bin = first; bin < end; ++bin) {
    if (bins[bin] == 0) {
      ++empty;
      continue;
    }
    putEmpty();
    putNumber(bytes, 2 * std::uint64_t{bins[bin]} + 1);
  }
  putEmpty();
}

/// Reads numbers; once one is not whole, or more than a bin can be, nothing good follows.
class Numbers {
 public:
  explicit Numbers(std::string_view bytes) : bytes_(bytes) {}

  std::uint64_t next() {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (at_ == bytes_.size()) break;
      const auto byte = static_cast<unsigned char>(bytes_[at_++]);
      number |= std::uint64_t{byte & 0x7fU} << shift;
      if ((byte & 0x80U) == 0) return number;
    }
    good_ = false;
    return 0;
  }

  std::uint32_t nextCount(std::uint64_t number) {
    if (number > std::numeric_limits<std::uint32_t>::max()) good_ = false;
    return static_cast<std::uint32_t>(number);
  }

  void require(bool condition) { good_ = good_ && condition; }
  bool good() const { return good_; }
  bool atEnd() const { return at_ == bytes_.size(); }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool good_ = true;
};

void readSparse(Numbers& numbers, Bins& bins, std::size_t first, std::size_t end) {
  for (std::size_t bin = first; bin < end && numbers.good();) {
    const std::uint64_t number = numbers.next();
    if (number % 2 == 1) {
      bins[bin++] = numbers.nextCount(number / 2);
      continue;
    }
    const std::uint64_t empty = number / 2;
    numbers.require(empty > 0 && empty <= end - bin);
    if (numbers.good()) bin += static_cast<std::size_t>(empty);
  }
}

}  // namespace

std::string packHistogram(const TensorStatistics& statistics) {
  std::size_t first = 0;
  std::size_t end = statistics.exponents.size();
  while (first < end && statistics.exponents[first] == 0) ++first;
  while (end > first && statistics.exponents[end - 1] == 0) --end;
  std::string bytes;
  putNumber(bytes, first == end ? 0 : first);
  putNumber(bytes, end - first);
  for (std::size_t bin = first; bin < end; ++bin) putNumber(bytes, statistics.exponents[bin]);
  putSparse(bytes, statistics.powers, first, end);
  putSparse(bytes, statistics.tops, first, end);
  return bytes;
}

bool unpackHistogram(std::string_view bytes, TensorStatistics& statistics) {
  Numbers numbers(bytes);
  const std::uint64_t first = numbers.next();
  const std::uint64_t count = numbers.next();
  constexpr auto bins = static_cast<std::uint64_t>(kExponentBins);
  numbers.require(first < bins && count <= bins - first);
  if (!numbers.good()) return false;
  const auto begin = static_cast<std::size_t>(first);
  const auto end = static_cast<std::size_t>(first + count);
  Bins exponents{}, powers{}, tops{};
  for (std::size_t bin = begin; bin < end; ++bin) {
    exponents[bin] = numbers.nextCount(numbers.next());
  }
  readSparse(numbers, powers, begin, end);
  readSparse(numbers, tops, begin, end);
  if (!numbers.good() || !numbers.atEnd()) return false;
  statistics.exponents = exponents;
  statistics.powers = powers;
  statistics.tops = tops;
  return true;
}

}  // namespace scalescope
