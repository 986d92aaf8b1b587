#pragma once

#include <SQLiteCpp/Database.h>

#include <chrono>
#include <string>

#include "core/store/schema.h"

namespace scalescope {

/// A connection that may write: creates the file if there is none, brings an older version up to
/// date in one transaction, and switches to WAL. Refused, with the file as it was: a file that is
/// not a store, a newer version, a read-only file or folder, a full disk, a lock that is not
/// released within `patience`.
SQLite::Database openForWriting(const std::string& path, std::chrono::milliseconds patience,
                                const Schema& schema = storeSchema());

/// A connection that only reads. Refused as above, and if there is no file or its version is older.
SQLite::Database openForReading(const std::string& path, std::chrono::milliseconds patience,
                                const Schema& schema = storeSchema());

/// Gives `db` a second store to read, as the schema `name`. Refused as openForReading.
void attachForReading(SQLite::Database& db, const std::string& path, const std::string& name,
                      std::chrono::milliseconds patience);

/// Brings a store of an older version up to date, if it can be written; leaves all else alone, and
/// is false then.
bool upgradeOlder(const std::string& path, std::chrono::milliseconds patience,
                  const Schema& schema = storeSchema());

}  // namespace scalescope
