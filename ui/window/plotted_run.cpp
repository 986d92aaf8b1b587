#include "ui/window/plotted_run.h"

#include <QDateTime>
#include <limits>

#include "core/store/run_overview.h"
#include "ui/style/colours.h"

namespace scalescope {

double startOf(const RunInfo& run) {
  // It was created when its log was imported.
  if (run.fromLog) return run.began.value_or(std::numeric_limits<double>::quiet_NaN());
  const auto created = QDateTime::fromString(QString::fromStdString(run.created), Qt::ISODate);
  return created.isValid() ? static_cast<double>(created.toSecsSinceEpoch())
                           : std::numeric_limits<double>::quiet_NaN();
}

RunLook freeLook(const QString& name, const QString& precision,
                 const std::function<int(const QColor& light)>& uses) {
  constexpr int kColours = 12;  // of one precision
  int repeat = 0, fewest = uses(runColour(precision, 0, false));
  for (int each = 1; each < kColours && fewest > 0; ++each) {
    const int count = uses(runColour(precision, each, false));
    // Of those that are taken, the last: it is another precision's rather than this one's first.
    if (count > fewest) continue;
    repeat = each;
    fewest = count;
  }
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
