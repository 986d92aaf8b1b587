#pragma once

#include <QSize>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ui/style/theme.h"

namespace scalescope {

/// What the desktop program was called with.
struct Arguments {
  std::string config;             ///< a configuration to open; empty: the one used last
  std::string store;              ///< empty: the one used last
  std::vector<std::string> logs;  ///< to import, which a person is asked about
  std::string settings;           ///< empty: the user's
  std::optional<Theme> theme;     ///< none: the one chosen in the window
  std::string language;  ///< "zh_CN"; empty: the one chosen in the window, else the system's
  bool start = false;
  bool errorDialog = false;              ///< what prevents the start is shown in a dialog, too
  std::vector<std::string> breakpoints;  ///< to arm, as BreakpointChoice::armByWord takes them
  std::string lesson;                    ///< its name; empty: none
  std::int64_t page = 1;                 ///< of the lesson, for a picture
  std::string screenshot;                ///< a PNG file; empty: none
  std::int64_t afterSteps = 100;
  std::string dock;  ///< to bring to the front for the picture; empty: as they are
  QSize size{1600, 1000};
  std::string plots;  ///< a folder; empty: none

  /// Trains by itself, and leaves.
  bool automatic() const { return !screenshot.empty() || !plots.empty(); }
};

/// Exit code if there is nothing more to do (help, version, a mistake that was reported).
std::optional<int> parseArguments(int argc, char** argv, Arguments& arguments);

}  // namespace scalescope
