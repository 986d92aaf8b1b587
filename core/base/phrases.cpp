#include "core/base/phrases.h"

namespace scalescope {

std::string Phrases::operator()(const char* english,
                                std::initializer_list<std::string> arguments) const {
  return (*this)(english, std::vector<std::string>(arguments));
}

std::string Phrases::operator()(const char* english,
                                const std::vector<std::string>& arguments) const {
  const std::string text = translate_ ? translate_(english) : english;
  std::string said;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool place = text[i] == '%' && i + 1 < text.size() && text[i + 1] >= '1' &&
                       static_cast<std::size_t>(text[i + 1] - '1') < arguments.size();
    if (place) {
      said += arguments[text[++i] - '1'];
    } else {
      said += text[i];
    }
  }
  return said;
}

Sentence::Sentence(Phrase phrase, std::initializer_list<Sentence> arguments)
    : phrase_(phrase.english), arguments_(arguments) {}

std::string Sentence::in(const Phrases& phrases) const {
  if (phrase_ == nullptr) return text_;
  std::vector<std::string> said;
  for (const Sentence& argument : arguments_) said.push_back(argument.in(phrases));
  return phrases(phrase_, said);
}

}  // namespace scalescope
