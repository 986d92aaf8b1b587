#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "core/base/error.h"
#include "core/base/json_reader.h"

namespace scalescope {
namespace {

/// Nothing that ScaleScope reads is nested deeper than a handful; code that walks a document may
/// recurse safely.
constexpr int kDeepest = 100;

/// What the library's parser lets pass: keys given twice (it keeps the last) and boundless nesting.
/// Knows at any time where in the document the parser is.
class Strictness {
 public:
  explicit Strictness(const Sentence& source) : source_(source) {}

  bool operator()(int depth, Json::parse_event_t event, const Json& parsed) {
    using Event = Json::parse_event_t;
    if (event == Event::object_start || event == Event::array_start) {
      if (depth > kDeepest) {
        refuse(place(), {phrase("JSON nested deeper than %1 levels"), {std::to_string(kDeepest)}});
      }
      open_.emplace_back().isArray = event == Event::array_start;
    } else if (event == Event::object_end || event == Event::array_end) {
      open_.pop_back();
      ended();
    } else if (event == Event::value) {
      ended();
    } else {
      open_.back().key = parsed.get<std::string>();
      if (!open_.back().keys.insert(open_.back().key).second) {
        refuse(place(),
               {phrase("the key \"%1\" is given twice in one object"), {open_.back().key}});
      }
    }
    return true;
  }

  /// The source and the JSON pointer of what is being read.
  Sentence place() const {
    Json::json_pointer pointer;
    for (const Level& level : open_) {
      if (!level.isArray && level.keys.empty()) break;
      pointer /= level.isArray ? std::to_string(level.index) : level.key;
    }
    if (pointer.empty()) return source_;
    return {phrase("%1: %2"), {source_, pointer.to_string()}};
  }

 private:
  /// An object or array that is open.
  struct Level {
    bool isArray = false;
    std::size_t index = 0;
    std::string key;
    std::set<std::string> keys;
  };

  void ended() {
    if (!open_.empty()) ++open_.back().index;
  }

  const Sentence& source_;
  std::vector<Level> open_;  ///< outermost first
};

Sentence placeOf(std::size_t byte, std::string_view text, const Sentence& source,
                 std::size_t line) {
  std::size_t column = 1;
  for (std::size_t i = 0; i + 1 < byte && i < text.size(); ++i) {
    column = text[i] == '\n' ? 1 : column + 1;
    line += text[i] == '\n';
  }
  return {phrase("%1: line %2, column %3"), {source, std::to_string(line), std::to_string(column)}};
}

/// The library's text without the code and position in front of it ("[…] parse error at line 1,
/// column 2: …"); it may end in a piece of the document of any length.
Sentence messageOf(const Json::exception& error) {
  constexpr std::size_t kMost = 160;
  std::string text = error.what();
  text.erase(0, text.find("] ") + 2);
  const std::size_t position = text.find(", column ");
  if (position != std::string::npos) text.erase(0, text.find(": ", position) + 2);
  if (text.size() > kMost) text = text.substr(0, kMost) + "…";
  return {phrase("not valid JSON: %1"), {text}};
}

}  // namespace

Json parseJson(std::string_view text, const Sentence& source, std::size_t firstLine) {
  const Sentence place = firstLine == 1
                             ? source
                             : Sentence(phrase("%1: line %2"), {source, std::to_string(firstLine)});
  Strictness strictness(place);
  try {
    return Json::parse(text, std::ref(strictness));
  } catch (const Json::parse_error& error) {
    refuse(placeOf(error.byte, text, source, firstLine), messageOf(error));
  } catch (const Json::exception& error) {  // a number beyond what double holds
    refuse(strictness.place(), messageOf(error));
  }
}

std::string readTextFile(const std::string& path) {
  constexpr std::size_t kMost = std::size_t{64} << 20;
  struct stat status {};
  if (stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
    refuse(path, phrase("is a directory, expected a file"));
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);  // unlike data, a text may come through a pipe
  if (!file) refuse(path, {phrase("cannot be read: %1"), {std::strerror(errno)}});
  constexpr std::size_t kPiece = std::size_t{1} << 16;
  std::string text;
  while (file) {
    const std::size_t before = text.size();
    text.resize(before + kPiece);
    file.read(text.data() + before, kPiece);
    text.resize(before + static_cast<std::size_t>(file.gcount()));
    if (text.size() > kMost) refuse(path, phrase("holds more than 64 MiB, too much for a text"));
  }
  if (file.bad()) refuse(path, {phrase("cannot be read: %1"), {std::strerror(errno)}});
  return text;
}

}  // namespace scalescope
