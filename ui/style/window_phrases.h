#pragma once

#include <QString>
#include <exception>
#include <optional>

#include "core/base/phrases.h"

namespace scalescope {

/// The phrases of core in the language of the window.
Phrases windowPhrases();
/// The same, unless that is the language in which events are kept.
std::optional<Phrases> phrasesBesidesEnglish();

/// What an exception tells, in the language of the window as far as ScaleScope's own errors go.
QString errorText(const std::exception& error);

}  // namespace scalescope
