#pragma once

#include <string>

namespace scalescope {

/// What a file that somebody opens or drops is, by its content first.
enum class FileKind {
  store,          ///< an SQLite file
  noStore,        ///< named as a store (.db, .sqlite, .sqlite3), and not SQLite
  configuration,  ///< a JSON object with keys of a configuration, or JSON that is broken
  log             ///< an exported run, a log, a folder of them, or anything else
};

FileKind fileKind(const std::string& path);

}  // namespace scalescope
