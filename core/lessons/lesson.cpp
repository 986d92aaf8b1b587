#include "core/lessons/lesson.h"

#include <array>
#include <filesystem>

#include "core/train/config_paths.h"

namespace scalescope {
namespace {

constexpr std::int64_t kVersion = 1;

constexpr std::array<std::string_view, 12> kMeasures{
    "loss",      "eval-loss",       "accuracy",          "skipped-steps",
    "overflows", "underflow-share", "lost-update-share", "gradient-norm",
    "scale",     "lowest-scale",    "highest-scale",     "collapses"};
constexpr std::array<std::string_view, 5> kComparisons{"above", "below", "equal", "finite",
                                                       "not-finite"};

template <typename Words>
std::size_t indexIn(const Words& words, const std::string& word) {
  std::size_t index = 0;
  while (words[index] != word) ++index;  // a choice of the reader's is one of them
  return index;
}

std::string textOf(JsonReader& reader, std::string_view key) {
  const JsonReader child = reader.child(key);
  std::string text = child.asText();
  if (text.empty()) child.refuseValue(phrase("a text that is not empty"));
  return text;
}

std::vector<std::string> runNames(const ExperimentConfig& config) {
  std::vector<std::string> names;
  for (const RunConfig& run : config.runs) names.push_back(run.name);
  return names;
}

/// "end", or a number of steps from `least` on.
std::int64_t stepCount(const JsonReader& reader, std::int64_t least, std::int64_t steps) {
  if (reader.value() == "end") return steps;
  if (!reader.value().is_number_integer()) {
    reader.refuseValue({phrase("\"end\" or an integer from %1 to %2"),
                        {std::to_string(least), std::to_string(steps)}});
  }
  return reader.asInteger(least, steps);
}

/// The keys "run", "measure" and "steps"; what is left out is taken from `fallback`.
Quantity parseQuantity(JsonReader& reader, const ExperimentConfig& config,
                       const std::optional<Quantity>& fallback) {
  Quantity quantity = fallback.value_or(Quantity{0, Measure::loss, 0, config.steps});
  if (!fallback || reader.has("run")) {
    const std::vector<std::string> names = runNames(config);
    quantity.run = static_cast<int>(indexIn(names, reader.requiredChoice("run", names)));
  }
  if (!fallback || reader.has("measure")) {
    quantity.measure =
        static_cast<Measure>(indexIn(kMeasures, reader.requiredChoice("measure", measureWords())));
  }
  if (reader.has("steps")) {
    const auto range = reader.items("steps");
    if (range.size() != 2) reader.child("steps").refuseValue(phrase("a pair, [from, to]"));
    quantity.from = range[0].asInteger(0, config.steps - 1);
    quantity.to = stepCount(range[1], quantity.from + 1, config.steps);
  }
  return quantity;
}

LessonOutcome parseOutcome(JsonReader reader, const ExperimentConfig& config) {
  LessonOutcome outcome;
  outcome.text = textOf(reader, "text");
  outcome.quantity = parseQuantity(reader, config, std::nullopt);
  outcome.is = static_cast<Comparison>(
      indexIn(kComparisons, reader.requiredChoice("is", comparisonWords())));
  const bool bounded = outcome.is != Comparison::finite && outcome.is != Comparison::notFinite;
  if (bounded && reader.has("than")) {
    JsonReader than = reader.child("than");
    outcome.than = parseQuantity(than, config, outcome.quantity);
    than.finish();
    if (*outcome.than == outcome.quantity)
      than.refuseWith(phrase("this compares a quantity with itself"));
    outcome.times = reader.number("times", outcome.times);
    outcome.plus = reader.number("plus", outcome.plus);
  } else if (bounded) {
    outcome.value = reader.requiredNumber("value");
  }
  reader.finish();
  return outcome;
}

LessonStep parseStep(JsonReader reader, const ExperimentConfig& config, std::int64_t least) {
  LessonStep step;
  step.text = textOf(reader, "text");
  step.highlight = reader.choice("highlight", "", highlightWords(config));
  if (reader.has("run_to")) step.runTo = stepCount(reader.child("run_to"), least, config.steps);
  reader.finish();
  return step;
}

std::vector<LessonStep> parseSteps(const JsonReader& reader, const ExperimentConfig& config) {
  std::vector<LessonStep> steps;
  std::int64_t reached = 0;
  for (const JsonReader& item : reader.items()) {
    // Training goes one way.
    steps.push_back(parseStep(item, config, reached + 1));
    reached = steps.back().runTo.value_or(reached);
  }
  if (steps.empty()) reader.refuseValue(phrase("at least one step"));
  if (reached != config.steps) {
    reader.refuseWith(phrase("no step trains until the end: one needs \"run_to\": \"end\""));
  }
  return steps;
}

}  // namespace

std::vector<std::string> highlightWords(const ExperimentConfig& config) {
  std::vector<std::string> words{"setup.data",       "setup.network",      "setup.runs",
                                 "setup.training",   "plot.loss",          "plot.loss-scale",
                                 "plot.overflows",   "plot.gradient-norm", "plot.underflow-share",
                                 "plot.step-time",   "toolbar.start",      "toolbar.step",
                                 "toolbar.break-on", "dock.log",           "dock.runs",
                                 "dock.inspector",   "dock.diagnosis",     "dock.divergence"};
  for (const std::string& name : runNames(config)) words.push_back("run." + name);
  return words;
}

std::string_view wordOf(Measure measure) { return kMeasures[static_cast<std::size_t>(measure)]; }
std::string_view wordOf(Comparison comparison) {
  return kComparisons[static_cast<std::size_t>(comparison)];
}
std::vector<std::string> measureWords() { return {kMeasures.begin(), kMeasures.end()}; }
std::vector<std::string> comparisonWords() { return {kComparisons.begin(), kComparisons.end()}; }

namespace {

/// Each text of a list in its place.
template <typename Part>
void takeTexts(JsonReader& reader, std::string_view key, std::vector<Part>& parts) {
  const std::vector<JsonReader> texts = reader.items(key);
  if (texts.size() != parts.size()) {
    reader.child(key).refuseValue(
        {phrase("%1 texts, as many as the lesson has"), {std::to_string(parts.size())}});
  }
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i].text = texts[i].asText();
}

void translate(Lesson& lesson, const std::string& path) {
  const Json json = parseJson(readTextFile(path), path);
  JsonReader reader(json, path);
  lesson.title = textOf(reader, "title");
  lesson.summary = textOf(reader, "summary");
  takeTexts(reader, "steps", lesson.steps);
  takeTexts(reader, "outcome", lesson.outcomes);
  reader.finish();
}

}  // namespace

Lesson parseLesson(const Json& json, const std::string& source, const std::string& name) {
  JsonReader reader(json, source);
  const std::int64_t version = reader.requiredInteger("lesson", INT64_MIN);
  if (version != kVersion) {
    reader.child("lesson").refuseWith(
        {phrase("this is lesson format %1; this ScaleScope reads format %2"),
         {std::to_string(version), std::to_string(kVersion)}});
  }
  Lesson lesson;
  lesson.name = name;
  lesson.title = textOf(reader, "title");
  lesson.summary = textOf(reader, "summary");
  lesson.order = static_cast<int>(reader.requiredInteger("order", 0, 1000));
  const JsonReader configuration = reader.child("configuration");
  lesson.configuration = parseExperiment(configuration.value(), source, configuration.pointer());
  lesson.steps = parseSteps(reader.child("steps"), lesson.configuration);
  for (const JsonReader& item : reader.items("outcome")) {
    lesson.outcomes.push_back(parseOutcome(item, lesson.configuration));
  }
  if (lesson.outcomes.empty()) reader.child("outcome").refuseValue(phrase("at least one outcome"));
  reader.finish();
  return lesson;
}

Lesson readLesson(const std::string& path, const std::string& language) {
  const auto folder = std::filesystem::absolute(path).parent_path();
  Lesson lesson =
      parseLesson(parseJson(readTextFile(path), path), path, folder.filename().string());
  lesson.configuration = withAbsolutePaths(lesson.configuration, folder);
  const auto translation = folder / (language + ".json");
  std::error_code unknown;
  if (!language.empty() && std::filesystem::exists(translation, unknown))
    translate(lesson, translation.string());
  return lesson;
}

}  // namespace scalescope
