#include "ui/runs/config_diff.h"

#include <gtest/gtest.h>

namespace scalescope {
namespace {

TEST(Differences, OfTheSameAreNone) {
  const OrderedJson json = OrderedJson::parse(R"({"a": [1, {"b": 2}]})");
  EXPECT_TRUE(differences(json, json).empty());
}

TEST(Differences, PointAtValuesAddedAndMissingKeys) {
  const OrderedJson left = OrderedJson::parse(R"({"a": 1, "b": [1, 2], "c/d": {"x~": true}})");
  const OrderedJson right =
      OrderedJson::parse(R"({"a": 2, "b": [1], "c/d": {"x~": false}, "e": null})");
  const std::vector<Difference> expected{
      {"/a", "1", "2"}, {"/b/1", "2", ""}, {"/c~1d/x~0", "true", "false"}, {"/e", "", "null"}};
  EXPECT_EQ(differences(left, right), expected);
}

TEST(Differences, RunsOfOneExperimentDifferInTheirRunAlone) {
  RunInfo left;
  left.configuration = R"({"seed": 1, "runs": [{"name": "a"}, {"name": "b"}]})";
  RunInfo right = left;
  right.index = 1;
  const std::vector<Difference> expected{{"/run/name", "\"a\"", "\"b\""}};
  EXPECT_EQ(differences(configurationOf(left), configurationOf(right)), expected);
}

TEST(Differences, WhatIsNoConfigurationComparesAsNothing) {
  RunInfo run;
  run.configuration = "not json";
  EXPECT_TRUE(configurationOf(run).empty());
  run.configuration = R"({"runs": []})";
  run.index = 4;
  EXPECT_TRUE(configurationOf(run)["run"].is_null());
}

}  // namespace
}  // namespace scalescope
