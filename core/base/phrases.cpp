#include "core/base/phrases.h"

namespace scalescope {

std::string Phrases::operator()(const char* english,
                                std::initializer_list<std::string> arguments) const {
  const std::string text = translate_ ? translate_(english) : english;
  std::string said;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool place = text[i] == '%' && i + 1 < text.size() && text[i + 1] >= '1' &&
                       static_cast<std::size_t>(text[i + 1] - '1') < arguments.size();
    if (place) {
      said += arguments.begin()[text[++i] - '1'];
    } else {
      said += text[i];
    }
  }
  return said;
}

}  // namespace scalescope
