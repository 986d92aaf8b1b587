#include "ui/window/plotted_run.h"

#include <QDateTime>

#include "core/store/run_overview.h"
#include "ui/style/colours.h"

namespace scalescope {

double startOf(const RunInfo& run) {
  const auto created = QDateTime::fromString(QString::fromStdString(run.created), Qt::ISODate);
  return created.isValid() ? static_cast<double>(created.toSecsSinceEpoch()) : 0.0;
}

RunLook freeLook(const QString& name, const QString& precision,
                 const std::function<bool(const QColor& light)>& taken) {
  int repeat = 0;
  while (repeat < 16 && taken(runColour(precision, repeat, false))) ++repeat;
  return {name, runColour(precision, repeat, false), runColour(precision, repeat, true)};
}

std::int64_t blockSizeFor(std::int64_t steps) {
  constexpr std::int64_t kMostBlocks = 2'500;  // more than a picture has columns
  std::int64_t fitting = kBlockSizes.front();
  for (const std::int64_t size : kBlockSizes)
    if (steps / size <= kMostBlocks) fitting = size;
  return fitting;
}

}  // namespace scalescope
