#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include "command.h"
#include "core/base/error.h"
#include "core/store/inspected_step.h"
#include "core/train/experiment_config.h"
#include "output.h"

namespace scalescope::cli {
namespace {

struct Inspection {
  RunInfo run;
  InspectedStep step;
};

/// `step`, or the newest that has statistics; one that has none is refused, with the nearest that
/// has.
Inspection inspectionOf(const std::string& store, const std::string& name,
                        std::optional<std::int64_t> step) {
  const StoreReader reader(store);
  Inspection found;
  found.run = reader.findRun(name);
  const std::string who = "run " + std::to_string(found.run.id) + " (" + found.run.name + ")";
  const std::vector<std::int64_t> steps = reader.statisticsSteps(found.run.id);
  if (steps.empty() && found.run.fromLog)
    refuse(store, who + " has no statistics of tensors: it came from a log");
  if (steps.empty()) {
    refuse(store, who +
                      " has no statistics of tensors: it was trained by an older ScaleScope, or " +
                      "with statistics_every 0 and without an overflow");
  }
  const std::int64_t wanted = step.value_or(steps.back());
  auto inspected = inspectStep(reader, store, found.run.id, wanted);
  if (!inspected) {
    refuse(store, who + " has no statistics of step " + std::to_string(wanted) +
                      "; the nearest step that has is " +
                      std::to_string(nearestStep(steps, wanted)));
  }
  found.step = std::move(*inspected);
  return found;
}

double share(std::uint64_t count, std::uint64_t all) {
  return all > 0 ? static_cast<double>(count) / static_cast<double>(all) : 0.0;
}

std::string shareText(std::uint64_t count, std::uint64_t all) {
  return count == 0 ? "0" : numberText(100.0 * share(count, all)) + "%";
}

std::string powerText(double scale) {
  int exponent = 0;
  const bool power = scale > 0.0 && std::isfinite(scale) && std::frexp(scale, &exponent) == 0.5;
  return scaleText(scale) + (power ? " (2^" + std::to_string(exponent - 1) + ")" : "");
}

std::string heading(const Inspection& inspection) {
  const StepRecord& row = inspection.step.row;
  return tableText({{"run", std::to_string(inspection.run.id) + ", " + inspection.run.name + ", " +
                                inspection.run.precision},
                    {"step", std::to_string(row.step) + (row.applied ? "" : ", skipped")},
                    {"loss scale", powerText(row.scale)}});
}

OrderedJson headingJson(const char* type, const Inspection& inspection) {
  const StepRecord& row = inspection.step.row;
  return {{"type", type},
          {"id", inspection.run.id},
          {"run", inspection.run.name},
          {"precision", inspection.run.precision},
          {"step", row.step},
          {"applied", row.applied},
          {"scale", numberJson(row.scale)}};
}

OrderedJson histogramJson(const TensorStatistics& statistics) {
  const auto& bins = statistics.exponents;
  const auto counts = [](std::uint32_t count) { return count > 0; };
  const auto first = std::find_if(bins.begin(), bins.end(), counts);
  const auto last = std::find_if(bins.rbegin(), bins.rend(), counts).base();
  if (first == bins.end()) return {{"first_exponent", nullptr}, {"counts", OrderedJson::array()}};
  return {{"first_exponent", (first - bins.begin()) + kLeastExponent},
          {"counts", std::vector<std::uint32_t>(first, last)}};
}

OrderedJson tensorJson(const TensorInfo& tensor, const TensorSummary& summary,
                       const TensorStatistics& statistics) {
  return {{"tensor", tensor.name},
          {"role", std::string(toString(tensor.role))},
          {"format", std::string(info(tensor.format).name)},
          {"elements", summary.elements},
          {"amax", numberJson(summary.largest)},
          {"amin", numberJson(summary.smallest)},
          {"zeros", summary.zeros},
          {"subnormals", summary.subnormals},
          {"overflow", summary.overflow},
          {"underflow", summary.underflow},
          {"lost_updates", summary.lostUpdates},
          {"infinities", summary.infinities},
          {"nans", summary.nans},
          {"histogram", histogramJson(statistics)}};
}

std::vector<std::string> tensorRow(const TensorInfo& tensor, const TensorSummary& summary) {
  const auto part = [&](std::uint64_t count) { return shareText(count, summary.elements); };
  const bool update = tensor.role == TensorRole::update;
  return {tensor.name,
          std::string(info(tensor.format).label),
          std::to_string(summary.elements),
          numberText(summary.largest),
          numberText(summary.smallest),
          part(summary.zeros),
          part(summary.subnormals),
          part(summary.overflow),
          part(summary.underflow),
          part(summary.nonFiniteBefore()),
          update ? part(summary.lostUpdates) : ""};
}

int inspectRun(const std::string& name, const std::string& store, std::optional<std::int64_t> step,
               bool json) {
  const Inspection inspection = inspectionOf(store, name, step);
  const InspectedStep& inspected = inspection.step;
  OrderedJson object = headingJson("inspection", inspection);
  object["tensors"] = OrderedJson::array();
  std::vector<std::vector<std::string>> rows{{"tensor", "format", "elements", "amax", "smallest",
                                              "zeros", "subnormal", "overflow", "underflow",
                                              "inf, NaN before", "lost updates"}};
  for (std::size_t i = 0; i < inspected.tensors().size(); ++i) {
    const TensorInfo& tensor = inspected.tensors()[i];
    const TensorSummary& summary = inspected.record.summaries[i];
    if (summary.elements == 0) continue;  // a skipped step has no updates
    object["tensors"].push_back(tensorJson(tensor, summary, inspected.counted.statistics[i]));
    rows.push_back(tensorRow(tensor, summary));
  }
  if (json) {
    printLine(object);
  } else {
    print(heading(inspection) + "\n" + tableText(rows));
  }
  return 0;
}

OrderedJson lossJson(const CastLoss& loss) {
  return {{"elements", loss.elements},
          {"overflow", loss.overflow},
          {"overflow_share", numberJson(loss.overflowShare())},
          {"underflow", loss.underflow},
          {"underflow_share", numberJson(loss.underflowShare())},
          {"exact", loss.exact}};
}

OrderedJson whatIfJson(const Inspection& inspection, const WhatIf& answer,
                       const ScaleAdvice& advice) {
  OrderedJson json = headingJson("whatif", inspection);
  json["wanted_scale"] = numberJson(answer.scale);
  json["gradients"] = lossJson(answer.gradients);
  json["all"] = lossJson(answer.all);
  json["largest_safe_scale"] = advice.largestSafe && !advice.untold
                                   ? OrderedJson(std::exp2(*advice.largestSafe))
                                   : OrderedJson();
  json["hidden_gradients"] = advice.hidden;
  json["zero_gradients"] = advice.zeroTensors;
  json["loses_least"] = advice.untold ? OrderedJson()
                                      : OrderedJson{{"from", std::exp2(advice.bestFrom)},
                                                    {"to", std::exp2(advice.bestTo)},
                                                    {"values", advice.bestLoss}};
  json["tensors"] = OrderedJson::array();
  for (std::size_t i = 0; i < answer.tensors.size(); ++i) {
    const TensorInfo& tensor = inspection.step.tensors()[i];
    if (answer.tensors[i].elements == 0) continue;
    OrderedJson entry{{"tensor", tensor.name},
                      {"role", std::string(toString(tensor.role))},
                      {"format", std::string(info(answer.tensors[i].format).name)}};
    entry.update(lossJson(answer.tensors[i]));
    json["tensors"].push_back(entry);
  }
  return json;
}

std::vector<std::string> lossRow(const std::string& name, const std::string& format,
                                 const CastLoss& loss) {
  return {name,
          format,
          std::to_string(loss.elements),
          std::to_string(loss.underflow),
          shareText(loss.underflow, loss.elements),
          std::to_string(loss.overflow),
          shareText(loss.overflow, loss.elements),
          loss.exact ? "exact" : "approximate"};
}

std::string safeText(const ScaleAdvice& advice) {
  if (advice.untold) return "not known: no gradient was finite";
  if (!advice.largestSafe) return "none: gradients overflow at 1 already";
  const std::string safe = powerText(std::exp2(*advice.largestSafe));
  if (advice.hidden)
    return "not known, at most " + safe + ": gradients behind an overflow were not finite";
  if (advice.zeroTensors > 0)
    return "not known, at most " + safe + ": some gradients are all zero before their cast";
  return *advice.largestSafe == kMostScale ? "at least " + safe : safe;
}

std::string whatIfText(const Inspection& inspection, const WhatIf& answer,
                       const ScaleAdvice& advice) {
  std::string least = "2^" + std::to_string(advice.bestFrom);
  if (advice.bestTo > advice.bestFrom) least += " to 2^" + std::to_string(advice.bestTo);
  std::vector<std::vector<std::string>> told{
      {"what if it were", powerText(answer.scale)},
      {"largest safe", safeText(advice)},
      {"loses least", advice.untold
                          ? "not known"
                          : least + " (" + std::to_string(advice.bestLoss) + " gradient values)"}};
  if (advice.zeroTensors > 0) {
    told.push_back({"not known", "what a higher scale would keep of " +
                                     std::to_string(advice.zeroTensors) +
                                     " gradients that are all zero before their cast"});
  }
  std::string text = heading(inspection) + tableText(told);
  std::vector<std::vector<std::string>> rows{
      {"gradient", "format", "elements", "underflow", "", "overflow", "", "counts"}};
  for (std::size_t i = 0; i < answer.tensors.size(); ++i) {
    const TensorInfo& tensor = inspection.step.tensors()[i];
    const CastLoss& loss = answer.tensors[i];
    if (!movesWithScale(tensor) || loss.elements == 0) continue;
    rows.push_back(lossRow(tensor.name, std::string(info(loss.format).label), loss));
  }
  rows.push_back(lossRow("all gradients", "", answer.gradients));
  rows.push_back(lossRow("all tensors", "", answer.all));
  return text + "\n" + tableText(rows);
}

int askWhatIf(const std::string& name, const std::string& store, std::optional<std::int64_t> step,
              double scale, bool json) {
  const Inspection inspection = inspectionOf(store, name, step);
  const CountedStep& counted = inspection.step.counted;
  if (!canRescale(counted)) {
    refuse(store, "the loss scale of step " + std::to_string(inspection.step.row.step) + " was " +
                      scaleText(counted.scale) + ": its gradients tell nothing of another scale");
  }
  const WhatIf answer = whatIf(counted, scale);
  if (answer.gradients.elements == 0) {
    refuse(store, "step " + std::to_string(inspection.step.row.step) +
                      " has statistics of no gradient: a loss scale would move nothing of it");
  }
  const ScaleAdvice advice = adviseScale(counted);
  if (json) {
    printLine(whatIfJson(inspection, answer, advice));
  } else {
    print(whatIfText(inspection, answer, advice));
  }
  return 0;
}

/// What both are called with.
struct Arguments {
  std::string run, store;
  std::int64_t step = 0;
  double scale = 1.0;
  bool json = false;
};

CLI::Option* addArguments(CLI::App& command, Arguments& arguments) {
  command.add_option("RUN", arguments.run, "The run: \"12\", \"fp16\" or \"experiment/fp16\"")
      ->required();
  addStoreOption(command, arguments.store);
  command.add_flag("--json", arguments.json, "Print one JSON object");
  return command
      .add_option("--step", arguments.step,
                  "The step, from 0 (default: the newest with statistics)")
      ->check(CLI::Range(std::int64_t{0}, kMostSteps));
}

}  // namespace

void addInspectCommands(CLI::App& app, Action& action) {
  const auto given = std::make_shared<Arguments>();
  const auto stepOf = [given](const CLI::Option* option) {
    return option->count() > 0 ? std::optional(given->step) : std::nullopt;
  };

  CLI::App* inspect = app.add_subcommand(
      "inspect", "Shows what every tensor of a stored step was, before its cast");
  const CLI::Option* inspected = addArguments(*inspect, *given);
  inspect->callback([=, &action] {
    action = [=] {
      return inspectRun(given->run, storeOrDefault(given->store), stepOf(inspected), given->json);
    };
  });

  CLI::App* ask = app.add_subcommand(
      "whatif", "Shows what a stored step would have lost at another loss scale");
  const CLI::Option* asked = addArguments(*ask, *given);
  addPositiveOption(*ask, "--scale", given->scale,
                    "The loss scale to ask about, as 1024 or 2^10; powers of two are exact")
      ->required();
  ask->footer("Example:\n  scalescope-cli whatif fp16 --step 100 --scale 1024");
  ask->callback([=, &action] {
    action = [=] {
      return askWhatIf(given->run, storeOrDefault(given->store), stepOf(asked), given->scale,
                       given->json);
    };
  });
}

}  // namespace scalescope::cli
