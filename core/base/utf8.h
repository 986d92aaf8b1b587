#pragma once

#include <string>

namespace scalescope {

bool isUtf8(const std::string& text);

/// The text if it is UTF-8; else its bytes taken for the characters of Latin-1 (ISO 8859-1), which
/// any bytes are.
std::string asUtf8(const std::string& text);

}  // namespace scalescope
