#include "ui/window/window_settings.h"

#include <QMainWindow>
#include <exception>

namespace scalescope {
namespace {

// Raised when docks come or go: a layout of another version would hide them.
constexpr int layoutVersion = 1;

}  // namespace

WindowSettings::WindowSettings(const QString& file)
    : settings_(file.isEmpty() ? QSettings(QSettings::IniFormat, QSettings::UserScope, "scalescope",
                                           "scalescope")
                                     .fileName()
                               : file,
                QSettings::IniFormat) {}

void WindowSettings::saveLayout(const QMainWindow& window) {
  settings_.setValue("geometry", window.saveGeometry());
  settings_.setValue("layout", window.saveState(layoutVersion));
}

bool WindowSettings::restoreLayout(QMainWindow& window) {
  if (!settings_.contains("layout")) return false;
  window.restoreGeometry(settings_.value("geometry").toByteArray());
  return window.restoreState(settings_.value("layout").toByteArray(), layoutVersion);
}

void WindowSettings::forgetLayout() {
  settings_.remove("geometry");
  settings_.remove("layout");
}

void WindowSettings::saveExperiment(const ExperimentConfig& config, const QString& path) {
  settings_.setValue("experiment", QString::fromStdString(toJson(config).dump()));
  settings_.setValue("experimentPath", path);
}

std::optional<ExperimentConfig> WindowSettings::experiment() const {
  const std::string text = settings_.value("experiment").toString().toStdString();
  if (text.empty()) return std::nullopt;
  try {
    return parseExperiment(parseJson(text, "settings"), "settings");
  } catch (const std::exception&) {
    // An experiment that was half edited, or of another version: begin afresh.
    return std::nullopt;
  }
}

QString WindowSettings::experimentPath() const {
  return settings_.value("experimentPath").toString();
}

}  // namespace scalescope
