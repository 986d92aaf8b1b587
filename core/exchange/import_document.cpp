#include "core/exchange/import_document.h"

#include <algorithm>
#include <fstream>
#include <limits>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/byte_stream.h"
#include "core/exchange/run_document.h"
#include "core/store/words.h"
#include "core/train/experiment_config.h"

namespace scalescope {
namespace {

/// `place`: makes a Sentence of the row's place.
template <typename Place>
StoredValue storedValue(const OrderedJson& cell, const std::string& column, const Place& place) {
  if (cell.is_null()) return std::monostate();
  if (cell.is_number_unsigned() && cell.get<std::uint64_t>() > INT64_MAX)
    return static_cast<double>(cell.get<std::uint64_t>());
  if (cell.is_number_integer()) return cell.get<std::int64_t>();
  if (cell.is_number()) return cell.get<double>();
  if (cell.is_string() && holdsText(column)) return cell.get<std::string>();
  if (cell == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (cell == "inf") return std::numeric_limits<double>::infinity();
  if (cell == "-inf") return -std::numeric_limits<double>::infinity();
  refuse({phrase("%1, column \"%2\""), {place(), column}},
         {holdsText(column) ? phrase("expected a text, found %1")
                            : phrase("expected a number, found %1"),
          {cell.dump(-1, ' ', false, OrderedJson::error_handler_t::replace).substr(0, 60)}});
}

/// Goes through a document, and hands over each row of its tables; the rest stays.
class DocumentReader {
 public:
  using Event = OrderedJson::parse_event_t;
  using TakeRow =
      std::function<void(const std::string& table, std::size_t number, const OrderedJson& row)>;
  explicit DocumentReader(std::string path) : path_(std::move(path)) {}

  OrderedJson read(const TakeRow& take) const {
    openFile(path_);  // says what is wrong with a file that is none
    std::ifstream stream(path_, std::ios::binary);
    std::string table, part;
    std::size_t number = 0;
    const auto visit = [&](int depth, Event event, OrderedJson& parsed) {
      if (event == Event::key && depth == 1) {
        table = parsed.get<std::string>();
        number = 0;
      }
      if (event == Event::key && depth == 2) part = parsed.get<std::string>();
      const bool isRow = event == Event::array_end && depth == 3 && part == "rows";
      if (!isRow) return true;
      take(table, ++number, parsed);
      return false;
    };
    try {
      return OrderedJson::parse(stream, visit);
    } catch (const OrderedJson::parse_error& error) {
      refuse({phrase("%1: byte %2"), {path_, std::to_string(error.byte)}},
             phrase("is not valid JSON from there on"));
    } catch (const OrderedJson::out_of_range&) {
      refuse(path_, phrase("holds a number beyond what a double holds"));
    }
  }

 private:
  std::string path_;
};

/// The tables of a document with the columns that it names.
std::map<std::string, RunTable> tablesOf(const Json& document, const std::string& path) {
  std::map<std::string, RunTable> tables;
  for (const RunTable& known : runTables()) {
    const auto found = document.find(known.name);
    if (found == document.end()) continue;
    JsonReader reader(*found, path, "/" + known.name);
    RunTable table{known.name, {}};
    for (const JsonReader& each : reader.items("columns")) {
      const std::string column = each.asText();
      if (std::find(known.columns.begin(), known.columns.end(), column) == known.columns.end())
        each.refuseValue({phrase("a column of %1"), {known.name}});
      if (std::find(table.columns.begin(), table.columns.end(), column) != table.columns.end())
        each.refuseValue(phrase("each column once"));
      table.columns.push_back(column);
    }
    tables[known.name] = table;
  }
  return tables;
}

std::string textOrEmpty(const OrderedJson& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? "" : found->dump();
}

/// ISO 8601, UTC, as the store has it.
bool isTime(const std::string& text) {
  static constexpr std::string_view kShape = "0000-00-00T00:00:00Z";
  return text.size() == kShape.size() &&
         std::equal(text.begin(), text.end(), kShape.begin(), [](char c, char shape) {
           return shape == '0' ? c >= '0' && c <= '9' : c == shape;
         });
}

RunInfo infoOf(const Json& document, const std::string& path) {
  JsonReader reader(document, path);
  if (reader.requiredInteger(kDocumentKey, 1) > kDocumentVersion)
    refuse(path, phrase("was written by a newer ScaleScope"));
  RunInfo info;
  JsonReader experiment = reader.child("experiment");
  info.experimentUid = experiment.text("uid", "");
  info.experiment = experiment.text("name", "");
  info.created = experiment.text("created", "");
  info.program = experiment.text("program", "");
  if (!info.created.empty() && !isTime(info.created))
    experiment.child("created").refuseValue(phrase("a time such as \"2026-01-31T12:00:00Z\""));
  info.plannedSteps = experiment.integer("planned_steps", 0, 0);
  if (experiment.has("seed")) {
    const Json& seed = experiment.child("seed").value();
    if (!seed.is_number_unsigned())
      experiment.child("seed").refuseValue(phrase("a whole number from 0 on"));
    info.seed = seed.get<std::uint64_t>();
  }
  JsonReader run = reader.child("run");
  info.index = static_cast<int>(run.integer("position", -1, -1, 1 << 20));
  info.name = run.text("name", "");
  if (info.name.empty()) run.refuseWith(phrase("names no run"));
  info.precision = run.text("precision", "unknown");
  info.scaler = run.text("scaler", "none");
  info.backend = run.text("backend", "");
  info.device = run.text("device", "");
  info.library = run.text("library", "");
  info.threads = static_cast<int>(run.integer("threads", 0, 0, 1 << 20));
  info.stateMessage = run.text("state_message", "");
  info.memoryPeak = static_cast<std::size_t>(run.integer("memory_peak", 0, 0));
  info.note = run.text("note", "");
  const std::string state = run.text("state", "finished");
  const auto known = runStateFrom(state);
  if (!known) run.child("state").refuseValue(phrase("a state of a run"));
  // Nobody goes on with it here.
  info.state = isOpen(*known) ? RunState::interrupted : *known;
  if (run.has("tags")) {
    for (const JsonReader& each : run.items("tags")) info.tags.push_back(each.asText());
  }
  return info;
}

/// Of a fork: which run it goes on with, and after how many steps.
void readParent(ImportedRun& run, const Json& head, const std::string& path) {
  JsonReader reader(head, path);
  JsonReader own = reader.child("run");
  if (!own.has("parent") || own.child("parent").value().is_null()) return;
  JsonReader parent = own.child("parent");
  run.info.parent = Parent{0, parent.requiredInteger("step", 0)};
  run.parentUid = parent.text("experiment", "");
  run.parentPosition = static_cast<int>(parent.integer("position", -1, -1, 1 << 20));
}

/// A configuration that could not be read would be in the way of all that is done with the run.
void requireConfigured(const RunInfo& info, const Json& head, const std::string& path) {
  if (info.configuration.empty()) return;
  const std::string pointer = "/experiment/configuration";
  const ExperimentConfig config =
      parseExperiment(head.at(Json::json_pointer(pointer)), path, pointer);
  const auto index = static_cast<std::size_t>(info.index);
  if (info.index < 0 || index >= config.runs.size() || config.runs[index].name != info.name) {
    refuse(path + ": /run/position",
           {phrase("the configuration has no run \"%1\" in this place"), {info.name}});
  }
}

}  // namespace

bool isRunDocument(const std::string& path) {
  ByteStream stream(path);
  std::string start(64, '\0');
  start.resize(stream.read(start.data(), start.size()));
  const auto key = start.find(std::string("\"") + kDocumentKey + "\"");
  return start.find_first_not_of(" \t\r\n") == start.find('{') && key != std::string::npos;
}

ImportedRun runFromDocument(const std::string& path, const ReadProgress& progress) {
  const DocumentReader document(path);
  std::map<std::string, std::size_t> counts;
  const OrderedJson ordered = document.read([&](const std::string& table, std::size_t number,
                                                const OrderedJson&) { counts[table] = number; });
  if (!ordered.is_object()) refuse(path, phrase("expected an object that a run was exported as"));
  const Json head = Json::parse(ordered.dump());
  ImportedRun run;
  run.info = infoOf(head, path);
  run.source = path;
  readParent(run, head, path);
  run.info.configuration = textOrEmpty(ordered["experiment"], "configuration");
  run.info.details = textOrEmpty(ordered["run"], "details");
  requireConfigured(run.info, head, path);
  std::size_t rows = 0;
  for (const auto& [table, count] : counts) rows += count;
  run.rows = [path, document, progress, rows, tables = tablesOf(head, path)](const RowSink& sink) {
    std::size_t done = 0;
    std::vector<StoredValue> values;
    document.read([&](const std::string& name, std::size_t number, const OrderedJson& row) {
      const auto table = tables.find(name);
      if (table == tables.end()) return;
      const auto place = [&] {
        return Sentence(phrase("%1: %2, row %3"), {path, name, std::to_string(number)});
      };
      const auto& columns = table->second.columns;
      if (row.size() != columns.size()) {
        refuse(place(), {phrase("has %1 values for %2 columns"),
                         {std::to_string(row.size()), std::to_string(columns.size())}});
      }
      values.clear();
      for (std::size_t i = 0; i < columns.size(); ++i)
        values.push_back(storedValue(row[i], columns[i], place));
      sink(table->second, values);
      constexpr std::size_t kRowsBetweenReports = 2048;
      if (progress && ++done % kRowsBetweenReports == 0 &&
          !progress(static_cast<double>(done) / static_cast<double>(rows)))
        fail(path, phrase("was broken off; nothing was imported"));
    });
  };
  return run;
}

}  // namespace scalescope
