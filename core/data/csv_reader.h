#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/base/phrases.h"
#include "core/data/byte_stream.h"

namespace scalescope {

/// A field of a row, and where it stands in the file.
struct CsvCell {
  std::string text;      ///< without quotes, and without blanks at either end
  std::size_t line = 0;  ///< where it begins, from 1
};

/// Reads comma-separated values (RFC 4180) row by row: quoted fields may hold commas, quotes
/// (written twice) and line ends; lines end in LF or CR LF; empty lines and a byte-order mark are
/// passed over.
class CsvReader {
 public:
  explicit CsvReader(ByteStream& stream);

  /// From here on a semicolon or a tab parts fields, if the first line has more of them than
  /// commas: as spreadsheets write where the comma is the decimal one. To be called before next().
  void findSeparator();
  char separator() const { return separator_; }

  /// Reads the next row; false at the end.
  bool next();
  std::span<const CsvCell> row() const { return std::span(cells_).first(count_); }
  std::size_t line() const { return rowLine_; }  ///< where the row begins, from 1

  /// Refuses a cell: "<file>: line L, column C: …"; columns count from 1.
  [[noreturn]] void refuseCell(std::size_t column, const Sentence& message) const;
  [[noreturn]] void refuseLine(std::size_t line, const Sentence& message) const;

 private:
  static constexpr int kEnd = -1;
  enum class After { cell, row };

  int peek();
  int take();
  void append(CsvCell& cell, int character) const;
  After readCell(CsvCell& cell);
  After readQuoted(CsvCell& cell);
  After readPlain(CsvCell& cell);

  ByteStream& stream_;
  char separator_ = ',';
  std::vector<char> buffer_;
  std::size_t used_ = 0;
  std::size_t filled_ = 0;
  std::size_t line_ = 1;
  std::size_t rowLine_ = 0;
  std::vector<CsvCell> cells_;  ///< kept from row to row, so that their memory is
  std::size_t count_ = 0;
};

/// A piece of a file for a message: quoted, cut to a few words, with no control characters.
std::string printable(std::string_view text);

}  // namespace scalescope
