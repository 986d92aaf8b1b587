#pragma once

#include <QString>
#include <exception>

#include "core/base/phrases.h"

namespace scalescope {

/// The phrases of core in the language of the window.
Phrases windowPhrases();

/// What an exception tells, in the language of the window as far as ScaleScope's own errors go.
QString errorText(const std::exception& error);

}  // namespace scalescope
