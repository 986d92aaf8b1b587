#include <cmath>
#include <cstdio>
#include <map>
#include <memory>

#include "command.h"
#include "core/base/error.h"
#include "core/numerics/number_text.h"
#include "core/store/check.h"
#include "core/store/log_details.h"
#include "core/store/reader.h"
#include "core/store/writer.h"
#include "core/train/devices.h"
#include "output.h"

namespace scalescope::cli {
namespace {

std::string finalLoss(const RunInfo& run) {
  return run.hasFinalLoss ? numberText(run.finalLoss) : "";
}
std::string finalAccuracy(const RunInfo& run) {
  return run.hasAccuracy ? numberText(run.accuracy) : "";
}

/// "12 at step 500"; "" of a run that began at the start.
std::string parentText(const RunInfo& run) {
  if (!run.parent) return "";
  const std::string parent =
      run.parent->run != 0 ? std::to_string(run.parent->run) : "a removed run";
  return parent + " at step " + std::to_string(run.parent->step);
}

int listRuns(const std::string& store, bool json) {
  const std::vector<RunInfo> runs = StoreReader(store).runs();
  if (json) {
    for (const RunInfo& run : runs) printLine(runInfoJson(run));
    return 0;
  }
  std::vector<std::vector<std::string>> rows{{"id", "experiment", "run", "precision", "scaler",
                                              "state", "steps", "loss", "accuracy", "skipped",
                                              "fork of", "created"}};
  for (const RunInfo& run : runs) {
    rows.push_back({std::to_string(run.id), run.experiment, run.name, run.precision, run.scaler,
                    std::string(toString(run.state)), stepsText(run), finalLoss(run),
                    finalAccuracy(run),
                    measures(run, "applied") && run.steps > 0 ? std::to_string(run.skipped) : "",
                    parentText(run), run.created});
  }
  print(tableText(rows));
  return 0;
}

/// A step with null for what its log does not tell of any: these have a value in every row.
OrderedJson measuredJson(OrderedJson step, const RunInfo& run) {
  for (const char* column : {"found_inf", "applied"})
    if (!measures(run, column)) step[column] = nullptr;
  return step;
}

OrderedJson runJson(const StoreReader& reader, const RunInfo& run, bool withSteps) {
  OrderedJson json = runInfoJson(run);
  // Another program's run has no configuration, and may tell details instead.
  for (const auto& [key, text] :
       {std::pair{"configuration", run.configuration}, {"details", run.details}}) {
    auto parsed = OrderedJson::parse(text, nullptr, /*allow_exceptions=*/false);
    json[key] = parsed.is_discarded() ? OrderedJson() : std::move(parsed);
  }
  for (const char* key : {"evaluations", "events"}) json[key] = OrderedJson::array();
  for (const auto& each : reader.evaluations(run.id))
    json["evaluations"].push_back(evaluationJson(each, run.name));
  for (const auto& each : reader.events(run.id))
    json["events"].push_back(eventJson(each, run.name));
  if (withSteps) {
    json["step_rows"] = OrderedJson::array();
    for (const auto& each : reader.steps(run.id))
      json["step_rows"].push_back(measuredJson(stepJson(each, run.name), run));
  }
  return json;
}

std::string skippedText(const RunInfo& run) {
  if (!measures(run, "applied")) return "it is not told which were skipped";
  return std::to_string(run.skipped) + " skipped";
}

std::string computedBy(const RunInfo& run) {
  if (run.backend.empty()) return "";
  const BackendInfo backend{run.backend, run.device, run.library, run.threads};
  return run.backend + ", " + scalescope::describe(backend).inEnglish();
}

std::string describe(const RunInfo& run) {
  std::string tags;
  for (const std::string& tag : run.tags) tags += (tags.empty() ? "" : ", ") + tag;
  return tableText(
      {{"run", std::to_string(run.id) + ", " + run.name},
       {"experiment", run.experiment},
       {"precision", run.precision + ", scaler " + run.scaler},
       {"state", std::string(toString(run.state)) +
                     (run.stateMessage.empty() ? "" : ": " + run.stateMessage)},
       {"created", run.created},
       {"fork of", run.parent && run.parent->run != 0 ? "run " + parentText(run) : parentText(run)},
       {"seed", run.configuration.empty() ? "" : std::to_string(run.seed)},
       {"computed by", computedBy(run)},
       {"steps", stepsText(run) + ", " + skippedText(run)},
       {"final loss", finalLoss(run)},
       {"accuracy", finalAccuracy(run)},
       {"memory peak", run.memoryPeak > 0 ? bytesText(run.memoryPeak) : ""},
       {"time", measures(run, "wall_time") ? durationText(run.wallTime) : ""},
       {"tags", tags},
       {"note", run.note}});
}

/// Long runs have thousands of events of few kinds: counts first, then where each kind began.
std::string describeEvents(const std::vector<EventRecord>& events) {
  std::map<std::string, std::pair<std::int64_t, const EventRecord*>> kinds;
  for (const EventRecord& event : events) {
    auto& [count, first] = kinds[std::string(toString(event.kind))];
    if (count++ == 0) first = &event;
  }
  std::vector<std::vector<std::string>> rows{{"event", "times", "first at step", "what"}};
  for (const auto& [kind, tally] : kinds) {
    rows.push_back({kind, std::to_string(tally.first), std::to_string(tally.second->step),
                    tally.second->message});
  }
  return kinds.empty() ? "" : "\n" + tableText(rows);
}

std::string describeEvaluations(const std::vector<EvaluationRecord>& evaluations) {
  std::vector<std::vector<std::string>> rows{{"evaluated after", "loss", "accuracy"}};
  for (const EvaluationRecord& each : evaluations) {
    rows.push_back({std::to_string(each.step),
                    (each.absent & absentTestLoss) != 0 ? "" : numberText(each.loss),
                    (each.absent & absentTestAccuracy) != 0 ? "" : numberText(each.accuracy)});
  }
  return evaluations.empty() ? "" : "\n" + tableText(rows);
}

std::string describeSteps(const std::vector<StepRecord>& steps, const RunInfo& run) {
  std::vector<std::vector<std::string>> rows{
      {"step", "loss", "scale", "applied", "gradient norm", "overflow", "underflow"}};
  const bool applied = measures(run, "applied");
  for (const StepRecord& each : steps) {
    const auto unless = [&each](Absent bit, std::string text) {
      return (each.absent & bit) != 0 ? std::string() : std::move(text);
    };
    rows.push_back({std::to_string(each.step), unless(absentLoss, numberText(each.loss)),
                    unless(absentScale, scaleText(each.scale)),
                    !applied       ? ""
                    : each.applied ? "yes"
                                   : "skipped",
                    unless(absentGradNorm, numberText(each.gradNorm)),
                    unless(absentOverflow, std::to_string(each.overflow)),
                    unless(absentUnderflow, std::to_string(each.underflow))});
  }
  return "\n" + tableText(rows);
}

int showRun(const std::string& name, const std::string& store, bool json, bool withSteps) {
  const StoreReader reader(store);
  std::string text;
  reader.readTogether([&] {
    const RunInfo run = reader.findRun(name);
    if (json) {
      text = lineOf(runJson(reader, run, withSteps));
      return;
    }
    text = describe(run) + describeEvaluations(reader.evaluations(run.id)) +
           describeEvents(reader.events(run.id));
    if (withSteps) text += describeSteps(reader.steps(run.id), run);
  });
  print(text);
  return 0;
}

int checkWhole(const std::string& store) {
  const CheckReport report = checkStore(store);
  for (const std::string& problem : report.problems) print(problem + "\n");
  if (!report.problems.empty()) {
    fail(store, std::to_string(report.problems.size()) +
                    (report.problems.size() == 1 ? " problem" : " problems"));
  }
  print(store + ": whole; experiments " + std::to_string(report.experiments) + ", runs " +
        std::to_string(report.runs) + ", steps " + std::to_string(report.steps) + ", events " +
        std::to_string(report.events) + ", checkpoints " + std::to_string(report.checkpoints) +
        "\n");
  return 0;
}

}  // namespace

std::string storeOrDefault(const std::string& path) {
  return path.empty() ? defaultStorePath() : path;
}

CLI::Option* addPositiveOption(CLI::App& command, const std::string& names, double& value,
                               const std::string& help) {
  const auto take = [&value, names](const std::string& text) {
    double read = 0.0;
    try {
      read = parseNumber(text, names).value;
    } catch (const Error&) {
    }
    const auto held = static_cast<float>(read);  // as training has it
    if (!(held > 0.0F) || !std::isfinite(held)) {
      throw CLI::ValidationError(
          names, "expected a positive number that FP32 holds, found \"" + text + "\"");
    }
    value = read;
  };
  return command.add_option_function<std::string>(names, take, help)->type_name("FLOAT");
}

void addStoreOption(CLI::App& command, std::string& path) {
  command
      .add_option("--store", path,
                  "The store, an SQLite file (default: " + defaultStorePath() + ")")
      ->check([](const std::string& given) {
        return given.empty() ? "expected the path of a store" : std::string();
      });
}

void addStoreCommands(CLI::App& app, Action& action) {
  const auto store = std::make_shared<std::string>();
  const auto name = std::make_shared<std::string>();
  const auto json = std::make_shared<bool>(false);
  const auto steps = std::make_shared<bool>(false);

  CLI::App* list =
      app.add_subcommand("list", "Lists the runs of a store, the newest experiment first");
  addStoreOption(*list, *store);
  list->add_flag("--json", *json, "Print one JSON object a line");
  list->callback(
      [&action, store, json] { action = [=] { return listRuns(storeOrDefault(*store), *json); }; });

  CLI::App* show = app.add_subcommand("show", "Shows a stored run: result, evaluations, events");
  show->add_option("RUN", *name, "The run: \"12\", \"fp16\" or \"experiment/fp16\"")->required();
  addStoreOption(*show, *store);
  show->add_flag("--json", *json, "Print one JSON object, with the configuration");
  show->add_flag("--steps", *steps, "Every step too");
  show->callback([&action, name, store, json, steps] {
    action = [=] { return showRun(*name, storeOrDefault(*store), *json, *steps); };
  });

  CLI::App* check = app.add_subcommand(
      "check", "Checks that a store is whole; exit code 1 if it is not, 2 if it cannot be read");
  const auto named = std::make_shared<std::string>();
  CLI::Option* file = check->add_option("STORE", *named, "The store, an SQLite file");
  addStoreOption(*check, *store);
  check->get_option("--store")->excludes(file);
  check->callback([&action, store, named] {
    action = [=] { return checkWhole(storeOrDefault(named->empty() ? *store : *named)); };
  });
}

}  // namespace scalescope::cli
