#include "manual_text.h"

#include <exception>

#include "core/lessons/lesson_folder.h"

namespace scalescope {
namespace {

constexpr const char* kDescription =
    R"(ScaleScope trains one network under two or more precision settings side by side, from the same initial weights on the same batches, and shows live where, when and why the low-precision run departs from FP32: loss, loss scale, overflowed and skipped steps, underflow, per tensor. Every run is kept in a store, one SQLite file, and can be reopened, compared, replayed and exported.

At first start the window opens with an experiment ready to run. Help, First steps tells how to go on; Help, Lessons has guided experiments.

Where there is no display, scalescope-cli(1) trains the same experiments.)";

constexpr const char* kExitStatus = R"(0: the window was closed, or the picture or plots were saved.

1: the work failed, or there is no display.

2: the input was refused; one line on standard error says why.)";

constexpr const char* kEnvironment =
    R"(XDG_DATA_HOME: the folder of the default store, else ~/.local/share.

DISPLAY, WAYLAND_DISPLAY, QT_QPA_PLATFORM: where the window opens; "offscreen" for pictures and plots without a display.

OMP_NUM_THREADS: how many threads compute on the CPU.

CUDA_VISIBLE_DEVICES: which GPU is used.

SCALESCOPE_CUDA_MODULE: a file to load as the CUDA back end, instead of the one that is installed.)";

constexpr const char* kFiles =
    R"(~/.local/share/scalescope/runs.sqlite: the default store.

~/.config/scalescope: what the window remembers.)";

}  // namespace

Manual manualText() {
  Manual manual;
  manual.version = SCALESCOPE_VERSION;
  manual.summary = "laboratory for mixed-precision training";
  manual.description = kDescription;
  manual.sections = {
      {"EXIT STATUS", kExitStatus}, {"ENVIRONMENT", kEnvironment}, {"FILES", kFiles}};
  manual.seeAlso = "scalescope-cli(1)";
  return manual;
}

std::vector<Suggestion> knownWords(ArgumentKind kind, const std::string& /*store*/) {
  std::vector<Suggestion> words;
  if (kind != ArgumentKind::lesson) return words;
  try {
    for (const Lesson& lesson : readLessons(lessonsFolder()))
      words.push_back({lesson.name, lesson.title});
  } catch (const std::exception&) {
    return {};  // a shell that asks for words has no use for a reason
  }
  return words;
}

}  // namespace scalescope
