#include <algorithm>
#include <array>
#include <string_view>

#include "core/base/error.h"
#include "core/base/json_reader.h"
#include "core/data/byte_stream.h"
#include "core/exchange/log_number.h"
#include "core/exchange/log_table.h"

namespace scalescope {
namespace {

constexpr std::size_t kLongestLine = std::size_t{64} << 20;
constexpr std::size_t kDeepest = 8;

/// Where objects say what they are, only those of training steps have plain names.
std::string prefixOf(const Json& object) {
  const auto type = object.find("type");
  if (type == object.end() || !type->is_string()) return "";
  const auto& word = type->get_ref<const std::string&>();
  return word == "step" || word == "train" ? "" : word + "/";
}

void add(LogTables& tables, const std::string& name, const Json& value, std::size_t depth) {
  if (value.is_object() && depth < kDeepest) {
    const std::string prefix = name + "/";
    for (const auto& [key, inner] : value.items()) add(tables, prefix + key, inner, depth + 1);
    return;
  }
  if (value.is_boolean()) tables.set(name, value.get<bool>() ? 1.0 : 0.0);
  if (value.is_number()) tables.set(name, value.get<double>());
  if (!value.is_string()) return;
  const auto& text = value.get_ref<const std::string&>();
  if (const auto number = numberOfCell(text)) {
    tables.set(name, *number, text.ends_with('%'));
  } else {
    tables.setText(name);
  }
}

/// What every kind of row is known by.
bool isPlace(const std::string& key) {
  return key == "step" || key == "global_step" || key == "samples" || key == "wall_time";
}

void addRow(LogTables& tables, const Json& object) {
  const auto run = object.find("run");
  const bool named = run != object.end() && run->is_string();
  tables.row(named ? run->get<std::string>() : "");
  const std::string prefix = prefixOf(object);
  for (const auto& [key, value] : object.items()) {
    const bool word = value.is_string() && (key == "run" || key == "type");
    if (!word) add(tables, isPlace(key) ? key : prefix + key, value, 0);
  }
}

/// A whole document: a list of objects, or an object that holds one ("log_history").
bool addDocument(LogTables& tables, const Json& json, const std::string& path) {
  const Json* list = &json;
  if (json.is_object()) {
    for (const auto& [key, value] : json.items()) {
      const bool rows = value.is_array() && !value.empty() && value.front().is_object();
      if (rows && (list == &json || value.size() > list->size())) list = &value;
    }
  }
  if (!list->is_array()) {
    if (!json.is_object()) refuse(path, phrase("expected a list of objects, or an object a line"));
    addRow(tables, json);
    return true;
  }
  for (const Json& each : *list) {
    if (!each.is_object()) {
      refuse(path, {phrase("expected a list of objects, found %1 in it"), {each.type_name()}});
    }
    addRow(tables, each);
  }
  return true;
}

/// Lines of a file, one after the other.
class Lines {
 public:
  explicit Lines(ByteStream& stream) : stream_(stream) {}
  bool next(std::string& line) {
    line.clear();
    while (true) {
      const std::size_t end = buffer_.find('\n', used_);
      const std::size_t stop = end == std::string::npos ? buffer_.size() : end;
      line.append(buffer_, used_, stop - used_);
      used_ = end == std::string::npos ? stop : stop + 1;
      if (line.size() > kLongestLine)
        refuse({phrase("%1: line %2"), {stream_.name(), std::to_string(number_ + 1)}},
               phrase("is longer than 64 MiB"));
      if (end != std::string::npos) break;
      buffer_.resize(std::size_t{1} << 16);
      buffer_.resize(stream_.read(buffer_.data(), buffer_.size()));
      used_ = 0;
      if (!buffer_.empty()) continue;
      last_ = true;
      if (line.empty()) return false;
      break;
    }
    ++number_;
    return true;
  }
  std::size_t number() const { return number_; }
  bool isLast() const { return last_; }  ///< the line had no end

 private:
  ByteStream& stream_;
  std::string buffer_;
  std::size_t used_ = 0;
  std::size_t number_ = 0;
  bool last_ = false;
};

/// Python writes NaN and infinities, of which JSON knows nothing: here as the strings that
/// numberOfCell() knows.
std::string withNonFinite(const std::string& text) {
  static constexpr std::array<std::string_view, 3> kWords{"-Infinity", "Infinity", "NaN"};
  std::string result;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = std::string_view(text).substr(i);
    const auto word = std::find_if(kWords.begin(), kWords.end(),
                                   [&](std::string_view each) { return rest.starts_with(each); });
    if (!quoted && word != kWords.end()) {
      result.append("\"").append(*word).append("\"");
      i += word->size() - 1;
      continue;
    }
    if (text[i] == '"') quoted = !quoted;
    result += text[i];
    if (quoted && text[i] == '\\' && i + 1 < text.size()) result += text[++i];
  }
  return result;
}

/// The line as JSON; discarded if it is none.
Json parsed(const std::string& line) {
  Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!json.is_discarded()) return json;
  return Json::parse(withNonFinite(line), nullptr, /*allow_exceptions=*/false);
}

bool isBlankLine(const std::string& line) {
  return line.find_first_not_of(" \t\r") == std::string::npos;
}

enum class Form { lines, document };

/// Whether the first line is an object that is whole.
Form formOf(const std::string& path) {
  ByteStream stream(path);
  Lines lines(stream);
  std::string line;
  while (lines.next(line) && isBlankLine(line)) {
  }
  const Json json = parsed(line);
  std::string more;
  while (lines.next(more) && isBlankLine(more)) {
  }
  return json.is_object() && !more.empty() ? Form::lines : Form::document;
}

}  // namespace

bool readJsonLog(const std::string& path, LogTables& tables, const ReadProgress& progress) {
  if (formOf(path) == Form::document)
    return addDocument(tables, parseJson(withNonFinite(readTextFile(path)), path), path);
  ByteStream stream(path);
  ReadCounter counter(stream, progress);
  Lines lines(stream);
  std::string line;
  while (lines.next(line)) {
    if (isBlankLine(line)) continue;
    const auto place = [&] {
      return Sentence(phrase("%1: line %2"), {path, std::to_string(lines.number())});
    };
    const Json json = parsed(line);
    if (json.is_discarded() && lines.isLast()) {
      tables.note(phrase("The last line is cut, and was passed over."));
      break;
    }
    if (json.is_discarded()) parseJson(line, path, lines.number());  // says where
    if (!json.is_object())
      refuse(place(), {phrase("expected an object, found %1"), {json.type_name()}});
    addRow(tables, json);
    if (!counter.next()) return false;
  }
  return true;
}

}  // namespace scalescope
