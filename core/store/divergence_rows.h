#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <vector>

#include "core/train/divergence.h"

namespace scalescope {

/// What StoreReader reads of divergence, within a transaction of the caller's. `run` is an id; the
/// records' own is 0.
std::vector<DivergenceRecord> readDivergence(SQLite::Database& db, std::int64_t run,
                                             std::int64_t from);

}  // namespace scalescope
