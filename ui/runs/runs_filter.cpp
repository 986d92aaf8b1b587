#include "ui/runs/runs_filter.h"

#include <algorithm>

#include "ui/runs/runs_model.h"

namespace scalescope {

RunsFilter::RunsFilter(QObject* parent) : QSortFilterProxyModel(parent) {
  setSortRole(RunsModel::sortRole);
  setSortCaseSensitivity(Qt::CaseInsensitive);
}

void RunsFilter::setWords(const QString& text) {
  words_ = text.simplified().toLower().split(' ', Qt::SkipEmptyParts);
  invalidateFilter();
}

bool RunsFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
  if (words_.isEmpty()) return true;
  const QString line = sourceModel()->index(row, 0, parent).data(RunsModel::searchRole).toString();
  return std::all_of(words_.begin(), words_.end(),
                     [&line](const QString& word) { return line.contains(word); });
}

}  // namespace scalescope
