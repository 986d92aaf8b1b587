#include "core/optim/schedule.h"

#include <gtest/gtest.h>

#include "core/base/error.h"

namespace scalescope {
namespace {

ScheduleConfig parsedSchedule(const std::string& text) {
  static Json json;
  json = Json::parse(text);
  return parseSchedule(JsonReader(json, "test", "/schedule"));
}

TEST(Schedule, FollowsItsFormula) {
  const auto constant = parsedSchedule(R"({"type": "constant"})");
  EXPECT_EQ(learningRate(constant, 0.1, 12345, 10), 0.1);
  const auto step = parsedSchedule(R"({"type": "step", "every": 10, "factor": 0.5})");
  EXPECT_EQ(learningRate(step, 0.8, 9, 100), 0.8);
  EXPECT_EQ(learningRate(step, 0.8, 10, 100), 0.4);
  EXPECT_DOUBLE_EQ(learningRate(step, 0.8, 35, 100), 0.1);
  const auto cosine = parsedSchedule(R"({"type": "cosine", "total": 100, "min_lr": 0.2})");
  EXPECT_DOUBLE_EQ(learningRate(cosine, 1.0, 0, 1), 1.0);
  EXPECT_DOUBLE_EQ(learningRate(cosine, 1.0, 50, 1), 0.6);
  EXPECT_DOUBLE_EQ(learningRate(cosine, 1.0, 100, 1), 0.2);
  EXPECT_DOUBLE_EQ(learningRate(cosine, 1.0, 500, 1), 0.2);
  const auto warmup = parsedSchedule(R"({"type": "warmup-cosine", "warmup": 10, "total": 110})");
  EXPECT_DOUBLE_EQ(learningRate(warmup, 1.0, 0, 1), 0.1);
  EXPECT_DOUBLE_EQ(learningRate(warmup, 1.0, 9, 1), 1.0);
  EXPECT_DOUBLE_EQ(learningRate(warmup, 1.0, 10, 1), 1.0);
  EXPECT_DOUBLE_EQ(learningRate(warmup, 1.0, 60, 1), 0.5);
  EXPECT_NEAR(learningRate(warmup, 1.0, 110, 1), 0.0, 1e-12);
}

TEST(Schedule, TotalIsTheExperimentsStepsUnlessGiven) {
  const auto cosine = parsedSchedule(R"({"type": "cosine"})");
  EXPECT_DOUBLE_EQ(learningRate(cosine, 1.0, 500, 1000), 0.5);
}

TEST(Schedule, RoundTripsAndRefuses) {
  for (const char* text :
       {R"({"type": "constant"})", R"({"type": "step", "every": 3, "factor": 0.3})",
        R"({"type": "cosine", "total": 7, "min_lr": 0.1})",
        R"({"type": "warmup-cosine", "warmup": 5, "total": null})"}) {
    EXPECT_EQ(parsedSchedule(toJson(parsedSchedule(text)).dump()), parsedSchedule(text)) << text;
  }
  EXPECT_THROW(parsedSchedule(R"({"type": "linear"})"), Error);
  EXPECT_THROW(parsedSchedule(R"({"type": "step", "every": 0})"), Error);
  EXPECT_THROW(parsedSchedule(R"({"type": "constant", "every": 2})"), Error);
  EXPECT_THROW(parsedSchedule(R"({"type": "cosine", "min_lr": -1})"), Error);
}

}  // namespace
}  // namespace scalescope
