#include "core/backend/cast_site.h"

#include <algorithm>

namespace scalescope {

CastSite& CastSites::add(const std::string& tensor, TensorRole role, Format format) {
  return sites_.emplace_back(CastSite{tensor, role, format, {}, nullptr});
}

CastSite* CastSites::find(const std::string& tensor) {
  const auto found = std::find_if(sites_.begin(), sites_.end(),
                                  [&](const CastSite& site) { return site.tensor == tensor; });
  return found == sites_.end() ? nullptr : &*found;
}

void CastSites::clearCounts() {
  for (auto& site : sites_) site.counts = {};
}

CastCounts CastSites::total() const {
  CastCounts sum;
  for (const auto& site : sites_) sum += site.counts;
  return sum;
}

void CastSites::collect(bool on) {
  if (!on && !collects_) return;
  collects_ = on;
  if (on) statistics_.resize(sites_.size());
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    sites_[i].statistics = on ? &statistics_[i] : nullptr;
    if (!on) continue;
    statistics_[i] = {};
    statistics_[i].format = sites_[i].format;
  }
}

}  // namespace scalescope
