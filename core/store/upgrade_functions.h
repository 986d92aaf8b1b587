#pragma once

#include <SQLiteCpp/Database.h>

namespace scalescope {

/// Functions that upgrades of the schema call:
///   packed_histogram(blob)  a histogram of version 1 (32-bit counts) as version 2 packs it; one
///                           without counts for NULL, or for what is none
void addUpgradeFunctions(SQLite::Database& db);

}  // namespace scalescope
