#pragma once

#include <string>
#include <vector>

#include "core/store/reader.h"

namespace scalescope {

/// A plot as it goes into the page.
struct ReportPlot {
  std::string title;
  std::string svg;  ///< a whole SVG document
};

/// A page about some runs that stands by itself (HTML 5, nothing is loaded from elsewhere): results
/// with the best of each marked, plots, what the diagnosis says, what they were trained with, and
/// by what. Refused if a run is not there.
std::string reportHtml(const StoreReader& reader, const std::vector<std::int64_t>& runs,
                       const std::vector<ReportPlot>& plots);

}  // namespace scalescope
