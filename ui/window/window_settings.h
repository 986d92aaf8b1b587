#pragma once

#include <QDir>
#include <QSettings>
#include <QString>
#include <optional>

#include "core/train/experiment_config.h"
#include "ui/style/theme.h"

class QMainWindow;

namespace scalescope {

/// What a window remembers from one time to the next.
class WindowSettings {
 public:
  /// Of the user, or in a file of its own.
  explicit WindowSettings(const QString& file = {});

  void saveLayout(const QMainWindow& window);
  bool restoreLayout(QMainWindow& window);  ///< false: nothing was remembered
  void forgetLayout();

  void saveExperiment(const ExperimentConfig& config, const QString& path);
  std::optional<ExperimentConfig> experiment() const;  ///< nothing if it cannot be read any more
  QString experimentPath() const;

  void savePlots(const QVariantMap& plots) { settings_.setValue("plots", plots); }
  QVariantMap plots() const { return settings_.value("plots").toMap(); }
  void saveBreakpoints(const QVariantMap& choice) { settings_.setValue("breakpoints", choice); }
  QVariantMap breakpoints() const { return settings_.value("breakpoints").toMap(); }
  void saveImports(const QVariantMap& mappings) { settings_.setValue("imports", mappings); }
  QVariantMap imports() const { return settings_.value("imports").toMap(); }
  void saveSweep(const QVariantMap& choice) { settings_.setValue("sweep", choice); }
  QVariantMap sweep() const { return settings_.value("sweep").toMap(); }
  void saveViews(const QVariantList& views) { settings_.setValue("views", views); }
  QVariantList views() const { return settings_.value("views").toList(); }
  void setTheme(Theme theme) { settings_.setValue("theme", wordOf(theme)); }
  Theme theme() const { return themeOf(settings_.value("theme").toString()); }
  /// "en", "zh_CN"; empty: the system's.
  void setLanguage(const QString& language) { settings_.setValue("language", language); }
  QString language() const { return settings_.value("language").toString(); }
  void setStorePath(const QString& path) { settings_.setValue("store", path); }
  QString storePath() const { return settings_.value("store").toString(); }
  QString lastFolder() const { return settings_.value("folder", QDir::homePath()).toString(); }
  void setLastFolder(const QString& folder) { settings_.setValue("folder", folder); }

 private:
  QSettings settings_;
};

}  // namespace scalescope
