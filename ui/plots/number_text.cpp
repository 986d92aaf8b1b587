#include "ui/plots/number_text.h"

#include <QStringList>
#include <algorithm>
#include <cmath>

namespace scalescope {
namespace {

QString trimmed(QString digits) {
  if (!digits.contains(QLatin1Char('.'))) return digits;
  while (digits.endsWith(QLatin1Char('0'))) digits.chop(1);
  if (digits.endsWith(QLatin1Char('.'))) digits.chop(1);
  return digits;
}

QString superscript(int number) {
  static constexpr char16_t digits[] = u"⁰¹²³⁴⁵⁶⁷⁸⁹";
  QString text;
  for (const QChar c : QString::number(number)) {
    text += c == QLatin1Char('-') ? QChar(u'⁻') : QChar(digits[c.digitValue()]);
  }
  return text;
}

QString signedText(QString digits) {
  if (digits.startsWith(QLatin1Char('-'))) digits.replace(0, 1, QChar(u'−'));
  return digits;
}

}  // namespace

QString numberText(double value, int significantDigits) {
  if (!std::isfinite(value)) return nonFiniteText(value);
  if (value == 0.0) return QStringLiteral("0");
  const int exponent = static_cast<int>(std::floor(std::log10(std::abs(value))));
  if (exponent >= -4 && exponent < std::max(significantDigits, 5)) {
    const int decimals = std::max(significantDigits - 1 - exponent, 0);
    return signedText(trimmed(QString::number(value, 'f', decimals)));
  }
  const QStringList parts =
      QString::number(value, 'e', significantDigits - 1).split(QLatin1Char('e'));
  const QString mantissa = trimmed(parts[0]);
  const QString power = powerText(10, parts[1].toInt());
  if (mantissa == QStringLiteral("1")) return power;
  return signedText(mantissa) + QChar(u'·') + power;
}

QString percentText(double share, int significantDigits) {
  return numberText(share * 100.0, significantDigits) + QStringLiteral("%");
}

QString powerOfTwoText(double value) {
  int exponent = 0;
  if (value > 0.0 && std::frexp(value, &exponent) == 0.5) return powerText(2, exponent - 1);
  return numberText(value, 5);
}

QString powerText(int base, int exponent) { return QString::number(base) + superscript(exponent); }

QString shortCountText(double count) {
  if (count >= 1e9) return trimmed(QString::number(count / 1e9, 'f', 3)) + QStringLiteral("G");
  if (count >= 1e6) return trimmed(QString::number(count / 1e6, 'f', 3)) + QStringLiteral("M");
  if (count >= 1e4) return trimmed(QString::number(count / 1e3, 'f', 3)) + QStringLiteral("k");
  return trimmed(QString::number(count, 'f', 3));
}

QString nonFiniteText(double value) {
  if (std::isnan(value)) return QStringLiteral("NaN");
  return value > 0.0 ? QStringLiteral("+inf") : QStringLiteral("−inf");
}

}  // namespace scalescope
