#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QMessageBox>
#include <QTemporaryDir>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <exception>

#include "app/launch/patient_threads.h"
#include "arguments.h"
#include "automatic_run.h"
#include "core/base/error.h"
#include "core/data/load.h"
#include "core/store/reader.h"
#include "core/train/presets.h"
#include "quit_signals.h"
#include "ui/debug/breakpoint_choice.h"
#include "ui/style/icons.h"
#include "ui/style/system_theme.h"
#include "ui/style/translation.h"
#include "ui/style/window_phrases.h"
#include "ui/window/main_window.h"

namespace scalescope {
namespace {

/// What hours of training end in must be there before they begin.
void requireFolder(const QString& folder) {
  if (!QDir().mkpath(folder) || !QFileInfo(folder).isWritable()) {
    refuse(folder.toStdString(), "cannot be written");
  }
}

/// Without a person to read a dialog, what is wrong is told here.
void requireTrainable(const Arguments& arguments) {
  const bool given = !arguments.config.empty();
  const std::string source = given ? arguments.config : "experiment";
  const ExperimentConfig config = given ? readExperiment(source) : defaultExperiment();
  const DatasetOutline outline = outlineDataset(config.dataset);
  requireFit(config, outline.sample, outline.classes, source);
  backendFactoryFor(config, source);
  if (!arguments.screenshot.empty()) requireFolder(QFileInfo(arguments.screenshot.c_str()).path());
  if (!arguments.plots.empty()) requireFolder(arguments.plots.c_str());
}

/// A store that is named must be one, if it is there.
void requireFiles(const Arguments& arguments) {
  if (!arguments.config.empty() && !QFileInfo::exists(arguments.config.c_str()))
    refuse(arguments.config, phrase("there is no such file"));
  if (!arguments.store.empty() && QFileInfo::exists(arguments.store.c_str()))
    StoreReader(arguments.store).runs();
}

void speak(QApplication& app, const Arguments& arguments, const QString& settingsFile) {
  const WindowSettings settings(settingsFile);
  const QString language =
      arguments.language.empty() ? settings.language() : QString::fromStdString(arguments.language);
  useLanguage(app, languages().contains(language) ? language : systemLanguage());
}

int run(QApplication& app, const Arguments& arguments) {
  // A picture shows what everybody gets, whatever this user's window looked like last.
  const QTemporaryDir scratch;
  WindowOptions options;
  options.devices = listDevices();
  options.configPath = QString::fromStdString(arguments.config);
  options.store = QString::fromStdString(arguments.store);
  options.settingsFile = QString::fromStdString(arguments.settings);
  if (arguments.automatic() && arguments.settings.empty())
    options.settingsFile = scratch.filePath("settings.ini");
  if (!arguments.screenshot.empty() && arguments.store.empty())
    options.store = scratch.filePath("runs.sqlite");

  if (arguments.automatic()) options.size = arguments.size;

  speak(app, arguments, options.settingsFile);
  requireFiles(arguments);
  if (arguments.automatic()) requireTrainable(arguments);
  const SystemTheme system;
  const auto showTheme = [&app, &system](Theme theme) {
    applyTheme(app, theme == Theme::system ? system.wanted() : theme);
  };
  Theme theme = arguments.theme.value_or(WindowSettings(options.settingsFile).theme());
  showTheme(theme);
  QApplication::setWindowIcon(icon(Symbol::application));

  MainWindow window(options);
  if (arguments.automatic()) window.resize(arguments.size);
  if (arguments.plots.empty()) window.show();
  QObject::connect(&window, &MainWindow::themeChosen, [&](Theme chosen) {
    theme = chosen;
    showTheme(theme);
  });
  QObject::connect(&system, &SystemTheme::changed, [&] { showTheme(theme); });
  onQuitSignal(&window, [&window] { window.stopAndClose(); });
  QObject::connect(&window, &MainWindow::recordsLost, [](const QString& store) {
    std::fprintf(stderr, "scalescope: %s: the last steps could not be written\n",
                 qPrintable(store));
    QApplication::exit(1);
  });
  if (!arguments.lesson.empty() && !window.openLesson(QString::fromStdString(arguments.lesson))) {
    refuse("lesson \"" + arguments.lesson + "\"", "there is none");
  }
  for (const std::string& word : arguments.breakpoints) {
    if (!window.actions().breakpoints->armByWord(QString::fromStdString(word)))
      refuse(
          "--break-on " + word,
          "expected overflow, scale-change, nan, underflow=PERCENT, divergence=PERCENT or step=N");
  }
  QStringList logs;
  for (const std::string& log : arguments.logs) logs << QString::fromStdString(log);
  if (!logs.isEmpty()) QTimer::singleShot(0, &window, [&window, logs] { window.openFiles(logs); });
  AutomaticRun automatic(window, arguments);
  if (arguments.automatic()) {
    QTimer::singleShot(0, &automatic, &AutomaticRun::begin);
  } else if (arguments.start) {
    QTimer::singleShot(0, &window, [&window] { window.startTraining(); });
  }
  return QApplication::exec();
}

/// Qt would abort without one.
bool displayThere() {
  const char* const places[] = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"};
  return std::any_of(std::begin(places), std::end(places),
                     [](const char* name) { return !qEnvironmentVariableIsEmpty(name); });
}

}  // namespace
}  // namespace scalescope

int main(int argc, char** argv) {
  scalescope::usePatientThreads(argv);
  using namespace scalescope;
  Arguments arguments;
  if (const auto code = parseArguments(argc, argv, arguments)) return *code;
  if (!displayThere()) {
    std::fputs(
        "scalescope: there is no display (DISPLAY and WAYLAND_DISPLAY are not set); "
        "without one, scalescope-cli trains the same experiments\n",
        stderr);
    return 1;
  }
  QApplication::setApplicationName("scalescope");
  QApplication::setApplicationDisplayName("ScaleScope");
  QApplication::setApplicationVersion(SCALESCOPE_VERSION);
  // The name of its desktop file: Wayland finds the icon and the name of the window by it.
  QGuiApplication::setDesktopFileName("org.scalescope.ScaleScope");
  QApplication app(argc, argv);
  try {
    return run(app, arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "scalescope: %s\n", error.what());
    if (arguments.errorDialog) QMessageBox::critical(nullptr, {}, errorText(error));
    const auto* known = dynamic_cast<const Error*>(&error);
    return known && known->kind() == ErrorKind::input ? 2 : 1;
  }
}
