#pragma once

#include <string>
#include <vector>

namespace scalescope {

/// Brings a store from version `to` − 1 to `to`.
struct Migration {
  int to = 1;
  std::string sql;
};

/// What a store of this program looks like. `create` makes a new one of the newest version, and
/// sets application_id and user_version itself; `upgrades` are ordered.
struct Schema {
  int applicationId = 0;
  int version = 0;
  std::string create;
  std::vector<Migration> upgrades;
};

const Schema& storeSchema();   ///< core/store/schema.sql
std::string programVersion();  ///< "ScaleScope 0.1.0"

}  // namespace scalescope
