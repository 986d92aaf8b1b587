#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include "command.h"
#include "core/base/error.h"
#include "core/store/config_diff.h"
#include "core/store/log_details.h"
#include "core/store/reader.h"
#include "core/store/run_results.h"
#include "core/train/events.h"
#include "output.h"

namespace scalescope::cli {
namespace {

/// Losses of one step that differ by more than this share have parted.
constexpr double kParted = 0.01;

/// What the steps of one run say, against those of the first run compared.
struct Course {
  RunInfo info;
  std::vector<StepRecord> steps;
  std::optional<std::int64_t> firstOverflow, firstSkip, firstNonFiniteLoss;
  std::optional<std::int64_t>
      parted;  ///< first step whose loss is more than 1% off, or not finite on one side
  std::optional<double> largestGap;  ///< of losses that are both finite
  bool compared = false;             ///< some step has a loss in both
  std::int64_t largestGapStep = 0;
};

Course readCourse(const StoreReader& reader, const std::string& name) {
  Course course;
  course.info = reader.findRun(name);
  measureStepTime(reader, course.info);
  course.steps = reader.steps(course.info.id);
  for (const StepRecord& step : course.steps) {
    if (overflowed(step) && !course.firstOverflow) course.firstOverflow = step.step;
    if (!step.applied && !course.firstSkip) course.firstSkip = step.step;
    const bool told = (step.absent & absentLoss) == 0;
    if (told && !std::isfinite(step.loss) && !course.firstNonFiniteLoss)
      course.firstNonFiniteLoss = step.step;
  }
  return course;
}

void measureAgainst(const Course& base, Course& course) {
  auto other = base.steps.begin();
  for (const StepRecord& step : course.steps) {
    other = std::find_if(other, base.steps.end(),
                         [&](const StepRecord& each) { return each.step >= step.step; });
    if (other == base.steps.end()) break;
    if (other->step != step.step || ((other->absent | step.absent) & absentLoss) != 0) continue;
    const double expected = other->loss;
    const double found = step.loss;
    const bool finite = std::isfinite(expected) && std::isfinite(found);
    const double gap = finite ? std::abs(found - expected) : 0.0;
    if (finite && (!course.largestGap || gap > *course.largestGap)) {
      course.largestGap = gap;
      course.largestGapStep = step.step;
    }
    const bool apart = finite ? gap > kParted * std::abs(expected)
                              : std::isfinite(expected) != std::isfinite(found);
    if (apart && !course.parted) course.parted = step.step;
    course.compared = true;
  }
}

/// Rows of pointer and value per run, of those values that are not the same in all runs.
std::vector<std::vector<std::string>> differences(const std::vector<Course>& courses) {
  std::vector<OrderedJson> told;
  for (const Course& course : courses) told.push_back(toldBy(course.info));
  std::vector<std::vector<std::string>> rows;
  for (const std::string& pointer : differingPointers(told)) {
    const OrderedJson::json_pointer place(pointer);
    std::vector<std::string> row{pointer};
    for (const OrderedJson& each : told) {
      const bool there = each.contains(place) && !each.at(place).is_null();
      row.push_back(there ? each.at(place).dump() : "");
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string optionalText(const std::optional<std::int64_t>& step) {
  return step ? std::to_string(*step) : "never";
}

OrderedJson comparisonJson(const std::vector<Course>& courses) {
  OrderedJson json{{"runs", OrderedJson::array()}, {"differences", OrderedJson::object()}};
  for (const Course& course : courses) {
    OrderedJson run = runInfoJson(course.info);
    run["first_overflow"] = optionalJson(course.firstOverflow);
    run["first_skip"] = optionalJson(course.firstSkip);
    run["first_non_finite_loss"] = optionalJson(course.firstNonFiniteLoss);
    run["parted"] = optionalJson(course.parted);
    run["largest_gap"] = optionalJson(course.largestGap);
    run["largest_gap_step"] =
        course.largestGap ? OrderedJson(course.largestGapStep) : OrderedJson();
    run["step_ms"] = numberJson(course.info.stepMs.value_or(0.0));
    json["runs"].push_back(run);
  }
  for (const auto& row : differences(courses)) {
    OrderedJson values = OrderedJson::array();
    for (std::size_t i = 1; i < row.size(); ++i) {
      values.push_back(row[i].empty() ? OrderedJson() : OrderedJson::parse(row[i]));
    }
    json["differences"][row[0]] = values;
  }
  return json;
}

std::string comparisonText(const std::vector<Course>& courses) {
  std::vector<std::vector<std::string>> rows;
  const auto add = [&](const std::string& label, const auto& text) {
    rows.push_back({label});
    for (const Course& course : courses) rows.back().push_back(text(course));
  };
  add("", [](const Course& c) { return std::to_string(c.info.id) + " " + c.info.name; });
  add("experiment", [](const Course& c) { return c.info.experiment; });
  add("precision", [](const Course& c) { return c.info.precision; });
  add("scaler", [](const Course& c) { return c.info.scaler; });
  add("state", [](const Course& c) { return std::string(toString(c.info.state)); });
  add("steps", [](const Course& c) { return std::to_string(c.info.steps); });
  add("final loss",
      [](const Course& c) { return c.info.hasFinalLoss ? numberText(c.info.finalLoss) : ""; });
  add("accuracy",
      [](const Course& c) { return c.info.hasAccuracy ? numberText(c.info.accuracy) : ""; });
  add("skipped steps", [](const Course& c) {
    return measures(c.info, "applied") ? std::to_string(c.info.skipped) : std::string();
  });
  add("first overflow", [](const Course& c) {
    return measures(c.info, "overflow") || measures(c.info, "found_inf")
               ? optionalText(c.firstOverflow)
               : std::string();
  });
  add("first skipped step", [](const Course& c) {
    return measures(c.info, "applied") ? optionalText(c.firstSkip) : std::string();
  });
  add("first non-finite loss", [](const Course& c) {
    return measures(c.info, "loss") ? optionalText(c.firstNonFiniteLoss) : std::string();
  });
  add("loss parts by 1% at", [&](const Course& c) {
    return &c == courses.data() || !c.compared ? "" : optionalText(c.parted);
  });
  add("largest loss gap", [&](const Course& c) {
    if (&c == courses.data() || !c.largestGap) return std::string();
    return numberText(*c.largestGap) + " at step " + std::to_string(c.largestGapStep);
  });
  add("memory peak", [](const Course& c) {
    return c.info.memoryPeak > 0 ? bytesText(c.info.memoryPeak) : std::string();
  });
  add("time per step", [](const Course& c) {
    return c.info.stepMs ? numberText(*c.info.stepMs) + " ms" : std::string();
  });

  std::string out = tableText(rows);
  if (const auto changed = differences(courses); !changed.empty()) {
    out += "\nConfigured differently:\n" + tableText(changed);
  }
  return out;
}

int compareRuns(const std::vector<std::string>& names, const std::string& store, bool json) {
  const StoreReader reader(store);
  std::vector<Course> courses;
  reader.readTogether([&] {  // runs that train on must not be some steps apart
    for (const std::string& name : names) courses.push_back(readCourse(reader, name));
  });
  for (std::size_t i = 1; i < courses.size(); ++i) measureAgainst(courses.front(), courses[i]);
  if (json) {
    printLine(comparisonJson(courses));
  } else {
    print(comparisonText(courses));
  }
  return 0;
}

}  // namespace

void addCompareCommand(CLI::App& app, Action& action) {
  CLI::App* compare = app.add_subcommand(
      "compare", "Shows where runs part from the first, and what they were set to");
  const auto names = std::make_shared<std::vector<std::string>>();
  const auto store = std::make_shared<std::string>();
  const auto json = std::make_shared<bool>(false);
  compare->add_option("RUN", *names, "Two or more runs: \"12\", \"fp16\" or \"experiment/fp16\"")
      ->required()
      ->expected(2, 100);
  addStoreOption(*compare, *store);
  compare->add_flag("--json", *json, "Print one JSON object");
  compare->footer("Example:\n  scalescope-cli compare fp32 fp16");
  compare->callback([&action, names, store, json] {
    action = [=] { return compareRuns(*names, storeOrDefault(*store), *json); };
  });
}

}  // namespace scalescope::cli
