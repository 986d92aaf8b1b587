#pragma once

#include "core/diagnosis/culprit_parts.h"
#include "core/diagnosis/findings.h"

// What findingsOf() is made of.
namespace scalescope {

/// 0 where there is nothing.
inline double shareOf(std::uint64_t part, std::uint64_t all) {
  return all > 0 ? static_cast<double>(part) / static_cast<double>(all) : 0.0;
}

/// What the casts of a tensor lost of its values, over several steps.
struct TensorLoss {
  TensorInfo info;
  TensorPlace place;
  std::uint64_t lost = 0;     ///< values
  std::uint64_t nonZero = 0;  ///< values
  // Added up over `counted` steps, so that each counts alike, whatever its scale: shares that a
  // step lost of its values that are not zero, and of their sum, to half a power of two.
  double valueShares = 0.0, sumShares = 0.0;
  int counted = 0;
  double worstShare = 0.0;  ///< of one step
  std::int64_t worstStep = -1;
  std::vector<std::int64_t> losing{};  ///< steps that lost enough to matter

  double shareOfAll() const { return shareOf(lost, nonZero); }
  /// A tensor that keeps its large values has lost little, however many small ones vanish.
  double shareOfSum() const { return counted > 0 ? sumShares / counted : 0.0; }
  double shareOfValues() const { return counted > 0 ? valueShares / counted : 0.0; }
};

/// One a tensor of this role that has values, in order of computation; `lost` are those that became
/// zero.
std::vector<TensorLoss> lossesOf(std::span<const ScaledStatistics> statistics,
                                 const NetworkConfig& network, TensorRole role);
/// The one that lost the largest share of its sum, if that is enough to matter.
const TensorLoss* worstOf(const std::vector<TensorLoss>& losses);
/// In which of the steps it lost enough to matter; empty: in all of them.
std::string losingText(const TensorLoss& loss, std::size_t steps, const Phrases& say);
/// A finding about it without its cause and sentence.
Finding findingOf(const TensorLoss& loss);
/// What operands that are scaled by their history suffer after a spike.
std::string historyText(const Phrases& say);
/// A sentence with places for the share of the values, the tensor, where it is, the share of its
/// sum, and the format.
std::string vanishingText(const TensorLoss& loss, const char* sentence, const Phrases& say);

/// Gradients that vanish: for want of a loss scale, under one too low, or in too narrow a format.
void findVanishingGradients(std::vector<Finding>& findings, const ExperimentConfig& config, int run,
                            std::span<const ScaledStatistics> statistics, const Phrases& say);

}  // namespace scalescope
