#pragma once

#include "app/manual/completion.h"
#include "app/manual/man_page.h"

namespace scalescope {

/// What the manual page says that no help has room for.
Manual manualText();
/// Lessons, for completion. Nothing where they cannot be read.
std::vector<Suggestion> knownWords(ArgumentKind kind, const std::string& store);

}  // namespace scalescope
