#include "core/precision/clip.h"

#include <gtest/gtest.h>

#include <limits>

#include "support/errors.h"

namespace scalescope {
namespace {

ClipConfig parsedClip(const std::string& text) {
  const Json json = Json::parse(text);
  return parseClip(JsonReader(json, "test", "/clip"));
}

TEST(ClipConfig, DefaultsAreTheDesigns) {
  EXPECT_EQ(parsedClip("{}"), (ClipConfig{ClipBy::norm, 1.0, ClipWhen::afterUnscale}));
}

TEST(ClipConfig, RoundTrips) {
  for (const char* text : {R"({"by": "norm", "max": 0.5})", R"({"by": "value", "max": 3})",
                           R"({"by": "norm", "max": 1, "when": "before-unscale"})"}) {
    EXPECT_EQ(parsedClip(toJson(parsedClip(text)).dump()), parsedClip(text)) << text;
  }
}

TEST(ClipConfig, Refusals) {
  EXPECT_REFUSED(parsedClip(R"({"max": 0})"), "test: /clip/max", "above 0");
  EXPECT_REFUSED(parsedClip(R"({"max": -1})"), "test: /clip/max", "found -1");
  EXPECT_REFUSED(parsedClip(R"({"by": "size"})"), "test: /clip/by", "\"norm\", \"value\"");
  EXPECT_REFUSED(parsedClip(R"({"when": "never"})"), "test: /clip/when", "\"before-unscale\"");
  EXPECT_REFUSED(parsedClip(R"({"norm": 1})"), "test: /clip/norm", "unknown key");
}

TEST(ClipAction, ByNormFollowsPyTorch) {
  const ClipConfig config{ClipBy::norm, 1.0, ClipWhen::afterUnscale};
  // torch.nn.utils.clip_grad_norm_: min(1, max / (norm + 1e-6)).
  EXPECT_EQ(clipAction(config, 0.999, 1.0F).factor, 1.0F);
  EXPECT_EQ(clipAction(config, 4.0, 1.0F).factor, static_cast<float>(1.0 / 4.000001));
  EXPECT_EQ(clipAction(config, 0.0, 1.0F).factor, 1.0F);
  EXPECT_EQ(clipAction(config, 4.0, 1.0F).limit, 0.0F);
  EXPECT_EQ(clipAction(config, std::numeric_limits<double>::infinity(), 1.0F).factor, 0.0F);
}

TEST(ClipAction, BeforeUnscalingTheThresholdShrinksWithTheScale) {
  ClipConfig config{ClipBy::norm, 1.0, ClipWhen::beforeUnscale};
  // A norm of 0.5 needs no clipping; scaled by 1024 it is 512 and gets it.
  EXPECT_FLOAT_EQ(clipAction(config, 0.5, 1024.0F).factor, 1.0F / 512.0F);
  config.by = ClipBy::value;
  EXPECT_FLOAT_EQ(clipAction(config, 0.5, 1024.0F).limit, 1.0F / 1024.0F);
}

}  // namespace
}  // namespace scalescope
