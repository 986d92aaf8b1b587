#include "core/store/sqlite_error.h"

#include <sqlite3.h>

#include <cstring>

#include "core/base/error.h"

namespace scalescope {
namespace {

Sentence withSystemReason(const Sentence& what, const SQLite::Database& db) {
  const int code = sqlite3_system_errno(db.getHandle());
  return code == 0 ? what : Sentence(phrase("%1 (%2)"), {what, std::strerror(code)});
}

}  // namespace

Sentence explain(const SQLite::Exception& error, const SQLite::Database& db) {
  switch (error.getErrorCode() & 0xff) {
    case SQLITE_NOTADB:
      return phrase("is not an SQLite database");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return phrase("is locked by another program");
    case SQLITE_FULL:
      return phrase("cannot be written: the disk is full");
    case SQLITE_READONLY:
      return phrase("is read-only");
    case SQLITE_CANTOPEN:
      return withSystemReason(phrase("cannot be opened"), db);
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return phrase("cannot be opened: no permission");
    case SQLITE_IOERR:
      return withSystemReason(phrase("cannot be read or written: input/output error"), db);
    case SQLITE_CORRUPT:
      return {phrase("is damaged: %1"), {error.what()}};
    case SQLITE_CONSTRAINT:
      if (error.getExtendedErrorCode() == SQLITE_CONSTRAINT_FOREIGNKEY)
        return phrase("a row refers to another that is not there, as statistics to their tensor");
      break;
    default:
      break;
  }
  if (std::strncmp(error.what(), "no such ", 8) == 0)
    return {phrase("has not the tables of a store: %1"), {error.what()}};
  return {phrase("SQLite says: %1"), {error.what()}};
}

bool isFull(const SQLite::Exception& error) { return (error.getErrorCode() & 0xff) == SQLITE_FULL; }

void refuseOrFail(const SQLite::Exception& error, const Sentence& where, const Sentence& what) {
  const bool ofTheMachine = isFull(error) || (error.getErrorCode() & 0xff) == SQLITE_IOERR;
  if (ofTheMachine) fail(where, what);
  refuse(where, what);
}

bool isDamage(const SQLite::Exception& error) {
  const int code = error.getErrorCode() & 0xff;
  return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

bool isRefusedRow(const SQLite::Exception& error) {
  const int code = error.getErrorCode() & 0xff;
  return code == SQLITE_CONSTRAINT || code == SQLITE_TOOBIG || code == SQLITE_MISMATCH;
}

}  // namespace scalescope
