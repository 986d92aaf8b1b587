#include "core/train/config_paths.h"

#include <gtest/gtest.h>

#include "core/train/presets.h"
#include "support/scratch.h"

namespace scalescope {
namespace {

ExperimentConfig withPath(const std::string& path) {
  ExperimentConfig config = defaultExperiment();
  config.dataset.path = path;
  config.init.file = path + ".safetensors";
  return config;
}

TEST(ConfigPaths, RelativeOnesStartFromTheFolder) {
  const ExperimentConfig config = withAbsolutePaths(withPath("../data/x"), "/home/a");
  EXPECT_EQ(config.dataset.path, "/home/data/x");
  EXPECT_EQ(config.init.file, "/home/data/x.safetensors");
  EXPECT_EQ(withAbsolutePaths(withPath("/data/x"), "/home/a"), withPath("/data/x"));
  EXPECT_EQ(withAbsolutePaths(defaultExperiment(), "/home/a"), defaultExperiment());
}

TEST(ConfigPaths, EveryFileOfAnIdxPair) {
  ExperimentConfig config;
  config.dataset.images = "i";
  config.dataset.labels = "l";
  config.dataset.testImages = "ti";
  config.dataset.testLabels = "tl";
  const DatasetConfig data = withAbsolutePaths(config, "/a").dataset;
  EXPECT_EQ(data.images + data.labels + data.testImages + data.testLabels, "/a/i/a/l/a/ti/a/tl");
}

TEST(ConfigPaths, OnlyThoseBelowTheFolderBecomeRelative) {
  EXPECT_EQ(withPathsRelativeTo(withPath("/home/a/data/x"), "/home/a"), withPath("data/x"));
  for (const char* elsewhere : {"/home/ab/x", "/home/x", "/data/x", "x"}) {
    EXPECT_EQ(withPathsRelativeTo(withPath(elsewhere), "/home/a"), withPath(elsewhere));
  }
}

TEST(ConfigPaths, AFileIsReadFromItsOwnFolder) {
  const test::ScratchDirectory folder;
  const std::string file = folder.write("e.json", toJson(withPath("data/x")).dump());
  EXPECT_EQ(readExperiment(file).dataset.path, folder.path("data/x"));
}

}  // namespace
}  // namespace scalescope
