#pragma once

#include <deque>
#include <string>

#include "core/numerics/cast_counts.h"

namespace scalescope {

/// One place of a step where a tensor is rounded to its format. Names: "input", "layers.0.weight",
/// "layers.0.output", "layers.0.output.grad", "layers.0.weight.grad".
struct CastSite {
  std::string tensor;
  Format format = Format::fp32;
  CastCounts counts;  ///< of the step under way
};

/// The cast sites of one run in order of computation of forward, then as backward registered them.
/// References stay valid.
class CastSites {
 public:
  CastSite& add(const std::string& tensor, Format format);
  void clearCounts();
  CastCounts total() const;
  const std::deque<CastSite>& all() const { return sites_; }

 private:
  std::deque<CastSite> sites_;
};

}  // namespace scalescope
