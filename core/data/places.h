#pragma once

#include <optional>
#include <string>
#include <vector>

namespace scalescope {

/// Where a data set of this name may be installed: the user's own data directory
/// ($XDG_DATA_HOME/datasets or ~/.local/share/datasets), then /usr/local/share/datasets and
/// /usr/share/datasets (where Debian's packages put them).
std::vector<std::string> usualPlaces(const std::string& name);

/// The directories to look into: `path` and these folders of it if a path is given (refused if it
/// is no directory), otherwise the usual places.
std::vector<std::string> searchDirectories(const std::optional<std::string>& path,
                                           const std::string& name,
                                           const std::vector<std::string>& folders);

/// The first of `names` that is in `directory`, as a path; empty if none is.
std::string findFile(const std::string& directory, const std::vector<std::string>& names);

std::string joined(const std::vector<std::string>& words);  ///< "a, b, c"

}  // namespace scalescope
