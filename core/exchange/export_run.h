#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/reader.h"

namespace scalescope {

/// What a run can leave the store as.
enum class ExportFormat {
  csv,          ///< a file for each table, its columns those of the store
  json,         ///< one document with all that the store holds but checkpoints
  tensorboard,  ///< an event file: scalars in FP32, histograms of magnitudes
  safetensors   ///< the newest stored (master) weights
};

const std::vector<std::string>& exportFormatNames();  ///< as the command line has them
/// Nothing for a name that is none of exportFormatNames().
std::optional<ExportFormat> exportFormatFrom(std::string_view name);
std::string_view toString(ExportFormat format);

/// Told how much of the work is done, 0 … 1; false breaks it off.
using Progress = std::function<bool(double)>;

/// Writes a run into `folder`, which is made if it is missing. Returns the files; nothing if it was
/// broken off, and then none of them is there. A file of the same name is replaced when the new one
/// is whole.
std::optional<std::vector<std::string>> exportRun(const StoreReader& reader, const RunInfo& run,
                                                  ExportFormat format, const std::string& folder,
                                                  const Progress& progress = {});

/// What the names of a run's files begin with: "article-fp16-12".
std::string fileStem(const RunInfo& run);

}  // namespace scalescope
