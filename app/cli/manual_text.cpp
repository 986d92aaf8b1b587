#include "manual_text.h"

#include <algorithm>
#include <set>

#include "command.h"
#include "core/lessons/lesson_folder.h"
#include "core/store/database.h"
#include "core/store/reader.h"

namespace scalescope::cli {
namespace {

constexpr const char* kDescription =
    R"(Trains one network under two or more precision settings (FP32, FP16 with master weights and a loss scale, BF16, FP8 and others), from the same initial weights on the same batches, and keeps every run in a store. It tells where, when and why a low-precision run departs from FP32: loss, loss scale, overflowed and skipped steps, underflow, per tensor.

An experiment is a configuration file, JSON. The desktop program scalescope(1) opens the same files.

Progress goes to standard error, results to standard output. A run is named by its number, by its name ("fp16", the newest of that name) or by experiment and name ("experiment/fp16").)";

constexpr const char* kExitStatus = R"(0: done.

1: the work failed.

2: the input was refused; one line on standard error says which file, where in it, and what was expected.)";

constexpr const char* kEnvironment =
    R"(XDG_DATA_HOME: the folder of the default store, else ~/.local/share.

OMP_NUM_THREADS: how many threads compute on the CPU.

OMP_WAIT_POLICY: "passive" where other programs need the cores; unset, threads that wait sleep after some microseconds.

CUDA_VISIBLE_DEVICES: which GPU is used.

SCALESCOPE_CUDA_MODULE: a file to load as the CUDA back end, instead of the one that is installed.)";

constexpr const char* kFiles =
    R"(~/.local/share/scalescope/runs.sqlite: the default store, an SQLite file that other programs may read, and write, while ScaleScope has it open.

/usr/share/datasets, /usr/local/share/datasets, ~/.local/share/datasets: where data sets are looked for, a folder each, as the package dataset-fashion-mnist has it.)";

std::vector<Suggestion> runsOf(const std::string& store) {
  // A store of an older version is left as it is: nobody asked for more than a word.
  constexpr std::chrono::milliseconds kPatience{200};
  openForReading(store, kPatience);
  std::vector<Suggestion> words;
  std::set<std::string> seen;
  const std::vector<RunInfo> runs = StoreReader(store).runs();
  for (const RunInfo& run : runs) {  // names mean the newest, which come first
    if (seen.insert(run.name).second)
      words.push_back({run.name, run.experiment + ", " + run.precision});
  }
  for (const RunInfo& run : runs)
    words.push_back({std::to_string(run.id), run.experiment + "/" + run.name});
  return words;
}

}  // namespace

Manual manualText() {
  Manual manual;
  manual.version = SCALESCOPE_VERSION;
  manual.summary = "train a network under several precisions side by side";
  manual.description = kDescription;
  manual.sections = {
      {"EXIT STATUS", kExitStatus}, {"ENVIRONMENT", kEnvironment}, {"FILES", kFiles}};
  manual.seeAlso = "scalescope(1), sqlite3(1)";
  return manual;
}

std::vector<Suggestion> knownWords(ArgumentKind kind, const std::string& store) {
  try {
    if (kind == ArgumentKind::run) return runsOf(storeOrDefault(store));
    std::vector<Suggestion> words;
    for (const Lesson& lesson : readLessons(lessonsFolder()))
      words.push_back({lesson.name, lesson.title});
    return words;
  } catch (const std::exception&) {
    return {};  // a shell that asks for words has no use for a reason
  }
}

}  // namespace scalescope::cli
