#include "core/store/import_inserters.h"

#include <SQLiteCpp/Database.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace scalescope {
namespace {

void bind(SQLite::Statement& statement, int index, const StoredValue& value) {
  struct Bind {
    SQLite::Statement& statement;
    int index;
    void operator()(std::monostate) const { statement.bind(index); }
    void operator()(std::int64_t number) const { statement.bind(index, number); }
    void operator()(double number) const { statement.bind(index, number); }
    void operator()(const std::string& text) const { statement.bind(index, text); }
  };
  std::visit(Bind{statement, index}, value);
}

bool isNan(const StoredValue& value) {
  const auto* number = std::get_if<double>(&value);
  return number && std::isnan(*number);
}

std::string bytesOf(const std::string& digits) {
  const auto value = [&](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    refuse("histogram",
           {phrase("expected hexadecimal digits, found \"%1\""), {digits.substr(0, 20)}});
  };
  if (digits.size() % 2 != 0)
    refuse("histogram", phrase("has an odd number of hexadecimal digits"));
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2)
    bytes += static_cast<char>(value(digits[i]) * 16 + value(digits[i + 1]));
  return bytes;
}

}  // namespace

TableInserter::TableInserter(SQLite::Database& db, const RunTable& table, std::int64_t experiment,
                             std::int64_t run)
    : measured_(measuredColumns(table)), run_(run), experiment_(experiment) {
  std::string names = table.name == "events" ? "experiment_id, run_id" : "run_id";
  std::string marks = table.name == "events" ? "?, ?" : "?";
  for (const std::string& column : table.columns) {
    names += ", " + column;
    marks += ", ?";
    const auto at = std::find(measured_.begin(), measured_.end(), column);
    bits_.push_back(at == measured_.end() ? 0 : std::int64_t{1} << (at - measured_.begin()));
  }
  if (!measured_.empty()) {
    names += ", nan_mask";
    marks += ", ?";
  }
  ofEvents_ = table.name == "events";
  insert_.emplace(db, "INSERT INTO " + table.name + " (" + names + ") VALUES (" + marks + ")");
}

void TableInserter::insert(std::span<const StoredValue> values) {
  insert_->reset();
  int index = 0;
  if (ofEvents_) insert_->bind(++index, experiment_);
  insert_->bind(++index, run_);
  std::int64_t mask = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (isNan(values[i])) mask |= bits_[i];
    bind(*insert_, ++index, values[i]);
  }
  if (!measured_.empty()) insert_->bind(++index, mask);
  insert_->exec();
}

void StatisticsImporter::insert(const RunTable& table, std::span<const StoredValue> values) {
  const auto at = [&](const char* column) -> const StoredValue& {
    const auto found = std::find(table.columns.begin(), table.columns.end(), column);
    if (found == table.columns.end())
      refuse("tensor_stats", {phrase("has no column \"%1\""), {column}});
    return values[static_cast<std::size_t>(found - table.columns.begin())];
  };
  SQLite::Statement step(
      db_,
      "INSERT OR IGNORE INTO statistics_steps (run_id, step, scale) "
      "VALUES (?1, ?2, (SELECT scale FROM steps WHERE run_id = ?1 AND step = ?2))");
  step.bind(1, run_);
  bind(step, 2, at("step"));
  step.exec();
  if (!insert_) prepare(table);
  insert_->reset();
  insert_->bind(1, run_);
  insert_->bind(2, numberOf({at("name"), at("role"), at("format"), at("position")}));
  int index = 2;
  for (const std::size_t each : own_) {
    if (table.columns[each] == "histogram") {
      const auto* digits = std::get_if<std::string>(&values[each]);
      const std::string bytes = digits ? bytesOf(*digits) : std::string();
      insert_->bind(++index, bytes.data(), static_cast<int>(bytes.size()));
    } else {
      bind(*insert_, ++index, values[each]);
    }
  }
  insert_->exec();
}

void StatisticsImporter::prepare(const RunTable& table) {
  std::string names = "run_id, tensor", marks = "?, ?";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string& column = table.columns[i];
    if (column == "name" || column == "role" || column == "format" || column == "position")
      continue;
    own_.push_back(i);
    names += ", " + column;
    marks += ", ?";
  }
  insert_.emplace(db_, "INSERT INTO tensor_stats (" + names + ") VALUES (" + marks + ")");
}

std::int64_t StatisticsImporter::numberOf(const Key& key) {
  const auto [known, isNew] = numbers_.try_emplace(key, static_cast<std::int64_t>(numbers_.size()));
  if (isNew) {
    SQLite::Statement add(db_,
                          "INSERT INTO tensors (run_id, tensor, name, role, format, position) "
                          "VALUES (?,?,?,?,?,?)");
    add.bind(1, run_);
    add.bind(2, known->second);
    for (int i = 0; i < 4; ++i) bind(add, i + 3, key[static_cast<std::size_t>(i)]);
    add.exec();
  }
  return known->second;
}

}  // namespace scalescope
