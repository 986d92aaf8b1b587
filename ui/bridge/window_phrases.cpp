#include "ui/bridge/window_phrases.h"

#include <QCoreApplication>

namespace scalescope {

Phrases windowPhrases() {
  return Phrases([](const char* english) {
    return QCoreApplication::translate("scalescope", english).toStdString();
  });
}

}  // namespace scalescope
