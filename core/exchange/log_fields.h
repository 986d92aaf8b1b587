#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/phrases.h"
#include "core/exchange/log_table.h"

namespace scalescope {

/// What a column of a log can mean: a column of `steps` or `evaluations` in the store.
struct LogField {
  std::string name;   ///< "loss", "evaluation_loss"
  std::string table;  ///< "steps", "evaluations"
  std::string column;
  Phrase meaning{};                     ///< a few words for people
  std::vector<std::string> otherNames;  ///< that logs use, in lower case, the surest first
};

using LogFields = std::vector<LogField>;
const LogFields& logFields();
/// Null if no field has this name.
const LogField* logField(const std::string& name);

/// Which column stands for which field, by the field's name. A field that nothing stands for is
/// left out.
using LogMapping = std::map<std::string, std::string>;

/// By the columns' names: "train/loss", "Train Loss" and "loss" are the loss, "val_loss" is that of
/// evaluations. A column stands for one field at most.
LogMapping guessMapping(const LogTable& log);

/// Refused, naming what there is, if a field or a column is not known, or one column stands for
/// two.
void requireMapping(const LogMapping& mapping, const LogTable& log, const std::string& place);

}  // namespace scalescope
