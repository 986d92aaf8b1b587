#include <algorithm>
#include <memory>
#include <optional>

#include "command.h"
#include "core/lessons/judge.h"
#include "core/lessons/lesson_folder.h"
#include "output.h"
#include "training_session.h"

namespace scalescope::cli {
namespace {

constexpr int kBroken = 1;
constexpr std::size_t kTextWidth = 80;

struct LessonArguments {
  std::string name;
  std::optional<std::uint64_t> seed;
  TrainingOptions training;
};

int listLessons(bool json) {
  std::vector<std::vector<std::string>> rows{{"lesson", "title", "steps", "runs"}};
  for (const Lesson& lesson : readLessons(lessonsFolder())) {
    const ExperimentConfig& config = lesson.configuration;
    std::string runs;
    for (const RunConfig& run : config.runs) runs += (runs.empty() ? "" : ", ") + run.name;
    if (json) {
      printLine({{"type", "lesson"},
                 {"name", lesson.name},
                 {"title", lesson.title},
                 {"summary", lesson.summary}});
    }
    rows.push_back({lesson.name, lesson.title, std::to_string(config.steps), runs});
  }
  if (!json) print(tableText(rows));
  return 0;
}

/// Without the marks of **strong**, broken between words, every line after the first indented.
std::string paragraph(std::string text, std::size_t indent) {
  for (std::size_t at = text.find("**"); at != std::string::npos; at = text.find("**", at))
    text.erase(at, 2);
  std::string out;
  std::size_t column = indent;
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = std::min(text.find_first_of(" \n", start), text.size());
    const std::string word = text.substr(start, end - start);
    if (column > indent && column + 1 + word.size() > kTextWidth) {
      out += "\n" + std::string(indent, ' ') + word;
      column = indent + word.size();
    } else if (!word.empty()) {
      out += (column > indent ? " " : "") + word;
      column += word.size() + (column > indent ? 1 : 0);
    }
    start = end + 1;
  }
  return out + "\n";
}

std::string textOf(const Lesson& lesson) {
  std::string text = lesson.title + "\n\n";
  for (std::size_t i = 0; i < lesson.steps.size(); ++i) {
    const std::string number = std::to_string(i + 1) + ". ";
    text += number + paragraph(lesson.steps[i].text, number.size());
  }
  return text + "\n";
}

std::string measuredText(const LessonOutcome& outcome, const Judgement& judgement) {
  if (!judgement.measured) return "not measured";
  std::string text = std::string(wordOf(outcome.quantity.measure)) + " " +
                     scaleText(*judgement.measured) + ", promised " +
                     std::string(wordOf(outcome.is));
  if (judgement.bound) text += " " + scaleText(*judgement.bound);
  return text;
}

OrderedJson outcomeJson(const Lesson& lesson, const LessonOutcome& outcome,
                        const Judgement& judgement) {
  const auto number = [](const std::optional<double>& value) {
    return value ? numberJson(*value) : OrderedJson();
  };
  return {{"type", "outcome"},
          {"lesson", lesson.name},
          {"text", outcome.text},
          {"run", lesson.configuration.runs[static_cast<std::size_t>(outcome.quantity.run)].name},
          {"measure", wordOf(outcome.quantity.measure)},
          {"is", wordOf(outcome.is)},
          {"measured", number(judgement.measured)},
          {"bound", number(judgement.bound)},
          {"holds", judgement.holds}};
}

int report(const Lesson& lesson, const std::vector<Judgement>& judgements, bool json) {
  if (!json) print("\n");
  for (std::size_t i = 0; i < judgements.size(); ++i) {
    const LessonOutcome& outcome = lesson.outcomes[i];
    if (json) {
      printLine(outcomeJson(lesson, outcome, judgements[i]));
      continue;
    }
    constexpr std::size_t kIndent = 8;
    print((judgements[i].holds ? "holds   " : "BROKEN  ") + paragraph(outcome.text, kIndent) +
          std::string(kIndent, ' ') + measuredText(outcome, judgements[i]) + "\n");
  }
  const bool all = std::all_of(judgements.begin(), judgements.end(),
                               [](const Judgement& each) { return each.holds; });
  return all ? 0 : kBroken;
}

int giveLesson(const LessonArguments& arguments) {
  Lesson lesson = findLesson(lessonsFolder(), arguments.name);
  if (arguments.seed) lesson.configuration.seed = *arguments.seed;
  LessonRecords records(lesson.configuration.runs.size());
  TrainingOptions training = arguments.training;
  training.listener = [&records](const Record& record) { records.take(record); };
  if (!training.json) print(textOf(lesson));
  const int code = trainFromStart(lesson.configuration, "lesson " + lesson.name, training);
  return code != 0 ? code : report(lesson, judge(lesson, records), training.json);
}

}  // namespace

void addLessonCommand(CLI::App& app, Action& action) {
  CLI::App* lesson =
      app.add_subcommand("lesson", "Trains a lesson and tells whether what it promises holds");
  const auto arguments = std::make_shared<LessonArguments>();
  lesson->add_option("NAME", arguments->name,
                     "A lesson, or the path of a lesson's file; without it, lessons are listed");
  lesson->add_option("--seed", arguments->seed, "Train with another seed than the lesson's");
  lesson->add_option("--store", arguments->training.store,
                     "Keep the runs in this file (default: they are not kept)");
  lesson->add_flag("--json", arguments->training.json,
                   "Print one JSON object a line: steps, evaluations, events, summaries, outcomes");
  lesson->footer("Exit code 1: an outcome does not hold.");
  lesson->callback([&action, arguments] {
    action = [arguments] {
      return arguments->name.empty() ? listLessons(arguments->training.json)
                                     : giveLesson(*arguments);
    };
  });
}

}  // namespace scalescope::cli
