#pragma once

#include <QVariantMap>

#include "core/exchange/log_fields.h"

namespace scalescope {

/// What a person took the columns of logs for: the next log with the same columns is taken
/// likewise.
class MappingMemory {
 public:
  explicit MappingMemory(const QVariantMap& remembered = {}) : mappings_(remembered) {}

  /// What was chosen for these columns, else what their names say.
  LogMapping mappingFor(const LogTable& log) const;
  void remember(const LogTable& log, const LogMapping& mapping);
  const QVariantMap& remembered() const { return mappings_; }  ///< for the window's settings

 private:
  QVariantMap mappings_;  ///< by the columns' names, each a map from field to column
};

}  // namespace scalescope
