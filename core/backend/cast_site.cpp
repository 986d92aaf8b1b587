#include "core/backend/cast_site.h"

namespace scalescope {

CastSite& CastSites::add(const std::string& tensor, Format format) {
  return sites_.emplace_back(CastSite{tensor, format, {}});
}

void CastSites::clearCounts() {
  for (auto& site : sites_) site.counts = {};
}

CastCounts CastSites::total() const {
  CastCounts sum;
  for (const auto& site : sites_) sum += site.counts;
  return sum;
}

}  // namespace scalescope
