#include "core/exchange/python_text.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/json_reader.h"

namespace scalescope {

std::string pythonString(const std::string& text) {
  try {
    // What JSON escapes, and how, Python reads alike; the rest stays UTF-8, as Python's source is.
    return Json(text).dump();
  } catch (const Json::type_error&) {
    refuse(text, phrase("is not UTF-8 text, which a Python script has to be"));
  }
}

std::string pythonNumber(double value) { return Json(value).dump(); }

std::string pythonBool(bool value) { return value ? "True" : "False"; }

std::string pythonList(const Shape& shape) {
  std::string text;
  for (const auto extent : shape) text += (text.empty() ? "" : ", ") + std::to_string(extent);
  return "[" + text + "]";
}

std::string pythonComment(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return text;
}

std::string filled(std::string_view text,
                   std::initializer_list<std::pair<std::string_view, std::string>> values) {
  std::string out;
  while (true) {
    const std::size_t open = text.find("<<");
    const std::size_t close = open == std::string_view::npos ? open : text.find(">>", open);
    if (close == std::string_view::npos) return out.append(text);
    const std::string_view key = text.substr(open + 2, close - open - 2);
    const auto* const found = std::find_if(values.begin(), values.end(),
                                           [&](const auto& each) { return each.first == key; });
    if (found == values.end()) fail("PyTorch script", "no value for " + std::string(key));
    out.append(text.substr(0, open)).append(found->second);
    text.remove_prefix(close + 2);
  }
}

std::string when(bool wanted, std::string_view text) { return std::string(wanted ? text : ""); }

}  // namespace scalescope
