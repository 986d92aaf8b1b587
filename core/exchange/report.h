#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/phrases.h"
#include "core/store/reader.h"

namespace scalescope {

/// A plot as it goes into the page.
struct ReportPlot {
  std::string title;
  std::string svg;  ///< a whole SVG document
};

struct ReportOptions {
  std::vector<ReportPlot> plots{};
  Phrases say{};                ///< the language of the page
  std::string language = "en";  ///< its code (BCP 47): "zh-CN"
  /// Told how much is done, 0 … 1; false breaks it off.
  std::function<bool(double)> progress{};
};

/// A page about some runs that stands by itself (HTML 5, nothing is loaded from elsewhere): results
/// with the best of each marked, plots, what the diagnosis says, what they were trained with, and
/// by what. Nothing if it was broken off. Refused if a run is not there.
std::optional<std::string> reportHtml(const StoreReader& reader,
                                      const std::vector<std::int64_t>& runs,
                                      const ReportOptions& options = {});

}  // namespace scalescope
