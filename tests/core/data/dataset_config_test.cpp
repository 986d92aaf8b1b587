#include "core/data/dataset_config.h"

#include <gtest/gtest.h>

#include "support/errors.h"

namespace scalescope {
namespace {

DatasetConfig parse(const std::string& text) {
  const Json json = parseJson(text, "c.json");
  return parseDataset(JsonReader(json, "c.json", "/dataset"));
}

TEST(DatasetConfig, DefaultsFillWhatIsLeftOut) {
  EXPECT_EQ(parse("{}"), DatasetConfig());
  EXPECT_EQ(
      parse(R"({"kind": "fashion-mnist", "path": null, "train_limit": null, "shuffle": true})"),
      DatasetConfig());
  EXPECT_EQ(parse(R"({"kind": "synthetic"})").generator, "spirals");
}

TEST(DatasetConfig, SurvivesARoundTrip) {
  for (
      const char* text : {
          R"({"kind": "mnist", "path": "somewhere", "train_limit": 100, "shuffle": false})",
          R"({"kind": "cifar10"})",
          R"({"kind": "idx", "images": "a", "labels": "b"})",
          R"({"kind": "idx", "images": "a", "labels": "b", "test_images": "c", "test_labels": "d"})",
          R"({"kind": "csv", "path": "t.csv", "label": 3, "image": [1, 2, 3], "test_share": 0.1})",
          R"({"kind": "csv", "path": "t.csv", "label": "kind"})",
          R"({"kind": "synthetic", "generator": "blobs", "classes": 5, "features": 7, "samples": 10, "noise": 0})",
      }) {
    const DatasetConfig config = parse(text);
    EXPECT_EQ(parse(toJson(config).dump()), config) << text;
  }
}

TEST(DatasetConfig, KeepsALabelIndexAsItsDigits) {
  EXPECT_EQ(parse(R"({"kind": "csv", "path": "t.csv", "label": 3})").labelColumn, "3");
}

TEST(DatasetConfigRefuses, WhatDoesNotBelongToTheKind) {
  EXPECT_REFUSED(parse(R"({"kind": "mnits"})"), "c.json: /dataset/kind", "\"mnits\"", "\"mnist\"");
  EXPECT_REFUSED(parse(R"({"classes": 3})"), "c.json: /dataset/classes", "unknown key", "\"path\"");
  EXPECT_REFUSED(parse(R"({"kind": "idx", "path": "a"})"), "c.json: /dataset",
                 "\"images\" is missing");
  EXPECT_REFUSED(parse(R"({"kind": "idx", "images": "a", "labels": "b", "test_labels": "d"})"),
                 "\"test_images\" is missing");
  EXPECT_REFUSED(parse(R"({"kind": "csv"})"), "\"path\" is missing");
  EXPECT_REFUSED(parse("[]"), "c.json: /dataset", "an object");
}

TEST(DatasetConfigRefuses, ValuesOfNoUse) {
  EXPECT_REFUSED(parse(R"({"train_limit": 0})"), "/dataset/train_limit", "at least 1");
  EXPECT_REFUSED(parse(R"({"path": ""})"), "/dataset/path", "a path");
  EXPECT_REFUSED(parse(R"({"path": "a\u0000b"})"), "/dataset/path", "a path");
  EXPECT_REFUSED(parse(R"({"kind": "csv", "path": "t", "label": true})"), "/dataset/label");
  EXPECT_REFUSED(parse(R"({"kind": "csv", "path": "t", "label": -1})"), "/dataset/label",
                 "at least 0");
  EXPECT_REFUSED(parse(R"({"kind": "csv", "path": "t", "test_share": 1})"), "/dataset/test_share",
                 "0.9");
  EXPECT_REFUSED(parse(R"({"kind": "csv", "path": "t", "image": [28, 28]})"), "/dataset/image",
                 "three");
  EXPECT_REFUSED(parse(R"({"kind": "csv", "path": "t", "image": [1, 0, 28]})"), "/dataset/image/1");
  EXPECT_REFUSED(parse(R"({"kind": "csv", "path": "t", "image": [65536, 65536, 65536]})"),
                 "/dataset/image");
}

TEST(DatasetConfigRefuses, SyntheticDataThatNoMemoryHolds) {
  EXPECT_REFUSED(parse(R"({"kind": "synthetic", "samples": 1000000000000})"), "/dataset/samples");
  EXPECT_REFUSED(
      parse(
          R"({"kind": "synthetic", "generator": "blobs", "samples": 10000000, "features": 60000})"),
      "c.json: /dataset", "10000000 samples of 60000 features");
  EXPECT_REFUSED(parse(R"({"kind": "synthetic", "features": 3})"), "/dataset/features", "plane");
  EXPECT_REFUSED(parse(R"({"kind": "synthetic", "noise": -1})"), "/dataset/noise");
  EXPECT_REFUSED(parse(R"({"kind": "synthetic", "path": "x"})"), "/dataset/path", "null");
}

}  // namespace
}  // namespace scalescope
