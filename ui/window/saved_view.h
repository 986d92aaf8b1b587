#pragma once

#include <QString>
#include <QVariantList>
#include <vector>

#include "ui/runs/run_grouping.h"

namespace scalescope {

/// What the plots show, under a name: which runs, grouped how, which part of the x axis, smoothing,
/// logarithmic axes.
struct SavedView {
  QString name;
  QString store;  ///< that its runs are in
  std::vector<qint64> runs;
  Grouping grouping;
  QVariantMap plots;  ///< as PlotPanel::saveView()
};

// For the window's settings; what is no view is left out.
QVariantList toVariant(const std::vector<SavedView>& views);
std::vector<SavedView> savedViewsFrom(const QVariantList& list);

/// Puts a view among the others, in place of one of the same name.
void keep(std::vector<SavedView>& views, SavedView view);

}  // namespace scalescope
