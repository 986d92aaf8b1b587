#include "core/numerics/tensor_statistics.h"

#include <algorithm>

namespace scalescope {
namespace {

void include(TensorStatistics& statistics, float least, float most) {
  statistics.largest = std::max(statistics.largest, most);
  const bool first = statistics.smallest == 0.0F;
  statistics.smallest = first ? least : std::min(statistics.smallest, least);
}

std::uint64_t sumOf(const TensorStatistics::Bins& bins, int begin, int end) {
  std::uint64_t sum = 0;
  for (int bin = std::max(begin, 0); bin < std::min(end, kExponentBins); ++bin) {
    sum += bins[static_cast<std::size_t>(bin)];
  }
  return sum;
}

/// The bin of 2^exponent, which need not be one that there is.
int binOf(int exponent) { return exponent - kLeastExponent; }

}  // namespace

void TensorStatistics::add(float value) {
  ++elements;
  const std::uint32_t magnitude = floatBits(value) & 0x7fffffffU;
  const CastThresholds thresholds = thresholdsOf(format);
  if (magnitude == 0) {
    ++zeros;
    return;
  }
  if (magnitude >= 0x7f800000U) {
    ++(magnitude == 0x7f800000U ? infinities : nans);
    return;
  }
  const auto bin = static_cast<std::size_t>(exponentBin(value));
  ++exponents[bin];
  powers[bin] += isPowerOfTwo(magnitude);
  tops[bin] += isTop(magnitude, thresholds);
  subnormals += becomesSubnormal(magnitude, thresholds);
  include(*this, bitsFloat(magnitude), bitsFloat(magnitude));
}

TensorStatistics& TensorStatistics::operator+=(const TensorStatistics& other) {
  elements += other.elements;
  zeros += other.zeros;
  infinities += other.infinities;
  nans += other.nans;
  subnormals += other.subnormals;
  lostUpdates += other.lostUpdates;
  for (std::size_t i = 0; i < exponents.size(); ++i) {
    exponents[i] += other.exponents[i];
    powers[i] += other.powers[i];
    tops[i] += other.tops[i];
  }
  if (other.smallest > 0.0F) include(*this, other.smallest, other.largest);
  return *this;
}

std::uint64_t TensorStatistics::underflowsAt(int shift, Format to) const {
  const FormatInfo& target = info(to);
  // Half of the smallest subnormal, a power of two, is the largest that becomes 0.
  const int half = binOf(target.minExponent - target.mantissaBits - 1 - shift);
  return sumOf(exponents, 0, half) + sumOf(powers, half, half + 1);
}

std::uint64_t TensorStatistics::overflowsAt(int shift, Format to) const {
  const int highest = binOf(info(to).maxExponent - shift);
  return sumOf(exponents, highest + 1, kExponentBins) + sumOf(tops, highest, highest + 1);
}

}  // namespace scalescope
