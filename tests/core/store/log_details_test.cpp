#include "core/store/log_details.h"

#include <gtest/gtest.h>

#include "core/store/config_diff.h"

namespace scalescope {
namespace {

RunInfo withDetails(const std::string& details) {
  RunInfo run;
  run.details = details;
  run.steps = 3;
  run.plannedSteps = 5;
  readLogDetails(run);
  return run;
}

TEST(LogDetails, ARunThatWasTrainedHereMeasuresAll) {
  for (const char* details : {"", "{}", R"({"optimizer": "imported"})", "\"imported\"", "[1"}) {
    const RunInfo run = withDetails(details);
    EXPECT_FALSE(run.fromLog) << details;
    EXPECT_TRUE(measures(run, "applied")) << details;
    EXPECT_EQ(stepsText(run), "3/5") << details;
  }
}

TEST(LogDetails, ALogMeasuresWhatItTellsOf) {
  const RunInfo run =
      withDetails(OrderedJson{{"imported", logDetails({"step", "loss", "scale"})}}.dump());
  EXPECT_TRUE(run.fromLog);
  EXPECT_TRUE(measures(run, "loss"));
  EXPECT_TRUE(measures(run, "step"));
  EXPECT_FALSE(measures(run, "applied"));
  EXPECT_FALSE(measures(run, "found_inf"));
  EXPECT_FALSE(measures(run, "overflow"));
  EXPECT_EQ(stepsText(run), "3");
  EXPECT_EQ(measuredTable(run, runTable("steps")).columns,
            (std::vector<std::string>{"step", "loss", "scale"}));
  EXPECT_EQ(measuredTable(run, runTable("events")).columns, runTable("events").columns);
}

TEST(LogDetails, WhatWasSkippedFollowsFromWhatOverflowed) {
  for (const char* each : {"found_inf", "applied", "skipped"}) {
    const RunInfo run = withDetails(OrderedJson{{"imported", logDetails({"loss", each})}}.dump());
    EXPECT_TRUE(measures(run, "applied")) << each;
    EXPECT_TRUE(measures(run, "found_inf")) << each;
  }
}

TEST(LogDetails, StoresOfBeforeHaveTheLogsColumns) {
  const RunInfo run =
      withDetails(R"({"imported": {"columns": {"loss": "train/loss", "skipped": "skip"}}})");
  EXPECT_TRUE(measures(run, "applied"));
  EXPECT_FALSE(measures(run, "scale"));
}

TEST(LogDetails, AProgramThatWatchesItsTrainingSaysWhatItMeasures) {
  const RunInfo run = withDetails(R"({"lr": 0.1, "step_columns": ["step", "loss", "found_inf"]})");
  EXPECT_FALSE(run.fromLog);
  EXPECT_TRUE(measures(run, "applied"));
  EXPECT_FALSE(measures(run, "underflow"));
  EXPECT_EQ(stepsText(run), "3/5");
  EXPECT_EQ(toldBy(run), (OrderedJson{{"lr", 0.1}}));
}

TEST(LogDetails, WhatDoesNotSayMeasuresAll) {
  for (const char* details : {R"({"imported": 1})", R"({"imported": {"files": ["a"]}})",
                              R"({"imported": {"step_columns": 3}})"}) {
    const RunInfo run = withDetails(details);
    EXPECT_TRUE(run.fromLog) << details;
    EXPECT_TRUE(measures(run, "applied")) << details;
  }
}

}  // namespace
}  // namespace scalescope
