#include "ui/window/saved_view.h"

#include <algorithm>
#include <utility>

namespace scalescope {

QVariantList toVariant(const std::vector<SavedView>& views) {
  QVariantList list;
  for (const SavedView& view : views) {
    QVariantList runs;
    for (const qint64 run : view.runs) runs << run;
    list << QVariantMap{{"name", view.name},
                        {"store", view.store},
                        {"runs", runs},
                        {"groupedBy", static_cast<int>(view.grouping.by)},
                        {"groupedByValue", QString::fromStdString(view.grouping.pointer)},
                        {"plots", view.plots}};
  }
  return list;
}

std::vector<SavedView> savedViewsFrom(const QVariantList& list) {
  std::vector<SavedView> views;
  for (const QVariant& each : list) {
    const QVariantMap map = each.toMap();
    SavedView view;
    view.name = map["name"].toString();
    view.store = map["store"].toString();
    for (const QVariant& run : map["runs"].toList()) view.runs.push_back(run.toLongLong());
    const int by = map["groupedBy"].toInt();
    if (by >= 0 && by <= static_cast<int>(Grouping::By::tag))
      view.grouping.by = static_cast<Grouping::By>(by);
    view.grouping.pointer = map["groupedByValue"].toString().toStdString();
    view.plots = map["plots"].toMap();
    if (!view.name.isEmpty()) keep(views, std::move(view));
  }
  return views;
}

void keep(std::vector<SavedView>& views, SavedView view) {
  const auto same = std::find_if(views.begin(), views.end(),
                                 [&](const SavedView& other) { return other.name == view.name; });
  if (same != views.end()) {
    *same = std::move(view);
  } else {
    views.push_back(std::move(view));
  }
}

}  // namespace scalescope
