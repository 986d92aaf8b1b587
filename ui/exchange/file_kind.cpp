#include "ui/exchange/file_kind.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

#include "core/base/json_reader.h"

namespace scalescope {
namespace {

namespace fs = std::filesystem;

bool isNamedAsStore(const fs::path& path) {
  const std::string ending = path.extension().string();
  return ending == ".db" || ending == ".sqlite" || ending == ".sqlite3";
}

FileKind kindOfObject(const std::string& text) {
  const auto parsed = [](std::string_view part) {
    return Json::parse(part, nullptr, /*allow_exceptions=*/false);
  };
  const Json json = parsed(text);
  if (json.is_object()) {
    constexpr const char* kKeys[] = {"scalescope", "network", "runs"};
    const bool configures = std::any_of(std::begin(kKeys), std::end(kKeys),
                                        [&](const char* key) { return json.contains(key); });
    return configures && !json.contains("scalescope_run") ? FileKind::configuration : FileKind::log;
  }
  // Lines of objects, or one object that somebody broke.
  const bool lines = parsed(std::string_view(text).substr(0, text.find('\n'))).is_object();
  return lines ? FileKind::log : FileKind::configuration;
}

}  // namespace

FileKind fileKind(const std::string& path) {
  std::error_code unknown;
  if (fs::is_directory(path, unknown)) return FileKind::log;
  // What is not there is most likely a configuration whose name was mistyped.
  if (!fs::exists(path, unknown)) return FileKind::configuration;
  std::ifstream file(path, std::ios::binary);
  constexpr std::size_t kLargestConfiguration = std::size_t{1} << 20;
  std::string text(kLargestConfiguration + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  static constexpr std::string_view kMagic("SQLite format 3\0", 16);
  if (text.starts_with(kMagic)) return FileKind::store;
  if (isNamedAsStore(path)) return FileKind::noStore;
  const auto first = text.find_first_not_of(" \t\r\n");
  if (text.size() > kLargestConfiguration || first == std::string::npos || text[first] != '{')
    return FileKind::log;
  return kindOfObject(text);
}

}  // namespace scalescope
