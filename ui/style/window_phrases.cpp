#include "ui/style/window_phrases.h"

#include "core/base/error.h"
#include "ui/style/translation.h"

namespace scalescope {

Phrases windowPhrases() {
  return Phrases([](const char* english) { return tr(english).toStdString(); });
}

std::optional<Phrases> phrasesBesidesEnglish() {
  return windowLanguage() == QLatin1String("en") ? std::nullopt : std::optional(windowPhrases());
}

QString errorText(const std::exception& error) {
  const auto* own = dynamic_cast<const Error*>(&error);
  return QString::fromStdString(own != nullptr ? own->in(windowPhrases()) : error.what());
}

}  // namespace scalescope
