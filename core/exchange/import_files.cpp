#include "core/exchange/import_files.h"

#include <filesystem>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/base/utf8.h"
#include "core/exchange/import_document.h"
#include "core/exchange/import_log.h"
#include "core/exchange/import_tables.h"

namespace scalescope {
namespace {

namespace fs = std::filesystem;

ImportSource tables(const std::vector<std::string>& paths) {
  ImportSource source;
  source.path = paths.front();
  source.exported = runFromTables(paths);
  return source;
}

std::optional<ImportSource> log(const std::string& path, const ReadProgress& progress) {
  ImportSource source;
  source.path = path;
  auto logs = readLog(path, progress);
  if (!logs) return std::nullopt;
  source.logs = std::move(*logs);
  source.mapping = guessMapping(columnsOf(source.logs));
  return source;
}

/// The columns that this one of a log's runs has, too.
LogMapping mappingFor(const LogTable& log, const LogMapping& mapping) {
  LogMapping own;
  for (const auto& [field, column] : mapping) {
    if (log.find(column)) own[field] = column;
  }
  return own;
}

/// Names are told apart by a number, as the store wants them within an experiment.
void tellApart(std::vector<ImportedRun>& runs) {
  std::set<std::string> taken;
  for (ImportedRun& run : runs) {
    if (!run.info.experimentUid.empty()) continue;
    const std::string name = run.info.name;
    for (int number = 2; !taken.insert(run.info.name).second; ++number)
      run.info.name = name + " (" + std::to_string(number) + ")";
  }
}

}  // namespace

std::optional<std::vector<ImportSource>> readSources(const std::vector<std::string>& paths,
                                                     const ReadProgress& progress) {
  std::map<std::string, std::vector<std::string>> exported;  // tables, by their run
  std::vector<bool> isExported;
  isExported.reserve(paths.size());
  for (const std::string& path : paths) {
    isExported.push_back(isTableCsv(path));
    if (isExported.back()) exported[runOfTableCsv(path)].push_back(path);
  }
  std::vector<ImportSource> sources;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const std::string& path = paths[i];
    if (isExported[i]) {
      const auto& files = exported[runOfTableCsv(path)];
      if (path == files.front()) sources.push_back(tables(files));
      continue;
    }
    const auto part = [&](double done) {
      return !progress ||
             progress((static_cast<double>(i) + done) / static_cast<double>(paths.size()));
    };
    if (!fs::exists(path)) refuse(path, phrase("there is no such file"));
    if (!fs::is_directory(path) && isRunDocument(path)) {
      ImportSource source;
      source.path = path;
      source.exported = runFromDocument(path);
      sources.push_back(std::move(source));
      continue;
    }
    auto source = log(path, part);
    if (!source) return std::nullopt;
    sources.push_back(std::move(*source));
  }
  return sources;
}

std::vector<ImportedRun> runsFromSources(const std::vector<ImportSource>& sources,
                                         const ImportLabels& labels) {
  std::vector<ImportedRun> runs;
  for (const ImportSource& source : sources) {
    if (source.exported) {
      runs.push_back(*source.exported);
      ImportedRun& run = runs.back();
      if (!labels.run.empty()) run.info.name = labels.run;
      if (!labels.precision.empty()) run.info.precision = labels.precision;
      if (!labels.experiment.empty() && run.info.experimentUid.empty())
        run.info.experiment = labels.experiment;
      continue;
    }
    const std::string experiment = nameOfLog(source.path);
    for (const LogTable& each : source.logs) {
      const LogMapping mapping = mappingFor(each, source.mapping);
      runs.push_back(runFromLog(
          each, mapping,
          {asUtf8(source.path), labels.experiment.empty() ? experiment : labels.experiment,
           labels.run, labels.precision}));
    }
  }
  if (!labels.run.empty() && runs.size() > 1) {
    refuse(phrase("the run's name"),
           {phrase("is one, and the files hold %1 runs"), {std::to_string(runs.size())}});
  }
  tellApart(runs);
  return runs;
}

}  // namespace scalescope
