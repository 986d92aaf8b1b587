#include "core/precision/loss_scaler.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/precision/clip.h"

namespace scalescope {
namespace {

ScalerConfig parse(const std::string& text) {
  static Json json;
  json = Json::parse(text);
  return parseScaler(JsonReader(json, "test", "/scaler"));
}

std::string refusal(const std::string& text) {
  try {
    parse(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

/// Feeds 'o' (overflow) and '.' (clean) and returns the scale after each step, as powers of two.
std::vector<double> scalesAfter(LossScaler& scaler, const std::string& pattern) {
  std::vector<double> exponents;
  for (const char step : pattern) {
    scaler.update(step == 'o');
    exponents.push_back(std::log2(static_cast<double>(scaler.scale())));
  }
  return exponents;
}

TEST(LossScaler, PyTorchBacksOffAtOnceAndGrowsAtTheInterval) {
  LossScaler scaler(parse(R"({"kind": "dynamic", "init": 256, "interval": 3})"));
  EXPECT_EQ(scalesAfter(scaler, "...o..o...."),
            (std::vector<double>{8, 8, 9, 8, 8, 8, 7, 7, 7, 8, 8}));
}

TEST(LossScaler, DeepSpeedForgivesOneOverflowBetweenTwoGrowths) {
  ScalerConfig config = scalerPreset("deepspeed");
  config.init = 16;
  config.interval = 2;
  LossScaler scaler(config);
  // The first overflow is forgiven, the next ones are not until the scale has grown.
  EXPECT_EQ(scalesAfter(scaler, "oo.o..oo"), (std::vector<double>{4, 3, 3, 2, 2, 3, 3, 2}));
  scaler.setScale(1.0F);
  EXPECT_EQ(scaler.update(true), ScaleChange::floorReached);
  EXPECT_EQ(scaler.scale(), 1.0F);
}

TEST(LossScaler, MegatronCarriesOnAtTheFloor) {
  ScalerConfig config = scalerPreset("megatron");
  config.init = 2;
  config.interval = 2;
  LossScaler scaler(config);
  EXPECT_EQ(scalesAfter(scaler, "oooo.."), (std::vector<double>{1, 0, 0, 0, 0, 1}));
}

TEST(LossScaler, ApexStopsAtItsCap) {
  ScalerConfig config = scalerPreset("apex");
  config.init = 0x1p23;
  config.interval = 1;
  LossScaler scaler(config);
  EXPECT_EQ(scalesAfter(scaler, "...o."), (std::vector<double>{24, 24, 24, 23, 24}));
}

TEST(LossScaler, OnlyFrameworksThatAllowItGrowToInfinity) {
  for (const auto& [preset, infinite] : {std::pair{"pytorch", false}, {"keras", true}}) {
    ScalerConfig config = scalerPreset(preset);
    config.init = 0x1p127;
    config.interval = 1;
    LossScaler scaler(config);
    scaler.update(false);
    EXPECT_EQ(std::isinf(scaler.scale()), infinite) << preset;
  }
}

TEST(LossScaler, CollapsesWithoutAFloor) {
  LossScaler scaler(scalerPreset("pytorch"));
  int halvings = 0;
  while (!scaler.collapsed()) {
    scaler.update(true);
    ++halvings;
  }
  EXPECT_EQ(halvings, 16 + 128);
  EXPECT_EQ(scaler.scale(), 0x1p-128F);
  EXPECT_TRUE(std::isinf(scaler.inverseScale()));
  while (scaler.scale() > 0.0F) {
    scaler.update(true);
    ++halvings;
  }
  EXPECT_EQ(halvings, 166);
  EXPECT_TRUE(scaler.collapsed());
}

TEST(LossScaler, PresetsHaveTheFrameworksDefaults) {
  struct Row {
    const char* name;
    double init;
    int interval, hysteresis;
    std::optional<double> floor, cap;
  };
  for (const auto& row :
       {Row{"pytorch", 65536, 2000, 1, {}, {}}, Row{"apex", 65536, 2000, 1, {}, 0x1p24},
        Row{"deepspeed", 0x1p32, 1000, 2, 1.0, {}}, Row{"megatron", 0x1p32, 1000, 2, 1.0, {}},
        Row{"keras", 32768, 2000, 1, {}, {}}}) {
    const ScalerConfig config = scalerPreset(row.name);
    EXPECT_EQ(config.init, row.init) << row.name;
    EXPECT_EQ(config.interval, row.interval) << row.name;
    EXPECT_EQ(config.hysteresis, row.hysteresis) << row.name;
    EXPECT_EQ(config.floor, row.floor) << row.name;
    EXPECT_EQ(config.cap, row.cap) << row.name;
    EXPECT_EQ(config.growth, 2.0);
    EXPECT_EQ(config.backoff, 0.5);
  }
}

TEST(LossScaler, StaticAndNoneNeverMove) {
  LossScaler fixed(parse(R"({"kind": "static", "scale": 1024})"));
  LossScaler none(parse(R"({"kind": "none"})"));
  for (int i = 0; i < 3000; ++i) {
    fixed.update(i % 3 == 0);
    none.update(i % 3 == 0);
  }
  EXPECT_EQ(fixed.scale(), 1024.0F);
  EXPECT_EQ(none.scale(), 1.0F);
}

TEST(LossScaler, ScriptedFollowsItsSteps) {
  LossScaler scaler(parse(R"({"kind": "scripted", "scales": [[0, 65536], [2, 1], [3, 8]]})"));
  EXPECT_EQ(scaler.scale(), 65536.0F);
  EXPECT_EQ(scalesAfter(scaler, "....o"), (std::vector<double>{16, 0, 3, 3, 3}));
}

TEST(LossScaler, StateRestoresExactly) {
  ScalerConfig config = scalerPreset("megatron");
  config.interval = 3;
  LossScaler a(config);
  scalesAfter(a, "o..oo.");
  LossScaler b(config);
  b.restore(a.state());
  EXPECT_EQ(scalesAfter(a, "..o...."), scalesAfter(b, "..o...."));
  EXPECT_EQ(a.state(), b.state());
}

TEST(ScalerConfig, NullTakesAPresetsLimitAway) {
  EXPECT_EQ(parse(R"({"kind": "dynamic", "preset": "apex"})").cap, 0x1p24);
  EXPECT_EQ(parse(R"({"kind": "dynamic", "preset": "apex", "cap": null})").cap, std::nullopt);
  EXPECT_EQ(parse(R"({"kind": "dynamic", "preset": "deepspeed", "floor": null})").floor,
            std::nullopt);
}

TEST(ScalerConfig, RoundTripsAndRefuses) {
  for (const char* text : {R"({"kind": "none"})", R"({"kind": "static", "scale": 8})",
                           R"({"kind": "scripted", "scales": [[0, 2], [5, 4]]})",
                           R"({"kind": "dynamic", "preset": "apex", "interval": 5, "floor": 2})",
                           R"({"kind": "dynamic", "preset": "apex", "cap": null})",
                           R"({"kind": "dynamic", "preset": "deepspeed", "floor": null})"}) {
    const ScalerConfig config = parse(text);
    EXPECT_EQ(parse(toJson(config).dump()), config) << text;
  }
  EXPECT_NE(refusal(R"({"kind": "dynamic", "init": 0})").find("/scaler/init"), std::string::npos);
  EXPECT_NE(refusal(R"({"kind": "dynamic", "growth": 0.5})").find("/scaler/growth"),
            std::string::npos);
  EXPECT_NE(refusal(R"({"kind": "dynamic", "backoff": 1})").find("/scaler/backoff"),
            std::string::npos);
  EXPECT_NE(refusal(R"({"kind": "dynamic", "interval": 0})").find("/scaler/interval"),
            std::string::npos);
  EXPECT_NE(refusal(R"({"kind": "dynamic", "preset": "own"})").find("megatron"), std::string::npos);
  EXPECT_NE(refusal(R"({"kind": "static", "init": 3})").find("unknown key"), std::string::npos);
  EXPECT_NE(refusal(R"({"kind": "static", "scale": 1e300})").find("/scaler/scale"),
            std::string::npos);
  EXPECT_NE(refusal(R"({"kind": "scripted", "scales": [[1, 2]]})").find("step 0"),
            std::string::npos);
  EXPECT_NE(refusal(R"({"kind": "scripted", "scales": [[0, 2], [0, 3]]})").find("/scales/1/0"),
            std::string::npos);
}

TEST(Clip, ActsOnUnscaledGradientsInEitherOrder) {
  ClipConfig config;
  config.max = 2.0;
  EXPECT_FLOAT_EQ(clipAction(config, 8.0, 1024.0F).factor, 0.25F);
  EXPECT_EQ(clipAction(config, 1.0, 1024.0F).factor, 1.0F);
  config.when = ClipWhen::beforeUnscale;  // the mistake: 1 · 1024 is far over 2
  EXPECT_FLOAT_EQ(clipAction(config, 1.0, 1024.0F).factor, 2.0F / 1024.0F);
  config.by = ClipBy::value;
  EXPECT_EQ(clipAction(config, 1.0, 1024.0F).limit, 2.0F / 1024.0F);
  config.when = ClipWhen::afterUnscale;
  EXPECT_EQ(clipAction(config, 1.0, 1024.0F).limit, 2.0F);
}

}  // namespace
}  // namespace scalescope
