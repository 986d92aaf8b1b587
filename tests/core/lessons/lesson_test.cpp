#include "core/lessons/lesson.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/lessons/fixtures.h"
#include "core/lessons/lesson_folder.h"
#include "core/refusal.h"

namespace scalescope {
namespace {

using test::expectWords;
using test::lessonJson;
using test::lessonWith;
using test::refusalOf;

TEST(Lesson, IsReadWhole) {
  const Lesson lesson = lessonWith();
  EXPECT_EQ(lesson.name, "a-lesson");
  EXPECT_EQ(lesson.title, "A title");
  EXPECT_EQ(lesson.summary, "One sentence.");
  EXPECT_EQ(lesson.order, 3);
  EXPECT_EQ(lesson.configuration.runs[1].precision, "fp16-mixed");
  ASSERT_EQ(lesson.steps.size(), 3U);
  EXPECT_EQ(lesson.steps[0].text, "Look.");
  EXPECT_EQ(lesson.steps[0].highlight, "plot.loss-scale");
  EXPECT_FALSE(lesson.steps[0].runTo);
  EXPECT_EQ(lesson.steps[1].runTo, 4);
  EXPECT_EQ(lesson.steps[1].highlight, "run.fp16");
  EXPECT_EQ(lesson.steps[2].runTo, 10);
  ASSERT_EQ(lesson.outcomes.size(), 1U);
  const LessonOutcome& outcome = lesson.outcomes[0];
  EXPECT_EQ(outcome.quantity, (Quantity{0, Measure::loss, 5, 10}));
  EXPECT_EQ(outcome.is, Comparison::below);
  EXPECT_EQ(outcome.value, 1.5);
  EXPECT_FALSE(outcome.than);
}

TEST(Lesson, AnOutcomeIsComparedWithWhatItNames) {
  const Lesson lesson = lessonWith(R"({"outcome": [
      {"text": "a", "run": "fp16", "measure": "scale", "is": "above",
       "than": {"measure": "lowest-scale", "steps": [0, 5]}, "times": 2, "plus": 1},
      {"text": "b", "run": "fp16", "measure": "loss", "is": "not-finite"}]})");
  ASSERT_TRUE(lesson.outcomes[0].than);
  EXPECT_EQ(*lesson.outcomes[0].than, (Quantity{1, Measure::lowestScale, 0, 5}));
  EXPECT_EQ(lesson.outcomes[0].times, 2.0);
  EXPECT_EQ(lesson.outcomes[0].plus, 1.0);
  EXPECT_EQ(lesson.outcomes[1].is, Comparison::notFinite);
  EXPECT_EQ(lesson.outcomes[1].quantity, (Quantity{1, Measure::loss, 0, 10}));
}

TEST(Lesson, EveryWordIsReadAsItself) {
  const std::vector<std::string> measures = measureWords();
  for (std::size_t i = 0; i < measures.size(); ++i) {
    Json json = lessonJson();
    json["outcome"][0]["measure"] = measures[i];
    const auto measure = parseLesson(json, "test", "n").outcomes[0].quantity.measure;
    EXPECT_EQ(measure, static_cast<Measure>(i));
    EXPECT_EQ(wordOf(measure), measures[i]);
  }
  for (const std::string& word : highlightWords(lessonWith().configuration)) {
    Json json = lessonJson();
    json["steps"][0]["highlight"] = word;
    EXPECT_EQ(parseLesson(json, "test", "n").steps[0].highlight, word);
  }
}

struct BadLesson {
  const char* patch;
  const char* pointer;
  const char* words;
};

class RefusedLesson : public testing::TestWithParam<BadLesson> {};

TEST_P(RefusedLesson, NamesPlaceAndReason) {
  const std::string message = refusalOf([] { lessonWith(GetParam().patch); });
  expectWords(message, {"test: ", GetParam().pointer, GetParam().words});
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedLesson,
    testing::Values(
        BadLesson{R"({"lesson": null})", "/", "\"lesson\" is missing"},
        BadLesson{R"({"lesson": 2})", "/lesson", "format 2"},
        BadLesson{R"({"level": 2})", "/level", "unknown key"},
        BadLesson{R"({"title": ""})", "/title", "not empty"},
        BadLesson{R"({"order": -1})", "/order", "from 0"},
        BadLesson{R"({"configuration": {"steps": 0}})", "/configuration/steps", "from 1"},
        BadLesson{R"({"configuration": {"network": {"layers": [{"type": "relu"}]}}})",
                  "/configuration/network/layers", "no layer has weights"},
        BadLesson{
            R"({"configuration": {"network": {"layers": [{"type": "conv2d", "out": 3, "kernel": 3}]}}})",
            "/configuration/network/layers/0", "conv2d"},
        BadLesson{R"({"steps": []})", "/steps", "at least one step"},
        BadLesson{R"({"steps": [{"text": "a", "highlight": "plot.everything"}]})",
                  "/steps/0/highlight", "\"plot.loss\""},
        BadLesson{R"({"steps": [{"text": "a", "highlight": "run.bf16"}]})", "/steps/0/highlight",
                  "\"run.fp16\""},
        BadLesson{R"({"steps": [{"text": "a", "run_to": 11}]})", "/steps/0/run_to", "1 to 10"},
        BadLesson{R"({"steps": [{"text": "a", "run_to": "now"}]})", "/steps/0/run_to", "\"end\""},
        BadLesson{R"({"steps": [{"text": "a", "run_to": 4}, {"text": "b", "run_to": 4}]})",
                  "/steps/1/run_to", "5 to 10"},
        BadLesson{R"({"steps": [{"text": "a", "run_to": 4}]})", "/steps", "until the end"},
        BadLesson{R"({"outcome": []})", "/outcome", "at least one"},
        BadLesson{
            R"({"outcome": [{"text": "a", "run": "bf16", "measure": "loss", "is": "finite"}]})",
            "/outcome/0/run", "\"fp16\""},
        BadLesson{
            R"({"outcome": [{"text": "a", "run": "fp16", "measure": "luck", "is": "finite"}]})",
            "/outcome/0/measure", "\"skipped-steps\""},
        BadLesson{R"({"outcome": [{"text": "a", "run": "fp16", "measure": "loss", "is": "nice"}]})",
                  "/outcome/0/is", "\"above\""},
        BadLesson{
            R"({"outcome": [{"text": "a", "run": "fp16", "measure": "loss", "is": "above"}]})",
            "/outcome/0", "\"value\" is missing"},
        BadLesson{
            R"({"outcome": [{"text": "a", "run": "fp16", "measure": "loss", "is": "finite", "value": 3}]})",
            "/outcome/0/value", "unknown key"},
        BadLesson{
            R"({"outcome": [{"text": "a", "run": "fp16", "measure": "loss", "is": "above", "value": 3, "times": 2}]})",
            "/outcome/0/times", "unknown key"},
        BadLesson{
            R"({"outcome": [{"text": "a", "run": "fp16", "measure": "loss", "is": "above", "than": {}}]})",
            "/outcome/0/than", "with itself"},
        BadLesson{
            R"({"outcome": [{"text": "a", "run": "fp16", "measure": "loss", "is": "finite", "steps": [3, 3]}]})",
            "/outcome/0/steps/1", "4 to 10"},
        BadLesson{
            R"({"outcome": [{"text": "a", "run": "fp16", "measure": "loss", "is": "finite", "steps": [3]}]})",
            "/outcome/0/steps", "a pair"}));

class LessonFolder : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, const Json& json) const {
    std::filesystem::create_directories(folder_ / name);
    const auto path = folder_ / name / "lesson.json";
    std::ofstream(path) << json.dump();
    return path.string();
  }

  const std::filesystem::path folder_ = std::filesystem::temp_directory_path() /
                                        ("scalescope-lessons-test-" + std::to_string(getpid()));
};

TEST_F(LessonFolder, TakesTextsOfAnotherLanguageFromBesideTheLesson) {
  const Lesson own = readLesson(write("a", lessonJson()));
  const auto put = [&](std::size_t pages) {
    Json json{{"title", "题"}, {"summary", "概要。"}, {"steps", Json::array()}};
    for (std::size_t i = 0; i < pages; ++i)
      json["steps"].push_back("第 " + std::to_string(i) + " 页");
    json["outcome"] = std::vector<std::string>(own.outcomes.size(), "结果。");
    std::ofstream(folder_ / "a" / "zh_CN.json") << json.dump();
  };
  put(own.steps.size());
  const Lesson lesson = readLessons(folder_.string(), "zh_CN").at(0);
  EXPECT_EQ(lesson.title, "题");
  EXPECT_EQ(lesson.steps.front().text, "第 0 页");
  EXPECT_EQ(lesson.steps.front().highlight, own.steps.front().highlight);
  EXPECT_EQ(lesson.outcomes.front().text, "结果。");
  EXPECT_EQ(lesson.configuration, own.configuration);
  EXPECT_EQ(readLessons(folder_.string(), "fr").at(0).title, own.title);
  EXPECT_EQ(readLessons(folder_.string()).at(0).title, own.title);
  put(own.steps.size() + 1);
  expectWords(refusalOf([&] { readLessons(folder_.string(), "zh_CN"); }),
              {"zh_CN.json", "/steps", std::to_string(own.steps.size()) + " texts"});
}

TEST_F(LessonFolder, IsReadInTheOrderOfItsLessons) {
  write("b", lessonJson(R"({"order": 2})"));
  write("c", lessonJson(R"({"order": 1})"));
  write("a", lessonJson(R"({"order": 2})"));
  std::filesystem::create_directories(folder_ / "no lesson");
  std::vector<std::string> names;
  for (const Lesson& lesson : readLessons(folder_.string())) names.push_back(lesson.name);
  EXPECT_EQ(names, (std::vector<std::string>{"c", "a", "b"}));
}

TEST_F(LessonFolder, FindsByNameOrPathAndNamesWhatThereIs) {
  const std::string path = write("mine", lessonJson());
  write("other", lessonJson());
  EXPECT_EQ(findLesson(folder_.string(), "other").name, "other");
  EXPECT_EQ(findLesson("/nonexistent", path).name, "mine");
  expectWords(refusalOf([&] { findLesson(folder_.string(), "none"); }),
              {"\"none\"", "mine, other"});
  expectWords(refusalOf([] { readLessons("/nonexistent"); }), {"/nonexistent"});
}

TEST_F(LessonFolder, ABrokenLessonIsNamedAndItsPathsAreItsOwn) {
  const std::string path = write("a", lessonJson(R"({"title": 3})"));
  expectWords(refusalOf([&] { readLessons(folder_.string()); }), {path, "/title", "a text"});
  write("a", lessonJson(R"({"configuration": {"init": {"file": "weights.safetensors"}}})"));
  EXPECT_EQ(readLesson(path).configuration.init.file, (folder_ / "a/weights.safetensors").string());
}

TEST(Lessons, OfTheProgramAreFoundAndWhole) {
  const std::vector<Lesson> lessons = readLessons(lessonsFolder());
  ASSERT_GE(lessons.size(), 7U);
  for (const Lesson& lesson : lessons) {
    EXPECT_EQ(lesson.configuration.name, lesson.title) << lesson.name;
    EXPECT_GE(lesson.configuration.runs.size(), 2U) << lesson.name;
    EXPECT_GE(lesson.steps.size(), 3U) << lesson.name;
    EXPECT_GE(lesson.outcomes.size(), 2U) << lesson.name;
  }
}

}  // namespace
}  // namespace scalescope
