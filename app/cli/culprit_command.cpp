#include <cstdio>
#include <memory>

#include "command.h"
#include "core/store/log_details.h"
#include "core/store/run_diagnosis.h"
#include "output.h"

namespace scalescope::cli {
namespace {

constexpr std::int64_t kNoStep = -1;

OrderedJson layerJson(const TensorPlace& place) {
  return place.layer < 0 ? OrderedJson() : OrderedJson(place.layer);
}

OrderedJson culpritJson(const std::optional<Culprit>& culprit) {
  if (!culprit) return {};
  return {{"step", culprit->step},
          {"overflow_step", culprit->overflowStep},
          {"cause", toString(culprit->cause)},
          {"expected", culprit->expected},
          {"tensor", culprit->tensor},
          {"role", toString(culprit->role)},
          {"format", info(culprit->format).name},
          {"layer", layerJson(culprit->place)},
          {"layer_type", culprit->place.layerType},
          {"part", toString(culprit->place.part)},
          {"finite_before_cast", culprit->overflowed},
          {"non_finite", culprit->nonFinite},
          {"scale", numberJson(culprit->scale)},
          {"largest", numberJson(culprit->largest.asWas)},
          {"largest_unscaled", numberJson(culprit->largest.now)},
          {"largest_before", optionalJson(culprit->largest.before)},
          {"largest_at_start", optionalJson(culprit->largest.start)},
          {"largest_fp32", optionalJson(culprit->largest.reference)},
          {"growth", optionalJson(culprit->largest.growth())},
          {"sentence", culprit->sentence}};
}

OrderedJson skipsJson(const SkipVerdict& skips) {
  return {{"pattern", toString(skips.pattern)},
          {"expected", skips.expected},
          {"steps", skips.steps},
          {"skipped",
           skips.pattern == SkipPattern::notTold ? OrderedJson() : OrderedJson(skips.skipped)},
          {"start_up", skips.startUp},
          {"grown", skips.grown},
          {"settled", skips.settled},
          {"longest", skips.longest},
          {"longest_from", skips.longestFrom},
          {"first_scale", numberJson(skips.firstScale)},
          {"lowest_scale", numberJson(skips.lowestScale)},
          {"last_scale", numberJson(skips.lastScale)},
          {"loss_rose", skips.lossRose},
          {"sentence", skips.sentence}};
}

OrderedJson findingJson(const Finding& finding) {
  return {{"severity", toString(finding.severity)},
          {"cause", toString(finding.cause)},
          {"tensor", finding.tensor},
          {"layer", layerJson(finding.place)},
          {"layer_type", finding.place.layerType},
          {"step", finding.step < 0 ? OrderedJson() : OrderedJson(finding.step)},
          {"share", numberJson(finding.share)},
          {"raise", finding.raise ? OrderedJson(*finding.raise) : OrderedJson()},
          {"sentence", finding.sentence}};
}

/// What one call tells.
struct Answer {
  RunInfo run;
  std::optional<Culprit> asked;  ///< of --step
  RunDiagnosis diagnosis;
};

OrderedJson answerJson(const Answer& answer) {
  const RunDiagnosis& diagnosis = answer.diagnosis;
  OrderedJson json{{"type", "diagnosis"},
                   {"id", answer.run.id},
                   {"experiment", answer.run.experiment},
                   {"run", answer.run.name},
                   {"healthy", diagnosis.healthy()},
                   {"overflowed", diagnosis.overflowed},
                   {"without_statistics", diagnosis.withoutStatistics}};
  if (answer.asked) json["asked"] = culpritJson(answer.asked);
  json["first"] = culpritJson(diagnosis.first);
  json["newest"] = culpritJson(diagnosis.newest);
  json["unexpected"] = culpritJson(diagnosis.unexpected);
  json["skips"] = skipsJson(diagnosis.skips);
  json["findings"] = OrderedJson::array();
  for (const Finding& finding : diagnosis.findings)
    json["findings"].push_back(findingJson(finding));
  return json;
}

std::string culpritText(const std::string& which, const Culprit& culprit) {
  return which + ", step " + std::to_string(culprit.overflowStep) + "\n  " + culprit.sentence +
         "\n";
}

std::string culpritsText(const Answer& answer) {
  const RunDiagnosis& diagnosis = answer.diagnosis;
  if (answer.asked) return culpritText("Culprit", *answer.asked);
  if (!diagnosis.first) {
    if (!diagnosis.infinitiesTold) return "The log does not tell whether values overflowed.\n";
    return diagnosis.overflowed == 0 ? "Nothing overflowed.\n"
                                     : std::to_string(diagnosis.overflowed) +
                                           (diagnosis.overflowed == 1 ? " step" : " steps") +
                                           " overflowed; the store holds no statistics of that.\n";
  }
  std::string text = culpritText("First overflow", *diagnosis.first);
  const auto& unexpected = diagnosis.unexpected;
  if (unexpected && unexpected->overflowStep != diagnosis.first->overflowStep)
    text += culpritText("First that loss scaling does not explain", *unexpected);
  const std::int64_t newest = diagnosis.newest->overflowStep;
  const bool told =
      newest == diagnosis.first->overflowStep || (unexpected && newest == unexpected->overflowStep);
  return told ? text : text + culpritText("Newest overflow", *diagnosis.newest);
}

std::string otherwiseText(const RunDiagnosis& diagnosis) {
  if (!diagnosis.healthy()) return "No other findings.\n";
  if (!diagnosis.overflowTold) return "Nothing wrong is known of this run.\n";
  if (!diagnosis.tensorsTold) {
    std::string text = "Nothing wrong is known of this run: no step has statistics.";
    if (diagnosis.underflowShare) {
      char share[32];
      std::snprintf(share, sizeof share, "%.2g %%", 100.0 * *diagnosis.underflowShare);
      text += std::string(" Of the values that were cast, ") + share + " became zero.";
    }
    return text + "\n";
  }
  if (diagnosis.underflowTold) return "No sign of trouble with precision.\n";
  return "No sign of trouble with precision. How many gradients became zero in FP16 is not told: "
         "another program counted them afterwards.\n";
}

std::string answerText(const Answer& answer) {
  std::string text = "Run " + std::to_string(answer.run.id) + ", " + answer.run.experiment + "/" +
                     answer.run.name + "\n" + culpritsText(answer) + "Skipped steps\n  " +
                     answer.diagnosis.skips.sentence + "\n";
  for (const Finding& finding : answer.diagnosis.findings) {
    text += std::string(finding.severity == Severity::error ? "Error" : "Warning") + "\n  " +
            finding.sentence + "\n";
  }
  if (answer.diagnosis.findings.empty()) text += otherwiseText(answer.diagnosis);
  return text;
}

int tellCulprit(const std::string& name, const std::string& store, std::int64_t step, bool json) {
  const StoreReader reader(store);
  Answer answer;
  answer.run = reader.findRun(name);
  if (step != kNoStep) answer.asked = culpritAt(reader, answer.run, step);
  answer.diagnosis = diagnose(reader, answer.run);
  if (json) {
    printLine(answerJson(answer));
  } else {
    print(answerText(answer));
  }
  return 0;
}

}  // namespace

void addCulpritCommand(CLI::App& app, Action& action) {
  CLI::App* culprit = app.add_subcommand(
      "culprit",
      "Says which tensor of a run went non-finite first, and why; judges its skipped "
      "steps and names what else costs it accuracy");
  const auto name = std::make_shared<std::string>();
  const auto store = std::make_shared<std::string>();
  const auto step = std::make_shared<std::int64_t>(kNoStep);
  const auto json = std::make_shared<bool>(false);
  culprit->add_option("RUN", *name, "The run: \"12\", \"fp16\" or \"experiment/fp16\"")->required();
  addStoreOption(*culprit, *store);
  culprit->add_option("--step", *step, "The overflowed step to explain, instead of the first")
      ->check(CLI::Range(std::int64_t{0}, kMostSteps));
  culprit->add_flag("--json", *json, "Print one JSON object");
  culprit->footer("Example:\n  scalescope-cli culprit fp16 --step 120");
  culprit->callback([&action, name, store, step, json] {
    action = [=] { return tellCulprit(*name, storeOrDefault(*store), *step, *json); };
  });
}

}  // namespace scalescope::cli
