#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/phrases.h"
#include "core/data/byte_stream.h"

namespace scalescope {

/// One quantity of a log, a value a row or none.
struct LogColumn {
  std::string name;  ///< as the log has it: "train/loss", "val_acc"
  std::vector<double> values;
  std::vector<bool> there;    ///< whether the row has a value; NaN is one
  bool percentSigns = false;  ///< some were written with one, and are shares already

  std::size_t count() const;  ///< values that are there
};

/// What a training log holds, before anybody says what its columns mean.
struct LogTable {
  std::string run;  ///< that the rows tell of, where a log holds several; else the file's name
  std::vector<LogColumn> columns;
  std::size_t rows = 0;
  std::optional<double> began;  ///< Unix time at which the log was opened, if it tells
  std::string precision;        ///< the policy, if the log names it
  /// What was passed over, in sentences: columns of text, histograms, a last line that is cut.
  std::vector<Sentence> notes;

  const LogColumn* find(const std::string& name) const;
};

/// Every column that some run of a log has, in their order, without values: what a mapping names.
LogTable columnsOf(const std::vector<LogTable>& logs);

/// What readLog() can tell apart.
enum class LogKind { csv, json, tensorboard };

/// Fills tables row by row; columns appear as values for them do.
class LogTables {
 public:
  explicit LogTables(std::string path) : path_(std::move(path)) {}
  /// Starts a row of a run's table.
  void row(const std::string& run);
  void set(const std::string& column, double value, bool percentSign = false);
  // Of the newest row's run, as LogTable has them.
  void began(double time);
  void precision(const std::string& policy);
  /// A text where a number was expected; a column that holds nothing else is named in the notes.
  void setText(const std::string& column);
  void note(const Sentence& sentence);
  std::size_t rows() const { return rows_; }
  /// In the order in which they began, at least one; `unnamed` is the name of what has none.
  std::vector<LogTable> take(const std::string& unnamed);

 private:
  struct Building {
    LogTable table;
    std::map<std::string, std::size_t> places;  ///< of columns
    std::map<std::string, std::size_t> texts;   ///< how many cells of text
  };
  std::string path_;  ///< that is read, for messages
  std::vector<Building> all_;
  std::map<std::string, std::size_t> places_;  ///< of tables, by run
  std::vector<Sentence> notes_;
  std::size_t current_ = 0;
  std::size_t rows_ = 0;
};

/// Told how much of the file was read, 0 … 1; false breaks it off.
using ReadProgress = std::function<bool(double)>;

/// The kind of a log: what its content, not its name, looks like. Refused if nothing does.
LogKind kindOfLog(const std::string& path);

/// A file's name without its ending, in UTF-8; of a folder its own, whether or not a slash follows.
std::string nameOfLog(const std::string& path);

/// The runs of a log: a CSV file with a line of names, JSON lines or a list of objects (nested ones
/// are flattened: "train/loss"), a TensorBoard event file or a folder of them. Rows with a text
/// column named "run" belong to different runs. Nothing if it was broken off. Refused with file,
/// place, what was found and what was expected.
std::optional<std::vector<LogTable>> readLog(const std::string& path,
                                             const ReadProgress& progress = {});

/// Reports now and then how far a file was read.
class ReadCounter {
 public:
  ReadCounter(const ByteStream& stream, const ReadProgress& progress)
      : stream_(stream), progress_(progress) {}
  bool next();  ///< one more row; false: break off

 private:
  const ByteStream& stream_;
  const ReadProgress& progress_;
  std::size_t rows_ = 0;
};

// By kind; false: broken off.
bool readCsvLog(const std::string& path, LogTables& tables, const ReadProgress& progress);
bool readJsonLog(const std::string& path, LogTables& tables, const ReadProgress& progress);
bool readTensorboardLog(const std::string& path, LogTables& tables, const ReadProgress& progress);

}  // namespace scalescope
