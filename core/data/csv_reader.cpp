#include "core/data/csv_reader.h"

#include <algorithm>
#include <array>

#include "core/base/error.h"
#include "core/base/json_reader.h"

namespace scalescope {
namespace {

void trim(std::string& text) {
  constexpr const char* kBlanks = " \t";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string::npos) {
    text.clear();
    return;
  }
  text.erase(text.find_last_not_of(kBlanks) + 1);
  text.erase(0, first);
}

}  // namespace

std::string printable(std::string_view text) {
  constexpr std::size_t kMost = 40;
  std::string piece(text.substr(0, kMost));
  if (text.size() > kMost) piece += "…";
  return Json(piece).dump(-1, ' ', false, Json::error_handler_t::replace);
}

CsvReader::CsvReader(ByteStream& stream) : stream_(stream), buffer_(std::size_t{1} << 16) {
  filled_ = stream_.read(buffer_.data(), buffer_.size());
  if (std::string_view(buffer_.data(), filled_).starts_with("\xef\xbb\xbf")) used_ = 3;
}

void CsvReader::findSeparator() {
  const std::string_view text(buffer_.data() + used_, filled_ - used_);
  std::array<std::size_t, 3> counts{};
  constexpr std::array kSeparators{',', ';', '\t'};
  bool quoted = false;
  for (const char character : text.substr(0, text.find('\n'))) {
    quoted ^= character == '"';
    for (std::size_t i = 0; i < counts.size(); ++i)
      counts[i] += !quoted && character == kSeparators[i];
  }
  const auto most = std::max_element(counts.begin(), counts.end());
  separator_ = kSeparators[static_cast<std::size_t>(most - counts.begin())];
}

int CsvReader::peek() {
  if (used_ == filled_) {
    used_ = 0;
    filled_ = stream_.read(buffer_.data(), buffer_.size());
    if (filled_ == 0) return kEnd;
  }
  return static_cast<unsigned char>(buffer_[used_]);
}

int CsvReader::take() {
  const int character = peek();
  if (character == kEnd) return kEnd;
  ++used_;
  line_ += character == '\n';
  return character;
}

void CsvReader::append(CsvCell& cell, int character) const {
  constexpr std::size_t kLongest = std::size_t{1} << 20;
  if (cell.text.size() == kLongest) refuseLine(cell.line, phrase("a field longer than 1 MiB"));
  cell.text += static_cast<char>(character);
}

bool CsvReader::next() {
  do {
    if (peek() == kEnd) return false;
    rowLine_ = line_;
    count_ = 0;
    After after = After::cell;
    while (after == After::cell) {
      if (count_ == cells_.size()) cells_.emplace_back();
      after = readCell(cells_[count_++]);
    }
  } while (count_ == 1 && cells_[0].text.empty());
  return true;
}

CsvReader::After CsvReader::readCell(CsvCell& cell) {
  cell.text.clear();
  cell.line = line_;
  const After after = peek() == '"' ? readQuoted(cell) : readPlain(cell);
  trim(cell.text);
  return after;
}

CsvReader::After CsvReader::readQuoted(CsvCell& cell) {
  take();
  while (true) {
    const int character = take();
    if (character == kEnd)
      refuseLine(cell.line, phrase("a quoted field begins here and is never closed"));
    if (character == '"' && peek() != '"') break;
    if (character == '"') take();
    append(cell, character);
  }
  int character = take();
  if (character == '\r' && (peek() == '\n' || peek() == kEnd)) character = take();
  if (character == separator_) return After::cell;
  if (character == '\n' || character == kEnd) return After::row;
  refuseLine(
      line_,
      phrase("text follows the closing quote of a field; expected a comma or the line's end"));
}

CsvReader::After CsvReader::readPlain(CsvCell& cell) {
  while (true) {
    int character = take();
    if (character == '\r' && (peek() == '\n' || peek() == kEnd)) character = take();
    if (character == separator_) return After::cell;
    if (character == '\n' || character == kEnd) return After::row;
    if (character == '"') {
      refuseLine(cell.line, phrase("a quote within a field that does not begin with one"));
    }
    append(cell, character);
  }
}

void CsvReader::refuseCell(std::size_t column, const Sentence& message) const {
  refuse({phrase("%1: line %2, column %3"),
          {stream_.name(), std::to_string(cells_[column].line), std::to_string(column + 1)}},
         message);
}

void CsvReader::refuseLine(std::size_t line, const Sentence& message) const {
  refuse({phrase("%1: line %2"), {stream_.name(), std::to_string(line)}}, message);
}

}  // namespace scalescope
