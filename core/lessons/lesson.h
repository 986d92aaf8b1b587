#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/train/experiment_config.h"

namespace scalescope {

/// What can be measured of a run over a range of its steps.
enum class Measure {
  loss,             ///< mean training loss
  evalLoss,         ///< of the last evaluation up to the end of the range
  accuracy,         ///< of that evaluation, 0 … 1
  skippedSteps,     ///< how many
  overflows,        ///< values that became ±inf, and gradients that were not finite
  underflowShare,   ///< of the elements cast
  lostUpdateShare,  ///< of the updates of all weights in applied steps
  gradientNorm,     ///< mean over the steps where it is finite
  scale,            ///< loss scale of the last step
  lowestScale,
  highestScale,
  collapses  ///< events: how often the loss scale collapsed
};

/// The steps from ≤ step < to of one run, by its index in the configuration.
struct Quantity {
  int run = 0;
  Measure measure = Measure::loss;
  std::int64_t from = 0;
  std::int64_t to = 0;
  bool operator==(const Quantity&) const = default;
};

/// How a measured value is compared with its bound; `finite` and `notFinite` need none.
enum class Comparison { above, below, equal, finite, notFinite };

/// What a lesson promises. The bound is `value`, or times · (the quantity `than`) + plus.
struct LessonOutcome {
  std::string text;  ///< one sentence
  Quantity quantity;
  Comparison is = Comparison::above;
  double value = 0.0;  ///< where there is no `than`
  std::optional<Quantity> than;
  double times = 1.0;
  double plus = 0.0;
};

/// One page of a lesson.
struct LessonStep {
  std::string text;       ///< Markdown, of which lessons use **strong** alone
  std::string highlight;  ///< one of highlightWords(), or empty: nothing
  /// Training goes on until this many steps are done, and pauses there.
  std::optional<std::int64_t> runTo;
};

/// A configuration, a text in steps that drives the window, and what will come of it.
struct Lesson {
  std::string name;  ///< of its folder: "why-loss-scaling"
  std::string title;
  std::string summary;  ///< one sentence
  int order = 0;        ///< lessons are listed by it
  ExperimentConfig configuration;
  std::vector<LessonStep> steps;
  std::vector<LessonOutcome> outcomes;
};

/// The parts of the window that a step can point at: "plot.loss", "setup.network",
/// "dock.inspector", and for every run "run.NAME".
std::vector<std::string> highlightWords(const ExperimentConfig& config);

std::string_view wordOf(Measure measure);        ///< "skipped-steps"
std::string_view wordOf(Comparison comparison);  ///< "not-finite"
std::vector<std::string> measureWords();
std::vector<std::string> comparisonWords();

/// Strict, as parseExperiment: unknown keys, wrong types, steps out of range, runs and parts of the
/// window that are not there are refused with source and JSON pointer. `name` becomes the lesson's.
Lesson parseLesson(const Json& json, const std::string& source, const std::string& name);
/// A lesson's file, "…/NAME/lesson.json". Relative paths in it start from its folder.
/// `language` ("zh_CN"): its texts are those of the file "…/NAME/zh_CN.json" where there is one;
/// refused if that has more or fewer of them than the lesson.
Lesson readLesson(const std::string& path, const std::string& language = "");

}  // namespace scalescope
