#include "core/store/database.h"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cctype>
#include <filesystem>
#include <thread>

#include "core/base/error.h"
#include "core/store/sqlite_error.h"
#include "core/store/upgrade_functions.h"

namespace scalescope {
namespace {

namespace fs = std::filesystem;

int number(SQLite::Database& db, const char* query) { return db.execAndGet(query).getInt(); }

/// The path as SQLite's URI, for the options that only a URI can give.
std::string uri(const std::string& path, const std::string& options) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string result = "file:";
  for (const char c : fs::absolute(path).string()) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '/' || c == '-' || c == '_' || c == '.') {
      result += c;
    } else {
      result += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return result + "?" + options;
}

/// Until a file has proved to be a store, closing it must not move its WAL into it.
void checkpointOnClose(SQLite::Database& db, bool allowed) {
  sqlite3_db_config(db.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, allowed ? 0 : 1, nullptr);
}

enum class Found { nothing, older, current };

/// Refuses what is not a store, or one of a newer version.
Found recognise(SQLite::Database& db, const std::string& path, const Schema& schema) {
  const int application = number(db, "PRAGMA application_id");
  const int version = number(db, "PRAGMA user_version");
  if (application == 0 && version == 0 && number(db, "SELECT count(*) FROM sqlite_master") == 0)
    return Found::nothing;
  if (application != schema.applicationId) {
    refuse(
        path,
        phrase("is a database of another program, not a ScaleScope store; it was left as it was"));
  }
  if (version > schema.version) {
    refuse(path, {phrase("was written by a newer ScaleScope: its version is %1, this program knows "
                         "%2; it was left as it was"),
                  {std::to_string(version), std::to_string(schema.version)}});
  }
  return version < schema.version ? Found::older : Found::current;
}

/// Looks at the file without a lock, a journal or a side file, so that a file that is not ours
/// stays untouched. It goes through SQLite, because closing a descriptor of our own would drop the
/// locks that other connections of this process hold on the file (POSIX, fcntl).
void probe(const std::string& path, const Schema& schema) {
  std::error_code ignored;
  if (fs::file_size(path, ignored) == 0) return;
  try {
    SQLite::Database db(uri(path, "immutable=1"), SQLite::OPEN_READONLY | SQLite::OPEN_URI);
    recognise(db, path, schema);
  } catch (const SQLite::Exception& error) {
    if ((error.getErrorCode() & 0xff) == SQLITE_NOTADB)
      refuse(path, phrase("is not an SQLite database; it was left as it was"));
    // Anything else may be a store that needs its journal played back first.
  }
}

void requireFile(const std::string& path) {
  if (fs::is_directory(path)) refuse(path, phrase("is a folder; expected a file"));
  if (!fs::is_regular_file(path)) refuse(path, phrase("is not a regular file"));
}

fs::path folderOf(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  return folder.empty() ? fs::path(".") : folder;
}

void requireWritablePlace(const std::string& path) {
  const fs::path folder = folderOf(path);
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) refuse(path, {phrase("its folder cannot be made: %1"), {error.message()}});
  if (fs::exists(path)) {
    requireFile(path);
    if (access(path.c_str(), R_OK) != 0) refuse(path, phrase("cannot be read: no permission"));
    if (access(path.c_str(), W_OK) != 0) refuse(path, phrase("is read-only"));
  }
  if (access(folder.c_str(), W_OK | X_OK) != 0)
    refuse(path, phrase("its folder is read-only; SQLite needs to write beside the file"));
}

void createOrUpgrade(SQLite::Database& db, const std::string& path, const Schema& schema) {
  SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
  const Found found = recognise(db, path, schema);
  if (found == Found::current) return;
  if (found == Found::nothing) {
    db.exec(schema.create);
  } else {
    const int version = number(db, "PRAGMA user_version");
    addUpgradeFunctions(db);
    for (const Migration& upgrade : schema.upgrades) {
      if (upgrade.to > version) db.exec(upgrade.sql);
    }
    db.exec("PRAGMA user_version = " + std::to_string(schema.version));
  }
  transaction.commit();
}

/// Changing the journal mode does not wait for a lock by itself, and another program may be at it
/// too.
void useWal(SQLite::Database& db, const std::string& path, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    try {
      if (db.execAndGet("PRAGMA journal_mode = WAL").getString() == "wal") return;
      refuse(path, phrase("cannot be used in WAL mode: it must lie on a local disk"));
    } catch (const SQLite::Exception& error) {
      const bool busy = (error.getErrorCode() & 0xff) == SQLITE_BUSY;
      if (!busy || std::chrono::steady_clock::now() > deadline) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

void prepareForWriting(SQLite::Database& db, const std::string& path,
                       std::chrono::milliseconds patience, const Schema& schema) {
  if (sqlite3_db_readonly(db.getHandle(), "main") == 1) refuse(path, phrase("is read-only"));
  checkpointOnClose(db, false);
  createOrUpgrade(db, path, schema);
  useWal(db, path, patience);
  checkpointOnClose(db, true);
  // In WAL mode NORMAL would already survive a killed process; FULL survives a power cut too, for
  // one sync a commit, which the writer's thread waits for and training does not.
  db.exec(
      "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 16777216");
}

/// A store that could not be created must not leave an empty file.
void removeIfEmpty(const std::string& path) {
  std::error_code ignored;
  if (fs::file_size(path, ignored) == 0) fs::remove(path, ignored);
}

SQLite::Database connect(const std::string& path, int flags, std::chrono::milliseconds patience) {
  // Others are attached by their URI; this path is none, whatever it begins with.
  const std::string plain = path.starts_with("file:") ? "./" + path : path;
  try {
    return SQLite::Database(plain, flags | SQLITE_OPEN_URI, static_cast<int>(patience.count()));
  } catch (const SQLite::Exception& error) {
    refuse(path, {phrase("cannot be opened: %1"), {error.what()}});
  }
}

/// A store that was closed well can be read where nothing can be written beside it: on a read-only
/// disk.
bool closedWell(const std::string& path) {
  std::error_code error;
  const auto size = fs::file_size(path + "-wal", error);
  return error || size == 0;
}

void requireReadable(SQLite::Database& db, const std::string& path, const Schema& schema) {
  switch (recognise(db, path, schema)) {
    case Found::nothing:
      refuse(path, phrase("is empty: there is no run in it yet"));
    case Found::older:
      refuse(path,
             phrase("was written by an older ScaleScope, and cannot be brought up to date: it is "
                    "read-only, or locked"));
    case Found::current:
      break;
  }
}

}  // namespace

SQLite::Database openForWriting(const std::string& path, std::chrono::milliseconds patience,
                                const Schema& schema) {
  requireWritablePlace(path);
  const bool isNew = !fs::exists(path);
  if (!isNew) probe(path, schema);
  try {
    SQLite::Database db = connect(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, patience);
    try {
      prepareForWriting(db, path, patience, schema);
    } catch (const SQLite::Exception& error) {
      refuseOrFail(error, path, explain(error, db));
    }
    return db;
  } catch (...) {
    if (isNew) removeIfEmpty(path);
    throw;
  }
}

SQLite::Database openForReading(const std::string& path, std::chrono::milliseconds patience,
                                const Schema& schema) {
  if (!fs::exists(path)) refuse(path, phrase("there is no such file"));
  requireFile(path);
  if (access(path.c_str(), R_OK) != 0) refuse(path, phrase("cannot be read: no permission"));
  probe(path, schema);
  // A connection that could write also tidies up: the last one to close leaves no side files
  // behind.
  SQLite::Database db = connect(path, SQLite::OPEN_READWRITE, patience);
  try {
    checkpointOnClose(db, false);
    db.exec("PRAGMA query_only = ON");
    requireReadable(db, path, schema);
    checkpointOnClose(db, true);
    return db;
  } catch (const SQLite::Exception& error) {
    const int code = error.getErrorCode() & 0xff;
    const bool nothingToMove = closedWell(path);
    if (nothingToMove) checkpointOnClose(db, true);  // no side file stays
    const bool cannotWriteBeside = code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
    if (!cannotWriteBeside || !nothingToMove) refuse(path, explain(error, db));
  }
  db = SQLite::Database(uri(path, "immutable=1"), SQLite::OPEN_READONLY | SQLite::OPEN_URI);
  requireReadable(db, path, schema);
  return db;
}

void attachForReading(SQLite::Database& db, const std::string& path, const std::string& name,
                      std::chrono::milliseconds patience) {
  openForReading(path, patience);
  const bool writable =
      access(path.c_str(), W_OK) == 0 && access(folderOf(path).c_str(), W_OK) == 0;
  const bool immutable = !writable && closedWell(path);
  try {
    SQLite::Statement attach(db, "ATTACH ? AS " + name);
    attach.bind(1, uri(path, immutable ? "immutable=1" : "mode=rw"));
    attach.exec();
  } catch (const SQLite::Exception& error) {
    refuse(path, explain(error, db));
  }
}

bool upgradeOlder(const std::string& path, std::chrono::milliseconds patience,
                  const Schema& schema) {
  std::error_code missing;
  if (fs::file_size(path, missing) == 0 || missing) return false;
  try {
    {
      SQLite::Database db(uri(path, "immutable=1"), SQLite::OPEN_READONLY | SQLite::OPEN_URI);
      if (recognise(db, path, schema) != Found::older) return false;
    }
    openForWriting(path, patience, schema);
    return true;
  } catch (const std::exception&) {
    return false;  // whoever reads it is told why it cannot be
  }
}

}  // namespace scalescope
