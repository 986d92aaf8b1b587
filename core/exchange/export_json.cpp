#include <cmath>

#include "core/exchange/export_parts.h"
#include "core/exchange/run_document.h"
#include "core/numerics/number_text.h"
#include "core/store/log_details.h"
#include "core/store/schema.h"

namespace scalescope {
namespace {

std::string jsonText(const OrderedJson& json) {
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

std::string jsonText(const StoredValue& value) {
  struct Text {
    std::string operator()(std::monostate) const { return "null"; }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(double number) const {
      return std::isfinite(number) ? shortestText(number) : '"' + shortestText(number) + '"';
    }
    std::string operator()(const std::string& text) const { return jsonText(OrderedJson(text)); }
  };
  return std::visit(Text{}, value);
}

std::string rowText(std::span<const StoredValue> values) {
  std::string text = "[";
  for (const StoredValue& value : values) {
    if (&value != &values[0]) text += ",";
    text += jsonText(value);
  }
  return text + "]";
}

}  // namespace

OrderedJson experimentJson(const RunInfo& run) {
  OrderedJson json{{"uid", run.experimentUid}, {"name", run.experiment},
                   {"created", run.created},   {"program", run.program},
                   {"seed", run.seed},         {"planned_steps", run.plannedSteps}};
  json["configuration"] = run.configuration.empty()
                              ? OrderedJson()
                              : OrderedJson::parse(run.configuration, nullptr, false);
  return json;
}

OrderedJson runJson(const StoreReader& reader, const RunInfo& run) {
  OrderedJson json{{"position", run.index},
                   {"name", run.name},
                   {"precision", run.precision},
                   {"scaler", run.scaler},
                   {"backend", run.backend},
                   {"device", run.device},
                   {"library", run.library},
                   {"threads", run.threads},
                   {"state", std::string(toString(run.state))},
                   {"state_message", run.stateMessage},
                   {"memory_peak", run.memoryPeak},
                   {"tags", run.tags},
                   {"note", run.note}};
  json["parent"] = nullptr;
  if (run.parent) {
    json["parent"] = {{"step", run.parent->step}};
    if (run.parent->run != 0) {
      const RunInfo parent = reader.run(run.parent->run);
      json["parent"]["experiment"] = parent.experimentUid;
      json["parent"]["position"] = parent.index;
    }
  }
  json["details"] =
      run.details.empty() ? OrderedJson() : OrderedJson::parse(run.details, nullptr, false);
  return json;
}

bool writeJson(const StoreReader& reader, const RunInfo& run, const std::string& stem,
               RowCounter& rows, NewFiles& files) {
  files.push_back(std::make_unique<NewFile>(stem + ".json"));
  NewFile& file = *files.back();
  file.write("{\"" + std::string(kDocumentKey) + "\": " + std::to_string(kDocumentVersion) +
             ",\n\"program\": " + jsonText(OrderedJson(programVersion())) + ",\n\"experiment\": " +
             jsonText(experimentJson(run)) + ",\n\"run\": " + jsonText(runJson(reader, run)));
  for (const RunTable& known : runTables()) {
    const RunTable table = measuredTable(run, known);
    file.write(",\n\"" + table.name + "\": {\"columns\": " + jsonText(OrderedJson(table.columns)) +
               ", \"rows\": [");
    bool first = true;
    const bool whole =
        readRunTable(reader, run.id, table, [&](std::span<const StoredValue> values) {
          file.write((first ? "\n" : ",\n") + rowText(values));
          first = false;
          return rows.next();
        });
    if (!whole) return false;
    file.write("]}");
  }
  file.write("}\n");
  return true;
}

}  // namespace scalescope
