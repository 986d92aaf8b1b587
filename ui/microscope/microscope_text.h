#pragma once

#include <QString>
#include <QStringList>
#include <array>

#include "core/numerics/number_anatomy.h"
#include "core/numerics/number_text.h"

namespace scalescope {

using Anatomies = std::array<NumberAnatomy, kShownFormats.size()>;

QString formatLabel(Format format);
QString kindLabel(NumberKind kind);
QString valueText(double value);     ///< 9 digits, enough to tell any two floats apart
QString optionalText(double value);  ///< "–" where there is none
QString errorText(double error);     ///< 4 digits
QString powerText(double power);     ///< "2^−14" of a power of two

/// A number as it is written; a NaN's bits have no other name than their code.
QString writtenText(const WrittenNumber& number);

/// The rows as text with tabs between the columns, headings first: a spreadsheet takes them.
QString tableText(const QString& written, const Anatomies& numbers);

}  // namespace scalescope
