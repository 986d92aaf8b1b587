#include "core/store/config_diff.h"

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
      OrderedJson::parse(R"({"a": 2, "b": [1], "c/d": {"x~": false}, "e": 0, "f": null})");
  const std::vector<Difference> expected{
      {"/a", "1", "2"}, {"/b/1", "2", ""}, {"/c~1d/x~0", "true", "false"}, {"/e", "", "0"}};
  EXPECT_EQ(differences(left, right), expected) << "null is none";
}

TEST(Differences, RunsOfOneExperimentDifferInTheirRunAlone) {
  RunInfo left;
  left.configuration = R"({"seed": 1, "runs": [{"name": "a"}, {"name": "b"}]})";
  RunInfo right = left;
  right.index = 1;
  const std::vector<Difference> expected{{"/run/name", "\"a\"", "\"b\""}};
  EXPECT_EQ(differences(toldBy(left), toldBy(right)), expected);
}

TEST(Differences, WhatIsNoConfigurationComparesAsNothing) {
  RunInfo run;
  run.configuration = "not json";
  EXPECT_TRUE(toldBy(run).empty());
  run.configuration = R"({"runs": []})";
  run.index = 4;
  EXPECT_TRUE(toldBy(run)["run"].is_null());
}

TEST(Differences, WatchedRunsDifferInTheirPrecision) {
  RunInfo one, other;
  one.details = other.details = R"({"optimizer": {"lr": 0.1}})";
  one.precision = "fp32";
  other.precision = "fp16-autocast";
  EXPECT_EQ(differingPointers({toldBy(one), toldBy(other)}),
            std::vector<std::string>{"/run/precision"});
}

TEST(Differences, OfSeveralLeaveOutNames) {
  RunInfo left, right;
  left.details = R"({"name": "a", "lr": 1, "imported": {"file": "x"}})";
  right.details = R"({"name": "b", "lr": 2, "batch": 8, "imported": {"file": "y"}})";
  EXPECT_EQ(differingPointers({toldBy(left), toldBy(right)}),
            (std::vector<std::string>{"/lr", "/batch"}));
}

}  // namespace
}  // namespace scalescope
