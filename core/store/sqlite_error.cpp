#include "core/store/sqlite_error.h"

#include <sqlite3.h>

#include <cstring>

namespace scalescope {
namespace {

std::string systemReason(const SQLite::Database& db) {
  const int code = sqlite3_system_errno(db.getHandle());
  return code == 0 ? "" : std::string(" (") + std::strerror(code) + ")";
}

}  // namespace

std::string explain(const SQLite::Exception& error, const SQLite::Database& db) {
  switch (error.getErrorCode() & 0xff) {
    case SQLITE_NOTADB:
      return "is not an SQLite database";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "is locked by another program";
    case SQLITE_FULL:
      return "cannot be written: the disk is full";
    case SQLITE_READONLY:
      return "is read-only";
    case SQLITE_CANTOPEN:
      return "cannot be opened" + systemReason(db);
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return "cannot be opened: no permission";
    case SQLITE_IOERR:
      return "cannot be read or written: input/output error" + systemReason(db);
    case SQLITE_CORRUPT:
      return std::string("is damaged: ") + error.what();
    default:
      return std::string("SQLite says: ") + error.what();
  }
}

bool isFull(const SQLite::Exception& error) { return (error.getErrorCode() & 0xff) == SQLITE_FULL; }

bool isDamage(const SQLite::Exception& error) {
  const int code = error.getErrorCode() & 0xff;
  return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

bool isRefusedRow(const SQLite::Exception& error) {
  const int code = error.getErrorCode() & 0xff;
  return code == SQLITE_CONSTRAINT || code == SQLITE_TOOBIG || code == SQLITE_MISMATCH;
}

}  // namespace scalescope
