#include "ui/style/time_text.h"

#include <cmath>

namespace scalescope {

QString timeText(double seconds) {
  const auto whole = static_cast<qint64>(std::ceil(seconds));
  const QString tail = QString("%1").arg(whole % 60, 2, 10, QChar('0'));
  if (whole < 3600) return QString("%1:%2").arg(whole / 60).arg(tail);
  return QString("%1:%2:%3").arg(whole / 3600).arg(whole / 60 % 60, 2, 10, QChar('0')).arg(tail);
}

}  // namespace scalescope
