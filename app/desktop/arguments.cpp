#include "arguments.h"

#include <CLI/CLI.hpp>

#include "app/manual/answer.h"
#include "manual_text.h"
#include "ui/exchange/file_kind.h"
#include "ui/style/translation.h"

namespace scalescope {
namespace {

constexpr int refused = 2;

/// A configuration and a store may be opened together, two of a kind may not.
void openFiles(const std::vector<std::string>& files, Arguments& arguments) {
  for (const std::string& file : files) {
    const FileKind kind = fileKind(file);
    if (kind == FileKind::noStore)
      throw CLI::ValidationError("FILE", file + ": is no store: expected an SQLite database");
    if (!arguments.automatic() && kind == FileKind::log) {
      arguments.logs.push_back(file);
      continue;
    }
    const bool store = kind == FileKind::store;
    std::string& place = store ? arguments.store : arguments.config;
    if (!place.empty()) {
      throw CLI::ValidationError("FILE", std::string("expected one ") +
                                             (store ? "store" : "configuration") + ", found " +
                                             place + " and " + file);
    }
    place = file;
  }
}

}  // namespace

std::optional<int> parseArguments(int argc, char** argv, Arguments& arguments) {
  CLI::App app{"ScaleScope: a desktop laboratory for mixed-precision training", "scalescope"};
  std::vector<std::string> files;
  std::string size = "1600x1000";
  app.add_option("FILE", files,
                 "A configuration (JSON), a store, or one of each, to open; logs to import");
  app.add_option("--store", arguments.store, "The file that runs are kept in");
  app.add_option("--settings", arguments.settings,
                 "Remember the window in this file, not in the user's settings");
  std::string theme;
  app.add_option("--theme", theme, "Colours of the window; system: as the desktop has them")
      ->check(CLI::IsMember({"system", "light", "dark"}))
      ->option_text("system|light|dark");
  std::vector<std::string> known;
  for (const QString& each : languages()) known.push_back(each.toStdString());
  app.add_option("--language", arguments.language, "Language of the window (default: the system's)")
      ->check(CLI::IsMember(known));
  app.add_flag("--start", arguments.start, "Begin training at once");
  app.add_option("--break-on", arguments.breakpoints,
                 "Arm a breakpoint: overflow, scale-change, nan, underflow=PERCENT, "
                 "divergence=PERCENT or step=N; may be repeated");
  CLI::Option* lesson = app.add_option("--lesson", arguments.lesson, "Open a lesson");
  CLI::Option* screenshot = app.add_option("--screenshot", arguments.screenshot,
                                           "Train, save a picture of the window as PNG, and leave");
  app.add_option("--after-steps", arguments.afterSteps,
                 "Steps to train, at least, before the picture is taken; 0: none")
      ->check(CLI::NonNegativeNumber)
      ->needs(screenshot);
  app.add_option("--page", arguments.page, "The page of the lesson that the picture shows")
      ->check(CLI::PositiveNumber)
      ->needs(screenshot)
      ->needs(lesson);
  app.add_option("--show", arguments.dock, "The dock that the picture is about, with room for it")
      ->check(CLI::IsMember({"diagnosis", "divergence", "inspector", "log", "runs", "setup"}))
      ->needs(screenshot);
  app.add_option("--size", size,
                 "Size of the window for a picture, as in 1600x1000 (a window has a least size)");
  app.add_option("--export-plots", arguments.plots,
                 "Train the experiment, save its plots into this folder, and leave");
  app.add_flag("--error-dialog", arguments.errorDialog,
               "Show what prevents the start in a dialog, too, for a start without a terminal");
  app.set_version_flag("--version", std::string("scalescope ") + SCALESCOPE_VERSION);
  if (const auto asked = answer(app, argc, argv, manualText, knownWords)) {
    std::fputs(asked->c_str(), stdout);
    return 0;
  }
  try {
    app.parse(argc, argv);
    int width = 0;
    int height = 0;
    if (std::sscanf(size.c_str(), "%dx%d", &width, &height) != 2 || width < 400 || height < 300) {
      throw CLI::ValidationError("--size",
                                 "expected WIDTHxHEIGHT of at least 400x300, found " + size);
    }
    arguments.size = QSize(width, height);
    if (!theme.empty()) {
      arguments.theme = theme == "system"  ? Theme::system
                        : theme == "light" ? Theme::light
                                           : Theme::dark;
    }
    openFiles(files, arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : refused;
  }
  return std::nullopt;
}

}  // namespace scalescope
