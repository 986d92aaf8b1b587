#include <algorithm>

#include "ui/plots/plot_panel.h"

namespace scalescope {

QVariantMap PlotPanel::saveSettings() const {
  QVariantMap map;
  map[QStringLiteral("xAxis")] = static_cast<int>(model_.settings.xAxis);
  map[QStringLiteral("smoothing")] = model_.settings.smoothing;
  for (const PlotKind kind : allPlotKinds) {
    map[QStringLiteral("log/") + QLatin1String(traits(kind).fileName)] =
        model_.settings.logAxis[indexOf(kind)];
  }
  return map;
}

void PlotPanel::restoreSettings(const QVariantMap& map) {
  PlotSettings settings;
  const int axis = map.value(QStringLiteral("xAxis"), 0).toInt();
  settings.xAxis = static_cast<XAxis>(std::clamp(axis, 0, static_cast<int>(xAxisCount) - 1));
  const double smoothing = map.value(QStringLiteral("smoothing"), settings.smoothing).toDouble();
  settings.smoothing = std::clamp(smoothing, 0.0, 0.9999);
  for (const PlotKind kind : allPlotKinds) {
    bool& log = settings.logAxis[indexOf(kind)];
    log = map.value(QStringLiteral("log/") + QLatin1String(traits(kind).fileName), log).toBool();
  }
  settings.clipLine = model_.settings.clipLine;
  settings.grouped = model_.settings.grouped;
  settings.groupsKeepColours = model_.settings.groupsKeepColours;
  settings.lineScale = model_.settings.lineScale;
  model_.settings = settings;
  navigator_.forget();
  settingsChanged();
}

QVariantMap PlotPanel::saveView() const {
  QVariantMap map = saveSettings();
  if (!navigator_.following()) {
    map[QStringLiteral("from")] = navigator_.view().from;
    map[QStringLiteral("to")] = navigator_.view().to;
  }
  return map;
}

void PlotPanel::restoreView(const QVariantMap& map) {
  restoreSettings(map);
  const double from = map.value(QStringLiteral("from")).toDouble();
  const double to = map.value(QStringLiteral("to")).toDouble();
  if (!(from < to)) return;
  // Runs that are still being read may reach there.
  refresh();
  const XRange known = model_.dataRange().value_or(XRange{from, to});
  navigator_.setData({std::min(known.from, from), std::max(known.to, to)});
  navigator_.beginGesture();
  navigator_.show({from, to});
  scheduleRefresh();
}

}  // namespace scalescope
