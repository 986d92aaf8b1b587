#pragma once

#include "core/base/phrases.h"

namespace scalescope {

/// The phrases of core in the language of the window.
Phrases windowPhrases();

}  // namespace scalescope
