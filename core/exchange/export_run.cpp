#include "core/exchange/export_run.h"

#include <algorithm>
#include <filesystem>

#include "core/base/error.h"
#include "core/exchange/export_parts.h"
#include "core/exchange/stored_weights.h"

namespace scalescope {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kRowsBetweenReports = 2048;

/// Letters and digits of any script, dots and underscores; one dash for anything else.
std::string plain(const std::string& name) {
  constexpr std::size_t kLongestName = 60;
  std::string text;
  for (const char c : name) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '_' || (static_cast<unsigned char>(c) & 0x80) != 0;
    if (kept) {
      text += c;
    } else if (!text.empty() && text.back() != '-') {
      text += '-';
    }
  }
  if (text.size() > kLongestName) {
    text.resize(kLongestName);
    // A character of several bytes goes as a whole.
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0) == 0x80)
      text.pop_back();
    if (!text.empty() && (static_cast<unsigned char>(text.back()) & 0x80) != 0) text.pop_back();
  }
  while (!text.empty() && (text.back() == '-' || text.back() == '.')) text.pop_back();
  while (!text.empty() && (text.front() == '-' || text.front() == '.')) text.erase(text.begin());
  return text;
}

void requireFolder(const std::string& folder) {
  if (folder.empty()) refuse(phrase("the folder to write into"), phrase("its name is empty"));
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error && fs::is_directory(folder, error)) return;
  if (error) refuse(folder, {phrase("no folder can be made there: %1"), {error.message()}});
  refuse(folder, phrase("no folder can be made there"));
}

bool writeAs(ExportFormat format, const StoreReader& reader, const RunInfo& run,
             const std::string& stem, RowCounter& rows, NewFiles& files) {
  switch (format) {
    case ExportFormat::csv:
      return writeCsv(reader, run, stem, rows, files);
    case ExportFormat::json:
      return writeJson(reader, run, stem, rows, files);
    case ExportFormat::tensorboard:
      return writeTensorboard(reader, run, stem, rows, files);
    case ExportFormat::safetensors:
      break;
  }
  files.push_back(std::make_unique<NewFile>(stem + ".safetensors"));
  files.back()->write(serializeSafetensors(storedWeights(reader, run)));
  return true;
}

}  // namespace

const std::vector<std::string>& exportFormatNames() {
  static const std::vector<std::string> names{"csv", "json", "tensorboard", "safetensors"};
  return names;
}

std::optional<ExportFormat> exportFormatFrom(std::string_view name) {
  const auto& names = exportFormatNames();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<ExportFormat>(found - names.begin());
}

std::string_view toString(ExportFormat format) {
  return exportFormatNames()[static_cast<std::size_t>(format)];
}

RowCounter::RowCounter(const StoreReader& reader, std::int64_t run, const Progress& progress)
    : progress_(progress) {
  if (!progress_) return;
  for (const RunTable& table : runTables()) rows_ += countRows(reader, run, table);
}

bool RowCounter::next() {
  if (!progress_ || ++done_ % kRowsBetweenReports != 0) return true;
  return progress_(std::min(1.0, static_cast<double>(done_) / static_cast<double>(rows_)));
}

std::string fileStem(const RunInfo& run) {
  std::string stem;
  for (const std::string& part : {plain(run.experiment), plain(run.name), std::to_string(run.id)}) {
    if (part.empty()) continue;
    stem += (stem.empty() ? "" : "-") + part;
  }
  return stem;
}

std::optional<std::vector<std::string>> exportRun(const StoreReader& reader, const RunInfo& run,
                                                  ExportFormat format, const std::string& folder,
                                                  const Progress& progress) {
  requireFolder(folder);
  const std::string stem = (fs::path(folder) / fileStem(run)).string();
  NewFiles files;
  const auto leaveNothing = [&] {
    files.clear();
    std::error_code ignored;  // a folder with other files in it stays
    if (fs::is_directory(stem, ignored)) fs::remove(stem, ignored);
  };
  bool whole = false;
  try {
    reader.readTogether([&] {
      RowCounter rows(reader, run.id, progress);
      whole = writeAs(format, reader, run, stem, rows, files);
    });
  } catch (...) {
    leaveNothing();
    throw;
  }
  if (!whole) {
    leaveNothing();
    return std::nullopt;
  }
  std::vector<std::string> names;
  for (const auto& file : files) {
    file->commit();
    names.push_back(file->path());
  }
  return names;
}

}  // namespace scalescope
