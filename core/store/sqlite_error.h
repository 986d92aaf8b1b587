#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>

#include "core/base/phrases.h"

namespace scalescope {

/// What an SQLite error means to the person in front of the screen, with the system's own reason
/// where there is one: "the disk is full", "is locked by another program".
Sentence explain(const SQLite::Exception& error, const SQLite::Database& db);

/// Throws Error: what the machine could not do has failed, and the rest is refused.
[[noreturn]] void refuseOrFail(const SQLite::Exception& error, const Sentence& where,
                               const Sentence& what);

bool isFull(const SQLite::Exception& error);  ///< the disk
/// The file is no whole database: trying again will not help.
bool isDamage(const SQLite::Exception& error);

/// The error lies in the row itself: trying again cannot help.
bool isRefusedRow(const SQLite::Exception& error);

}  // namespace scalescope
