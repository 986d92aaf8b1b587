#include "core/train/presets.h"

#include <gtest/gtest.h>

#include <set>

#include "core/nn/shape_inference.h"

namespace scalescope {
namespace {

TEST(Presets, DefaultIsTheArticleOnFashionMnist) {
  const ExperimentConfig config = defaultExperiment();
  EXPECT_EQ(config.dataset.kind, "fashion-mnist");
  EXPECT_EQ(config.batchSize, 64);
  EXPECT_EQ(config.steps, 1000);
  EXPECT_EQ(config.evalEvery, 200);
  EXPECT_EQ(config.optimizer.lr, 0.05);
  EXPECT_EQ(config.optimizer.momentum, 0.9);
  ASSERT_EQ(config.runs.size(), 2U);
  EXPECT_EQ(config.runs[0].precision, "fp32");
  EXPECT_EQ(config.runs[1].precision, "fp16-mixed");
  EXPECT_EQ(config.runs[1].scaler, scalerPreset("pytorch"));
  const auto shapes = inferShapes(config.network);
  EXPECT_EQ(shapes[4].output, (Shape{64, 3, 3}));
  EXPECT_EQ(shapes.back().output, (Shape{10}));
}

TEST(Presets, AllAreDistinctAndFitTheirData) {
  std::set<std::string> names;
  for (const auto& preset : experimentPresets()) {
    EXPECT_TRUE(names.insert(preset.name).second) << preset.name;
    EXPECT_FALSE(std::string_view(preset.title).empty());
    EXPECT_FALSE(std::string_view(preset.description).empty());
    EXPECT_GE(preset.config.runs.size(), 2U) << preset.name;
    EXPECT_EQ(parseExperiment(toJson(preset.config), preset.name), preset.config) << preset.name;
    const bool images = preset.config.dataset.kind == "fashion-mnist";
    EXPECT_NO_THROW(requireFit(preset.config, images ? Shape{1, 28, 28} : Shape{2}, images ? 10 : 3,
                               preset.name));
  }
  EXPECT_TRUE(names.contains("article-pure"));
  EXPECT_TRUE(names.contains("article-mixed"));
}

TEST(Presets, OverflowStartsHighAndGrowsSoon) {
  for (const auto& preset : experimentPresets()) {
    if (preset.name != "overflow") continue;
    EXPECT_EQ(preset.config.runs[1].scaler.init, 0x1p24);
    EXPECT_EQ(preset.config.runs[1].scaler.interval, 5);
  }
}

}  // namespace
}  // namespace scalescope
