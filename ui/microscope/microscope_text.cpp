#include "ui/microscope/microscope_text.h"

#include <cmath>

#include "ui/style/translation.h"

namespace scalescope {
namespace {

QString fromView(std::string_view text) {
  return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

QString digits(double value, int count) {
  if (std::isnan(value)) return QStringLiteral("NaN");
  if (std::isinf(value)) return value > 0 ? QStringLiteral("inf") : QStringLiteral("-inf");
  return QString::number(value, 'g', count);
}

}  // namespace

QString formatLabel(Format format) { return fromView(info(format).label); }

QString kindLabel(NumberKind kind) {
  switch (kind) {
    case NumberKind::zero:
      return tr("zero");
    case NumberKind::subnormal:
      return tr("subnormal");
    case NumberKind::normal:
      return tr("normal");
    case NumberKind::infinite:
      return tr("infinite");
    case NumberKind::nan:
      return tr("NaN");
  }
  return {};
}

QString valueText(double value) { return digits(value, 9); }
QString optionalText(double value) {
  return std::isnan(value) ? QStringLiteral("–") : valueText(value);
}
QString errorText(double error) {
  return std::isnan(error) ? QStringLiteral("–") : digits(error, 4);
}
QString powerText(double power) {
  return std::isnan(power) ? QStringLiteral("–") : QString("2^%1").arg(std::ilogb(power));
}

QString writtenText(const WrittenNumber& number) {
  if (std::isnan(number.value) && number.format) {
    return QString::fromStdString(std::string(info(*number.format).name) + ":" +
                                  codeText(number.code, *number.format));
  }
  return QString::fromStdString(shortestText(number.value));
}

QString tableText(const QString& written, const Anatomies& numbers) {
  QStringList lines{
      tr("Value") + '\t' + written,
      QStringList{tr("Format"), tr("Code"), tr("Bits"), tr("Kind"), tr("Value"), tr("Below"),
                  tr("Above"), tr("ulp"), tr("Error"), tr("Relative error")}
          .join('\t')};
  for (const NumberAnatomy& number : numbers) {
    lines << QStringList{formatLabel(number.format),
                         QString::fromStdString(codeText(number.code, number.format)),
                         QString::fromStdString(bitText(number.code, number.format)),
                         kindLabel(number.kind),
                         valueText(number.value),
                         optionalText(number.below),
                         optionalText(number.above),
                         powerText(number.ulp),
                         errorText(number.error),
                         errorText(number.relativeError)}
                 .join('\t');
  }
  return lines.join('\n') + '\n';
}

}  // namespace scalescope
