#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "core/tensor/shape.h"

// Values as Python writes them.
namespace scalescope {

/// A string literal. Refused if it is not UTF-8.
std::string pythonString(const std::string& text);
std::string pythonNumber(double value);  ///< finite; reads back as the same double
std::string pythonBool(bool value);
std::string pythonList(const Shape& shape);  ///< "[1, 28, 28]"
/// What may stand behind "# ": in one line.
std::string pythonComment(std::string text);

/// A template with "<<key>>" replaced by its value, each wherever it stands.
std::string filled(std::string_view text,
                   std::initializer_list<std::pair<std::string_view, std::string>> values);
/// `text` if `wanted`, else nothing.
std::string when(bool wanted, std::string_view text);

}  // namespace scalescope
