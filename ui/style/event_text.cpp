#include "ui/style/event_text.h"

#include <QRegularExpression>
#include <QStringList>
#include <vector>

#include "core/base/phrases.h"
#include "ui/style/translation.h"

namespace scalescope {
namespace {

/// As core/train/events.cpp, breakpoints.cpp, injection.cpp and experiment*.cpp write them.
constexpr const char* kPhrases[] = {
    phrase("skipped: %1 value overflowed or is not finite, first in %2 (scale %3)"),
    phrase("skipped: %1 values overflowed or are not finite, first in %2 (scale %3)"),
    phrase("applied, although %1 value overflowed or is not finite, first in %2 (scale %3)"),
    phrase("applied, although %1 values overflowed or are not finite, first in %2 (scale %3)"),
    phrase("%1 value overflowed or is not finite, the first in %2"),
    phrase("%1 values overflowed or are not finite, the first in %2"),
    // As earlier versions wrote them.
    phrase("skipped: %1 value overflowed, first in %2 (scale %3)"),
    phrase("skipped: %1 values overflowed, first in %2 (scale %3)"),
    phrase("skipped: %1 value of the gradients not finite (scale %2)"),
    phrase("skipped: %1 values of the gradients not finite (scale %2)"),
    phrase("applied, although %1 value overflowed, first in %2 (scale %3)"),
    phrase("applied, although %1 values overflowed, first in %2 (scale %3)"),
    phrase("applied, although %1 value of the gradients not finite (scale %2)"),
    phrase("applied, although %1 values of the gradients not finite (scale %2)"),
    // As another program's recorder and its logs have it.
    phrase("skipped: %1 value of the gradients not finite, first non-finite tensor %2 (scale %3)"),
    phrase("skipped: %1 values of the gradients not finite, first non-finite tensor %2 (scale %3)"),
    phrase("skipped: the gradients not finite, first non-finite tensor %1 (scale %2)"),
    phrase("skipped: the gradients not finite (scale %1)"),
    phrase("skipped: the gradients not finite"),
    phrase("skipped: the loss not finite (scale %1)"),
    phrase("skipped: the loss not finite"),
    phrase("skipped: no step of the optimizer, and nothing is known that is not finite"),
    phrase("applied, although the gradients not finite, first non-finite tensor %1 (scale %2)"),
    phrase("applied, although the gradients not finite (scale %1)"),
    phrase("applied, although the gradients not finite"),
    phrase("scale grew from %1 to %2"),
    phrase("scale backed off from %1 to %2"),
    phrase("scale changed by its script from %1 to %2"),
    phrase("scale changed from %1 to %2"),
    phrase("collapsed: lowering the scale cannot help; first non-finite tensor: none, but 1/scale "
           "is infinite"),
    phrase("collapsed: lowering the scale cannot help; first non-finite tensor: %1"),
    phrase("the loss scale is at its floor of %1 and step %2 still overflowed"),
    phrase("accuracy %1 %, loss %2"),
    phrase("failed: %1"),
    phrase("running"),
    phrase("paused"),
    phrase("finished"),
    phrase("stopped"),
    phrase("interrupted"),
    phrase("changed by hand: %1"),
    phrase("learning rate %1"),
    phrase("set by hand from %1 to %2"),
    phrase("injected: %1 multiplied by %2"),
    phrase("injected: the first value of %1 set to %2"),
    phrase("injected: loss scale set to %1"),
    phrase("paused before the update: %1"),
    phrase("%1 value overflowed, the first in %2"),
    phrase("%1 values overflowed, the first in %2"),
    phrase("%1 value is NaN or infinite, the first in %2"),
    phrase("%1 values are NaN or infinite, the first in %2"),
    phrase("%1 value is NaN or infinite"),
    phrase("%1 values are NaN or infinite"),
    phrase("the loss is not finite, the first such tensor is %1"),
    phrase("the loss is not finite"),
    phrase("the loss scale is about to change from %1 to %2"),
    phrase("%1 of the values that were cast underflowed"),
    phrase("the loss differs from the FP32 run's by %1"),
    phrase("this is the step that was asked for"),
};

/// The phrase as a pattern whose places catch what stands there; what follows is caught last.
QRegularExpression patternOf(const char* english) {
  QString pattern = QRegularExpression::escape(QLatin1String(english));
  static const QRegularExpression place(QStringLiteral("\\\\%[1-9]"));
  pattern.replace(place, QStringLiteral("(.+?)"));
  return QRegularExpression('^' + pattern + QStringLiteral("(\\. .*|)$"),
                            QRegularExpression::DotMatchesEverythingOption);
}

const std::vector<QRegularExpression>& patterns() {
  static const std::vector<QRegularExpression> made = [] {
    std::vector<QRegularExpression> all;
    for (const char* english : kPhrases) all.push_back(patternOf(english));
    return all;
  }();
  return made;
}

}  // namespace

QString eventText(const std::string& message, const std::string& reason) {
  const QString text = QString::fromStdString(message);
  if (windowLanguage() == QLatin1String("en")) return text;  // as it is kept
  for (std::size_t i = 0; i < patterns().size(); ++i) {
    const QRegularExpressionMatch match = patterns()[i].match(text);
    if (!match.hasMatch()) continue;
    QString said = tr(kPhrases[i]);
    const QStringList caught = match.capturedTexts();
    // What stands in a place may be such a message itself: why training paused.
    for (int place = 1; place + 1 < caught.size(); ++place)
      said = said.arg(eventText(caught[place].toStdString()));
    if (!reason.empty()) return tr("%1. %2").arg(said, QString::fromStdString(reason));
    return said + caught.back();
  }
  return text;
}

}  // namespace scalescope
