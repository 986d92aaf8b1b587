#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>

#include "core/base/error.h"
#include "core/exchange/event_file.h"
#include "core/exchange/log_fields.h"
#include "core/exchange/log_table.h"
#include "tensorboard.pb.h"

namespace scalescope {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostPoints = 100'000'000;

struct Row {
  double wallTime = 0.0;
  std::map<std::string, double> values;
};
/// Of one run.
struct Rows {
  /// By step, and whether it was trained: an evaluation after so many steps comes before the step
  /// of that number, and has a time of its own.
  std::map<std::pair<std::int64_t, bool>, Row> steps;
  double began = std::numeric_limits<double>::infinity();  ///< Unix time of its first file
  std::string precision;                                   ///< if it is told
};

/// A policy that an export told; empty if it is none.
std::string policyIn(const std::string& text) {
  constexpr std::size_t kLongest = 64;
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '+';
  };
  return text.size() <= kLongest && std::all_of(text.begin(), text.end(), fits) ? text : "";
}

template <typename Number>
std::optional<double> firstOf(const std::string& bytes) {
  Number number{};
  if (bytes.size() != sizeof number) return std::nullopt;
  std::memcpy(&number, bytes.data(), sizeof number);
  return static_cast<double>(number);
}

/// A tensor of one element.
std::optional<double> scalarOf(const tensorboard::Tensor& tensor) {
  if (tensor.float_val_size() == 1) return static_cast<double>(tensor.float_val(0));
  if (tensor.double_val_size() == 1) return tensor.double_val(0);
  if (tensor.int_val_size() == 1) return tensor.int_val(0);
  if (tensor.int64_val_size() == 1) return static_cast<double>(tensor.int64_val(0));
  switch (tensor.dtype()) {
    case 1:
      return firstOf<float>(tensor.tensor_content());
    case 2:
      return firstOf<double>(tensor.tensor_content());
    case 3:
      return firstOf<std::int32_t>(tensor.tensor_content());
    case 9:
      return firstOf<std::int64_t>(tensor.tensor_content());
    default:
      return std::nullopt;
  }
}

class EventReader {
 public:
  EventReader(LogTables& tables, const ReadProgress& progress)
      : tables_(tables), progress_(progress) {}

  /// Into the rows of one run.
  bool read(const std::string& path, Rows& rows) {
    ByteStream stream(path);
    ReadCounter counter(stream, progress_);
    bool going = true;
    const bool cut = readRecords(stream, [&](std::string_view bytes) {
      add(bytes, rows, path, stream.position());
      going = counter.next();
      return going;
    });
    if (cut)
      tables_.note({phrase("The last record of %1 is cut, and was passed over."),
                    {fs::path(path).filename().string()}});
    return going;
  }

 private:
  void add(std::string_view bytes, Rows& rows, const std::string& path, std::uint64_t position) {
    tensorboard::Event event;
    if (!event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      refuse({phrase("%1: record before byte %2"), {path, std::to_string(position)}},
             phrase("is no event of TensorBoard"));
    }
    if (!event.file_version().empty()) rows.began = std::min(rows.began, event.wall_time());
    for (const auto& value : event.summary().value()) {
      if (value.tag() == "precision/text_summary" && value.tensor().string_val_size() == 1)
        rows.precision = policyIn(value.tensor().string_val(0));
      std::optional<double> number;
      if (value.has_simple_value()) number = static_cast<double>(value.simple_value());
      if (value.has_tensor()) number = scalarOf(value.tensor());
      if (value.has_histo()) tables_.note(phrase("Histograms are not imported."));
      if (!number || value.tag().empty()) continue;
      if (event.step() < 0)
        refuse(path, {phrase("tells of step %1"), {std::to_string(event.step())}});
      if (++points_ > kMostPoints) refuse(path, phrase("holds more than 100 million points"));
      Row& row = rows.steps[{event.step(), !isOfEvaluation(value.tag())}];
      row.wallTime = std::max(row.wallTime, event.wall_time());
      row.values[value.tag()] = *number;
    }
  }

  /// As far as its name tells.
  bool isOfEvaluation(const std::string& tag) {
    const auto [known, isNew] = evaluations_.try_emplace(tag, false);
    if (isNew) {
      LogTable alone;
      alone.columns.push_back({tag, {}, {}});
      for (const auto& [field, column] : guessMapping(alone))
        known->second |= logField(field)->table == "evaluations";
    }
    return known->second;
  }

  LogTables& tables_;
  const ReadProgress& progress_;
  std::size_t points_ = 0;
  std::map<std::string, bool> evaluations_;  ///< of tags
};

bool isEventFile(const fs::path& path) {
  return path.filename().string().find("tfevents") != std::string::npos;
}

/// The event files of each folder below `path`, by the folder's name in it; TensorBoard takes each
/// folder for a run.
std::map<std::string, std::vector<fs::path>> eventFiles(const std::string& path) {
  std::map<std::string, std::vector<fs::path>> files;
  if (!fs::is_directory(path)) return {{"", {path}}};
  std::error_code error;  // of one entry, or of the walk
  fs::recursive_directory_iterator at(path, fs::directory_options::skip_permission_denied, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    std::error_code unknown;
    if (!at->is_regular_file(unknown) || !isEventFile(at->path())) continue;
    const fs::path folder = at->path().parent_path().lexically_relative(path);
    files[folder == "." ? "" : folder.string()].push_back(at->path());
  }
  if (error) refuse(path, {phrase("cannot be read: %1"), {error.message()}});
  for (auto& [name, paths] : files) std::sort(paths.begin(), paths.end());
  if (files.empty()) refuse(path, phrase("holds no event file of TensorBoard (\"…tfevents…\")"));
  return files;
}

}  // namespace

bool readTensorboardLog(const std::string& path, LogTables& tables, const ReadProgress& progress) {
  EventReader reader(tables, progress);
  for (const auto& [name, paths] : eventFiles(path)) {
    Rows rows;
    for (const fs::path& file : paths) {
      if (!reader.read(file.string(), rows)) return false;
    }
    // One time for all: whoever wrote the file knew none.
    const bool timed = rows.steps.size() < 2 ||
                       std::any_of(rows.steps.begin(), rows.steps.end(), [&](const auto& row) {
                         return row.second.wallTime != rows.steps.begin()->second.wallTime;
                       });
    for (const auto& [key, row] : rows.steps) {
      tables.row(name);
      if (std::isfinite(rows.began)) tables.began(rows.began);
      tables.set("step", static_cast<double>(key.first));
      if (!rows.precision.empty()) tables.precision(rows.precision);
      if (timed) tables.set("wall_time", row.wallTime);
      for (const auto& [tag, value] : row.values) tables.set(tag, value);
    }
  }
  return true;
}

}  // namespace scalescope
