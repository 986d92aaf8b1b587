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
  explicit Strictness(const std::string& source) : source_(source) {}

  bool operator()(int depth, Json::parse_event_t event, const Json& parsed) {
    using Event = Json::parse_event_t;
    if (event == Event::object_start || event == Event::array_start) {
      if (depth > kDeepest) {
        refuse(place(), "JSON nested deeper than " + std::to_string(kDeepest) + " levels");
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
        refuse(place(), "the key \"" + open_.back().key + "\" is given twice in one object");
      }
    }
    return true;
  }

  /// The source and the JSON pointer of what is being read.
  std::string place() const {
    Json::json_pointer pointer;
    for (const Level& level : open_) {
      if (!level.isArray && level.keys.empty()) break;
      pointer /= level.isArray ? std::to_string(level.index) : level.key;
    }
    return source_ + (pointer.empty() ? "" : ": " + pointer.to_string());
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

  const std::string& source_;
  std::vector<Level> open_;  ///< outermost first
};

std::string placeOf(std::size_t byte, std::string_view text) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (std::size_t i = 0; i + 1 < byte && i < text.size(); ++i) {
    column = text[i] == '\n' ? 1 : column + 1;
    line += text[i] == '\n';
  }
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

/// The library's text without the code and position in front of it ("[…] parse error at line 1,
/// column 2: …"); it may end in a piece of the document of any length.
std::string messageOf(const Json::exception& error) {
  constexpr std::size_t kMost = 160;
  std::string text = error.what();
  text.erase(0, text.find("] ") + 2);
  const std::size_t position = text.find(", column ");
  if (position != std::string::npos) text.erase(0, text.find(": ", position) + 2);
  return text.size() <= kMost ? text : text.substr(0, kMost) + "…";
}

}  // namespace

Json parseJson(std::string_view text, const std::string& source) {
  Strictness strictness(source);
  try {
    return Json::parse(text, std::ref(strictness));
  } catch (const Json::parse_error& error) {
    refuse(source + ": " + placeOf(error.byte, text), "not valid JSON: " + messageOf(error));
  } catch (const Json::exception& error) {  // a number beyond what double holds
    refuse(strictness.place(), "not valid JSON: " + messageOf(error));
  }
}

std::string readTextFile(const std::string& path) {
  constexpr std::size_t kMost = std::size_t{64} << 20;
  struct stat status {};
  if (stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
    refuse(path, "is a directory, expected a file");
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);  // unlike data, a text may come through a pipe
  if (!file) refuse(path, std::string("cannot be read: ") + std::strerror(errno));
  constexpr std::size_t kPiece = std::size_t{1} << 16;
  std::string text;
  while (file) {
    const std::size_t before = text.size();
    text.resize(before + kPiece);
    file.read(text.data() + before, kPiece);
    text.resize(before + static_cast<std::size_t>(file.gcount()));
    if (text.size() > kMost) refuse(path, "holds more than 64 MiB, too much for a text");
  }
  if (file.bad()) refuse(path, std::string("cannot be read: ") + std::strerror(errno));
  return text;
}

}  // namespace scalescope
