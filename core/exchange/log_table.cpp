#include "core/exchange/log_table.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/utf8.h"
#include "core/data/csv_reader.h"

namespace scalescope {
namespace {

namespace fs = std::filesystem;

/// More columns than any log has; each row of many would cost memory for all.
constexpr std::size_t kMostColumns = 4096;

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

std::size_t LogColumn::count() const {
  return static_cast<std::size_t>(std::count(there.begin(), there.end(), true));
}

const LogColumn* LogTable::find(const std::string& name) const {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const LogColumn& each) { return each.name == name; });
  return found != columns.end() ? &*found : nullptr;
}

LogTable columnsOf(const std::vector<LogTable>& logs) {
  LogTable all;
  for (const LogTable& log : logs)
    for (const LogColumn& column : log.columns)
      if (!all.find(column.name)) all.columns.push_back({column.name, {}, {}});
  return all;
}

void LogTables::row(const std::string& run) {
  const auto [place, isNew] = places_.try_emplace(run, all_.size());
  if (isNew) {
    all_.emplace_back();
    all_.back().table.run = run;
  }
  current_ = place->second;
  ++all_[current_].table.rows;
  ++rows_;
}

void LogTables::began(double time) { all_[current_].table.began = time; }

void LogTables::precision(const std::string& policy) { all_[current_].table.precision = policy; }

void LogTables::set(const std::string& column, double value, bool percentSign) {
  Building& building = all_[current_];
  LogTable& table = building.table;
  const auto [place, isNew] = building.places.try_emplace(column, table.columns.size());
  if (isNew) {
    if (table.columns.size() == kMostColumns)
      refuse({phrase("%1: column \"%2\""), {path_, column}},
             {phrase("is one more than the %1 columns that a log may have"),
              {std::to_string(kMostColumns)}});
    table.columns.push_back({column, {}, {}});
  }
  LogColumn& into = table.columns[place->second];
  into.percentSigns |= percentSign;
  into.values.resize(table.rows);
  into.there.resize(table.rows);
  into.values.back() = value;
  into.there.back() = true;
}

void LogTables::setText(const std::string& column) { ++all_[current_].texts[column]; }

void LogTables::note(const Sentence& sentence) {
  const std::string text = sentence.inEnglish();
  const bool known = std::any_of(notes_.begin(), notes_.end(),
                                 [&](const Sentence& each) { return each.inEnglish() == text; });
  if (!known) notes_.push_back(sentence);
}

std::vector<LogTable> LogTables::take(const std::string& unnamed) {
  if (all_.empty()) all_.emplace_back();
  std::vector<LogTable> tables;
  for (Building& building : all_) {
    LogTable& table = building.table;
    if (table.run.empty()) table.run = unnamed;
    for (LogColumn& column : table.columns) {
      column.values.resize(table.rows);
      column.there.resize(table.rows);
    }
    table.notes = notes_;
    for (const auto& [name, cells] : building.texts) {
      table.notes.push_back(
          {cells == 1 ? phrase("The column \"%1\" holds text in %2 row, which is passed over.")
                      : phrase("The column \"%1\" holds text in %2 rows, which is passed over."),
           {name, std::to_string(cells)}});
    }
    tables.push_back(std::move(table));
  }
  return tables;
}

bool ReadCounter::next() {
  constexpr std::size_t kRowsBetween = 4096;
  if (!progress_ || ++rows_ % kRowsBetween != 0) return true;
  const auto size = stream_.size().value_or(0);  // of what is packed, it is not known
  if (size == 0) return progress_(0.0);
  return progress_(
      std::min(1.0, static_cast<double>(stream_.position()) / static_cast<double>(size)));
}

LogKind kindOfLog(const std::string& path) {
  if (fs::is_directory(path)) return LogKind::tensorboard;
  ByteStream stream(path);
  std::array<char, 512> start{};
  const std::string_view bytes(start.data(), stream.read(start.data(), start.size()));
  const auto first = std::find_if_not(bytes.begin(), bytes.end(), isBlank);
  if (first == bytes.end()) refuse(path, phrase("is empty; expected a training log"));
  if (*first == '{' || *first == '[') return LogKind::json;
  if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff"))
    refuse(path, phrase("is UTF-16 text; save it as UTF-8"));
  const bool weights = bytes.size() > 8 && bytes[8] == '{';  // behind the length of their header
  if (weights && bytes.find('\0') < 8)
    refuse(path, phrase("holds weights (safetensors); expected a training log"));
  // The length of a first record is small, so that an event file has zero bytes near its start.
  const bool text = std::none_of(bytes.begin(), bytes.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ' && !isBlank(c) && c != '\f' && c != '\x1b';
  });
  if (text) return LogKind::csv;
  if (bytes.size() >= 12 && bytes.substr(4, 4) == std::string_view("\0\0\0\0", 4))
    return LogKind::tensorboard;
  refuse(path, phrase("is neither CSV nor JSON, and no event file of TensorBoard"));
}

std::string nameOfLog(const std::string& path) {
  const fs::path plain = fs::path(path).lexically_normal();
  return asUtf8((plain.has_filename() ? plain : plain.parent_path()).stem().string());
}

std::optional<std::vector<LogTable>> readLog(const std::string& path,
                                             const ReadProgress& progress) {
  if (!fs::exists(path)) refuse(path, phrase("there is no such file"));
  LogTables tables(path);
  const auto read = [&] {
    switch (kindOfLog(path)) {
      case LogKind::csv:
        return readCsvLog(path, tables, progress);
      case LogKind::json:
        return readJsonLog(path, tables, progress);
      case LogKind::tensorboard:
        break;
    }
    return readTensorboardLog(path, tables, progress);
  };
  if (!read()) return std::nullopt;
  if (tables.rows() == 0) refuse(path, phrase("holds no row with a number"));
  return tables.take(nameOfLog(path));
}

}  // namespace scalescope
