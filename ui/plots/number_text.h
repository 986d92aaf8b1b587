#pragma once

#include <QString>

namespace scalescope {

// Numbers as axes and read-outs write them: no exponent where plain digits are short, and a power
// of ten set as one (3.2·10⁻⁷) where they are not.

QString numberText(double value, int significantDigits);
QString percentText(double share, int significantDigits);
/// 2¹⁶ where the value is a power of two, else plain digits.
QString powerOfTwoText(double value);
QString powerText(int base, int exponent);
/// 0, 500, 20k, 1.5M: for counts on an axis.
QString shortCountText(double count);
QString nonFiniteText(double value);

}  // namespace scalescope
