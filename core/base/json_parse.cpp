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
class Strictness {
 public:
  explicit Strictness(const std::string& source) : source_(source) {}

  bool operator()(int depth, Json::parse_event_t event, const Json& parsed) {
    if (depth > kDeepest) {
      refuse(source_, "JSON nested deeper than " + std::to_string(kDeepest) + " levels");
    }
    if (event == Json::parse_event_t::object_start) keys_.emplace_back();
    if (event == Json::parse_event_t::object_end) keys_.pop_back();
    if (event == Json::parse_event_t::key) {
      const auto& key = parsed.get_ref<const std::string&>();
      if (!keys_.back().insert(key).second) {
        refuse(source_, "the key \"" + key + "\" is given twice in one object");
      }
    }
    return true;
  }

 private:
  const std::string& source_;
  std::vector<std::set<std::string>> keys_;  ///< of the objects that are open, outermost first
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
    refuse(source, "not valid JSON: " + messageOf(error));
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
