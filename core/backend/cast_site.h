#pragma once

#include <deque>
#include <string>
#include <vector>

#include "core/numerics/cast_counts.h"
#include "core/numerics/tensor_statistics.h"

namespace scalescope {

/// What a tensor is to training.
enum class TensorRole : std::uint8_t { weight, activation, gradient, update };

/// One place of a step where a tensor gets its values: rounded to its format, unless that is FP32.
/// Names: "input", "layers.0.weight", "layers.0.output", "layers.0.output.grad",
/// "layers.0.weight.grad", "layers.0.weight.update".
struct CastSite {
  std::string tensor;
  TensorRole role = TensorRole::activation;
  Format format = Format::fp32;
  CastCounts counts;  ///< of the step under way; zero under FP32
  /// Where the values before their rounding are counted, too; null: not in this step.
  TensorStatistics* statistics = nullptr;
};

/// The sites of one run in order of computation of forward, then as backward registered them.
/// References stay valid.
class CastSites {
 public:
  CastSite& add(const std::string& tensor, TensorRole role, Format format);
  void clearCounts();
  CastCounts total() const;
  const std::deque<CastSite>& all() const { return sites_; }
  CastSite* find(const std::string& tensor);  ///< null: there is none of that name

  /// Whether the statistics of all sites are collected from now on; they begin empty. Allocates the
  /// first time.
  void collect(bool on);
  bool collects() const { return collects_; }

 private:
  std::deque<CastSite> sites_;
  std::vector<TensorStatistics> statistics_;  ///< one a site
  bool collects_ = false;
};

}  // namespace scalescope
