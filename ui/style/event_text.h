#pragma once

#include <QString>
#include <string>

namespace scalescope {

/// The message of an event in the window's language. A store keeps messages in English; those that
/// training writes are known by their form, others (an explanation that follows, a word of another
/// program) stay as they are.
/// `reason`: why an overflow happened, in the window's language, instead of the one that follows.
QString eventText(const std::string& message, const std::string& reason = "");

}  // namespace scalescope
