#pragma once

#include "app/manual/completion.h"
#include "app/manual/man_page.h"

namespace scalescope::cli {

/// What the manual page says that no help has room for.
Manual manualText();
/// Runs of a store and lessons, for completion. Nothing where they cannot be read; changes nothing.
std::vector<Suggestion> knownWords(ArgumentKind kind, const std::string& store);

}  // namespace scalescope::cli
