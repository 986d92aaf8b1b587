#include "ui/setup/scale_script.h"

#include <QStringList>

#include "ui/setup/number_edit.h"

namespace scalescope {

QString scriptText(const ScalerConfig& scaler) {
  QStringList parts;
  for (const auto& [step, scale] : scaler.scales)
    parts << QString("%1: %2").arg(step).arg(scale, 0, 'g', 10);
  return parts.join(", ");
}

std::optional<std::vector<std::pair<std::int64_t, double>>> readScript(const QString& text) {
  std::vector<std::pair<std::int64_t, double>> out;
  for (const QString& part : text.split(',', Qt::SkipEmptyParts)) {
    const QStringList sides = part.split(':');
    if (sides.size() != 2) return std::nullopt;
    bool good = false;
    const qlonglong step = sides[0].trimmed().toLongLong(&good);
    const auto scale = readNumber(sides[1]);
    if (!good || step < 0 || !scale || *scale <= 0.0) return std::nullopt;
    if (!out.empty() && step <= out.back().first) return std::nullopt;
    out.emplace_back(step, *scale);
  }
  if (out.empty()) return std::nullopt;
  return out;
}

}  // namespace scalescope
