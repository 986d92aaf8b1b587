#include "ui/exchange/mapping_memory.h"

#include <QStringList>

namespace scalescope {
namespace {

/// As many as a person works with; the settings are read at every start.
constexpr int kMostRemembered = 50;

QString keyOf(const LogTable& log) {
  QStringList names;
  for (const LogColumn& column : log.columns) names << QString::fromStdString(column.name);
  names.sort();
  return names.join('\n');
}

}  // namespace

LogMapping MappingMemory::mappingFor(const LogTable& log) const {
  const auto known = mappings_.find(keyOf(log));
  if (known == mappings_.end()) return guessMapping(log);
  LogMapping mapping;
  const QVariantMap fields = known->toMap();
  for (auto field = fields.begin(); field != fields.end(); ++field)
    mapping[field.key().toStdString()] = field->toString().toStdString();
  try {
    requireMapping(mapping, log, "settings");
  } catch (const std::exception&) {
    return guessMapping(log);  // of an older version's fields
  }
  return mapping;
}

void MappingMemory::remember(const LogTable& log, const LogMapping& mapping) {
  const QString key = keyOf(log);
  mappings_.remove(key);
  if (mapping == guessMapping(log)) return;
  if (mappings_.size() >= kMostRemembered) mappings_.erase(mappings_.begin());
  QVariantMap fields;
  for (const auto& [field, column] : mapping)
    fields[QString::fromStdString(field)] = QString::fromStdString(column);
  mappings_[key] = fields;
}

}  // namespace scalescope
