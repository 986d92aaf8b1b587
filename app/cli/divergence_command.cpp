#include <algorithm>
#include <memory>

#include "command.h"
#include "core/store/run_departure.h"
#include "output.h"

namespace scalescope::cli {
namespace {

/// One run, or all of the newest experiment of that name.
std::vector<RunInfo> runsCalled(const StoreReader& reader, const std::string& name) {
  std::vector<RunInfo> runs = reader.runs();
  const bool isRun =
      std::any_of(runs.begin(), runs.end(), [&](const RunInfo& run) { return run.name == name; });
  const auto newest = std::find_if(runs.begin(), runs.end(),
                                   [&](const RunInfo& run) { return run.experiment == name; });
  if (isRun || newest == runs.end()) return {reader.findRun(name)};
  std::erase_if(runs,
                [id = newest->experimentId](const RunInfo& run) { return run.experimentId != id; });
  std::sort(runs.begin(), runs.end(),
            [](const RunInfo& a, const RunInfo& b) { return a.index < b.index; });
  return runs;
}

OrderedJson nameJson(const std::string& name) {
  return name.empty() ? OrderedJson() : OrderedJson(name);
}

OrderedJson departureJson(const Departure& departure) {
  return {{"tensor", nameJson(departure.tensor)},
          {"first", departure.first},
          {"distance", numberJson(departure.distance)},
          {"chance", numberJson(departure.chance)},
          {"last", departure.last},
          {"stays", departure.stays},
          {"largest_ratio", numberJson(departure.largestRatio)},
          {"largest_at", departure.largestAt}};
}

OrderedJson recordJson(const DivergenceRecord& record) {
  OrderedJson json{{"step", record.step}, {"tensors", OrderedJson::array()}};
  for (std::size_t i = 0; i < record.values.size(); ++i) {
    const TensorDivergence& value = record.values[i];
    json["tensors"].push_back({{"tensor", nameJson((*record.tensors)[i])},
                               {"gradient_cosine", optionalJson(value.gradientCosine)},
                               {"weight_distance", optionalJson(value.weightDistance)},
                               {"lost_updates", optionalJson(value.lostUpdates)}});
  }
  return json;
}

OrderedJson answerJson(const RunInfo& run, const RunDivergence& found) {
  const DepartureReport& report = found.departure;
  const auto first = report.first();
  OrderedJson json{{"type", "divergence"},
                   {"id", run.id},
                   {"experiment", run.experiment},
                   {"run", run.name},
                   {"reference", nameJson(report.reference)},
                   {"noise_floor", nameJson(report.noiseFloor)},
                   {"departure", toString(report.kind)},
                   {"first", first ? OrderedJson(*first) : OrderedJson()},
                   {"sentence", report.sentence},
                   {"loss", report.loss ? departureJson(*report.loss) : OrderedJson()},
                   {"weights", OrderedJson::array()},
                   {"steps", OrderedJson::array()}};
  for (const Departure& each : report.weights) json["weights"].push_back(departureJson(each));
  for (const DivergenceRecord& each : found.own) json["steps"].push_back(recordJson(each));
  return json;
}

std::string numberOr(const std::optional<double>& value) { return value ? numberText(*value) : ""; }

std::string firstOf(const DepartureReport& report, const std::string& tensor) {
  for (const Departure& each : report.weights) {
    if (each.tensor == tensor) return std::to_string(each.first);
  }
  return report.kind == DepartureKind::departed || report.kind == DepartureKind::withinChance
             ? "never"
             : "";
}

/// The newest step that tells.
std::string tableOf(const RunDivergence& found) {
  const DivergenceRecord& newest = found.own.back();
  const auto noise = std::find_if(found.noise.begin(), found.noise.end(), [&](const auto& each) {
    return each.step == newest.step && each.values.size() == newest.values.size();
  });
  std::vector<std::vector<std::string>> rows{{"in step " + std::to_string(newest.step),
                                              "gradient cosine", "weight distance", "noise floor",
                                              "lost updates", "parts in step"}};
  for (std::size_t i = 0; i < newest.values.size(); ++i) {
    const std::string& tensor = (*newest.tensors)[i];
    const TensorDivergence& value = newest.values[i];
    rows.push_back({tensor.empty() ? "whole model" : tensor, numberOr(value.gradientCosine),
                    numberOr(value.weightDistance),
                    noise != found.noise.end() ? numberOr(noise->values[i].weightDistance) : "",
                    value.lostUpdates ? numberText(100.0 * *value.lostUpdates) + "%" : "",
                    firstOf(found.departure, tensor)});
  }
  return tableText(rows);
}

std::string answerText(const RunInfo& run, const RunDivergence& found) {
  std::string text = "Run " + std::to_string(run.id) + ", " + run.experiment + "/" + run.name +
                     "\n" + found.departure.sentence + "\n";
  if (!found.own.empty()) {
    text += tableOf(found);
  } else if (found.reference) {
    text += "No step has statistics of both runs.\n";
  }
  return text;
}

int tellDivergence(const std::string& name, const std::string& store, bool json) {
  const StoreReader reader(store);
  std::string text;
  for (const RunInfo& run : runsCalled(reader, name)) {
    const RunDivergence found = divergenceOf(reader, run);
    if (json) {
      printLine(answerJson(run, found));
    } else {
      text += (text.empty() ? "" : "\n") + answerText(run, found);
    }
  }
  if (!json) print(text);
  return 0;
}

}  // namespace

void addDivergenceCommand(CLI::App& app, Action& action) {
  struct Arguments {
    std::string name, store;
    bool json = false;
  };
  const auto given = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand(
      "divergence", "Tells where a run parts from its FP32 run by more than chance");
  command
      ->add_option("RUN", given->name,
                   "A run, \"12\", \"fp16\" or \"experiment/fp16\", or an experiment: all its runs")
      ->required();
  addStoreOption(*command, given->store);
  command->add_flag("--json", given->json, "Print one JSON object a run");
  command->callback([=, &action] {
    action = [=] { return tellDivergence(given->name, storeOrDefault(given->store), given->json); };
  });
}

}  // namespace scalescope::cli
