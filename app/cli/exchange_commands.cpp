#include <filesystem>
#include <memory>
#include <set>

#include "command.h"
#include "core/base/error.h"
#include "core/exchange/export_run.h"
#include "core/exchange/import_files.h"
#include "core/exchange/import_log.h"
#include "core/numerics/number_text.h"
#include "core/precision/policy.h"
#include "interrupt.h"
#include "output.h"
#include "progress.h"

namespace scalescope::cli {
namespace {

constexpr std::int64_t kParts = 1000;  // that progress is shown in

/// A bar for work that tells its share, which Ctrl-C breaks off.
class Share {
 public:
  Share() { catchInterrupts(); }
  bool operator()(double done) {
    if (progress_.due()) progress_.show(static_cast<std::int64_t>(done * kParts), "");
    return !interruptFlag();
  }

 private:
  Progress progress_{0, kParts, true};
};

struct ExportArguments {
  std::vector<std::string> runs;
  std::string store, format, folder;
};

int exportRuns(const ExportArguments& arguments) {
  const StoreReader reader(arguments.store);
  std::vector<RunInfo> runs;  // all of them are found before anything is written
  for (const std::string& name : arguments.runs) runs.push_back(reader.findRun(name));
  std::string written;
  Share share;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto progress = [&](double done) {
      return share((static_cast<double>(i) + done) / static_cast<double>(runs.size()));
    };
    const auto files =
        exportRun(reader, runs[i], *exportFormatFrom(arguments.format), arguments.folder, progress);
    if (!files) fail("export", "was broken off; nothing of run " + runs[i].name + " was written");
    for (const std::string& file : *files) written += file + "\n";
  }
  print(written);
  return 0;
}

struct ImportArguments {
  std::vector<std::string> files, mapping;
  std::string store;
  ImportLabels labels;
  bool dryRun = false;
};

/// "loss=train/loss"; "loss=" takes the guess away.
void applyMapping(const std::vector<std::string>& changes, std::vector<ImportSource>& sources) {
  std::set<std::string> given;
  for (const std::string& change : changes) {
    const auto equals = change.find('=');
    const std::string field = change.substr(0, equals);
    if (equals == std::string::npos || !logField(field)) {
      std::string known;
      for (const LogField& each : logFields()) known += (known.empty() ? "" : ", ") + each.name;
      refuse("--map", "expected FIELD=COLUMN, found \"" + change + "\"; the fields are " + known);
    }
    if (!given.insert(field).second) refuse("--map", "the field \"" + field + "\" is given twice");
    const std::string column = change.substr(equals + 1);
    for (ImportSource& source : sources) {
      if (source.exported) continue;
      std::erase_if(source.mapping,
                    [&](const auto& each) { return each.first == field || each.second == column; });
      if (!column.empty()) source.mapping[field] = column;
      requireMapping(source.mapping, columnsOf(source.logs), source.path);
    }
  }
}

void describe(const ImportSource& source) {
  if (source.exported) {
    print(source.path + ": run \"" + source.exported->info.name + "\", exported by ScaleScope\n");
    return;
  }
  for (const LogTable& log : source.logs) {
    print(source.path + ": run \"" + log.run + "\", " + std::to_string(log.rows) + " rows\n");
    std::vector<std::vector<std::string>> rows{{"column", "values", "first", "last", "becomes"}};
    for (const LogColumn& column : log.columns) {
      std::string first, last, field;
      for (std::size_t i = 0; i < column.values.size(); ++i) {
        if (!column.there[i]) continue;
        last = numberText(column.values[i]);
        if (first.empty()) first = last;
      }
      for (const auto& [name, of] : source.mapping) {
        if (of == column.name) field = name;
      }
      rows.push_back({column.name, std::to_string(column.count()), first, last, field});
    }
    print(tableText(rows));
    for (const Sentence& note : mappingNotes(log, source.mapping)) print(note.inEnglish() + "\n");
  }
}

/// Reads every row as an import does, and keeps none.
int checkRows(const std::vector<ImportedRun>& runs) {
  for (const ImportedRun& run : runs)
    run.rows([](const RunTable&, std::span<const StoredValue>) {});
  return 0;
}

int importFiles(const ImportArguments& arguments) {
  Share share;
  auto sources = readSources(arguments.files, std::ref(share));
  if (!sources) fail("import", "was broken off; nothing was imported");
  applyMapping(arguments.mapping, *sources);
  if (arguments.dryRun) {
    for (const ImportSource& source : *sources) describe(source);
  }
  const auto runs = runsFromSources(*sources, arguments.labels);
  if (arguments.dryRun) return checkRows(runs);
  const auto ids = importRuns(arguments.store, runs, std::ref(share));
  for (std::size_t i = 0; i < ids.size(); ++i) {
    print("run " + std::to_string(ids[i]) + ": " + runs[i].info.experiment + "/" +
          runs[i].info.name + "\n");
  }
  std::set<std::string> told;
  for (const ImportSource& source : *sources) {
    for (const LogTable& log : source.logs) {
      for (const Sentence& note : mappingNotes(log, source.mapping)) {
        const std::string line = source.path + ": " + note.inEnglish() + "\n";
        if (told.insert(line).second) std::fputs(line.c_str(), stderr);
      }
    }
  }
  return 0;
}

void addExport(CLI::App& app, Action& action) {
  const auto arguments = std::make_shared<ExportArguments>();
  CLI::App* command = app.add_subcommand("export", "Writes stored runs for other programs");
  command->add_option("RUN", arguments->runs, "The runs: \"12\", \"fp16\" or \"experiment/fp16\"")
      ->required();
  addStoreOption(*command, arguments->store);
  command
      ->add_option("--format", arguments->format,
                   "csv: a file for each table; json: one document; tensorboard: an event file; "
                   "safetensors: the weights")
      ->required()
      ->check(CLI::IsMember(exportFormatNames()));
  command->add_option("--out", arguments->folder, "The folder to write into; made if it is missing")
      ->required();
  command->footer("Example:\n  scalescope-cli export fp32 fp16 --format tensorboard --out logs");
  command->callback([&action, arguments] {
    action = [arguments] {
      arguments->store = storeOrDefault(arguments->store);
      return exportRuns(*arguments);
    };
  });
}

void addImport(CLI::App& app, Action& action) {
  const auto arguments = std::make_shared<ImportArguments>();
  CLI::App* command = app.add_subcommand(
      "import",
      "Puts logs of other programs (CSV, JSON, TensorBoard), or exported runs, into a store");
  command
      ->add_option("FILE", arguments->files,
                   "Logs; a folder is one of TensorBoard. Tables exported from one run belong "
                   "together")
      ->required();
  addStoreOption(*command, arguments->store);
  command->add_option("--experiment", arguments->labels.experiment,
                      "Its name (default: the file's)");
  command->add_option("--run", arguments->labels.run, "Name of the run, if there is one alone");
  command
      ->add_option("--precision", arguments->labels.precision,
                   "Its policy (default: what its name says)")
      ->check(CLI::IsMember(policyNames()));
  command->add_option("--map", arguments->mapping,
                      "FIELD=COLUMN: what stands for a field; FIELD= for none. May be repeated");
  command->add_flag("--dry-run", arguments->dryRun,
                    "Only tell what the columns are taken for; change nothing");
  command->footer(
      "Example:\n  scalescope-cli import metrics.csv --map scale=amp/scale --experiment resnet");
  command->callback([&action, arguments] {
    action = [arguments] {
      arguments->store = storeOrDefault(arguments->store);
      return importFiles(*arguments);
    };
  });
}

}  // namespace

void addExchangeCommands(CLI::App& app, Action& action) {
  addExport(app, action);
  addImport(app, action);
}

}  // namespace scalescope::cli
