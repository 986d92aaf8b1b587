#include "core/precision/policy.h"

#include <gtest/gtest.h>

#include "core/base/error.h"

namespace scalescope {
namespace {

constexpr LayerRole kRoles[] = {LayerRole::matmul, LayerRole::batchNorm, LayerRole::layerNorm,
                                LayerRole::passThrough};

TEST(Policy, TableOfTheDesign) {
  EXPECT_EQ(policyNames(),
            (std::vector<std::string>{"fp32", "tf32", "fp16-pure", "fp16-mixed", "fp16-autocast",
                                      "bf16-mixed", "fp8-hybrid", "int8-qat"}));
  EXPECT_FALSE(policyNamed("fp16-pure").masterWeights);
  EXPECT_EQ(policyNamed("fp16-pure").optimizerState, Format::fp16);
  EXPECT_TRUE(policyNamed("fp16-mixed").masterWeights);
  EXPECT_EQ(policyNamed("fp16-mixed").defaultScaler, "dynamic");
  EXPECT_EQ(policyNamed("bf16-mixed").defaultScaler, "none");
  EXPECT_THROW(policyNamed("fp12"), Error);
}

TEST(Policy, ModelsCastToHalfAreHalfThroughout) {
  for (const auto& [name, half] : {std::pair{"fp16-pure", Format::fp16},
                                   {"fp16-mixed", Format::fp16},
                                   {"bf16-mixed", Format::bf16},
                                   {"fp32", Format::fp32}}) {
    for (const LayerRole role : kRoles) {
      EXPECT_EQ(resolveFormats(policyNamed(name), role, half, {}), (LayerFormats{half, half, half}))
          << name;
    }
  }
}

TEST(Policy, AutocastGoesByTheOperation) {
  const Policy& autocast = policyNamed("fp16-autocast");
  const auto formats = [&](LayerRole role, Format input) {
    return resolveFormats(autocast, role, input, {});
  };
  EXPECT_EQ(formats(LayerRole::matmul, Format::fp32),
            (LayerFormats{Format::fp32, Format::fp16, Format::fp16}));
  EXPECT_EQ(formats(LayerRole::layerNorm, Format::fp16), LayerFormats{});
  EXPECT_EQ(formats(LayerRole::batchNorm, Format::fp16),
            (LayerFormats{Format::fp32, Format::fp16, Format::fp16}));
  EXPECT_EQ(formats(LayerRole::passThrough, Format::fp32).compute, Format::fp32);
  EXPECT_EQ(formats(LayerRole::passThrough, Format::fp16).compute, Format::fp16);
}

TEST(Policy, Tf32IsOfOperandsAlone) {
  const Policy& tf32 = policyNamed("tf32");
  EXPECT_FALSE(tf32.masterWeights);
  EXPECT_EQ(tf32.optimizerState, Format::fp32);
  EXPECT_EQ(tf32.defaultScaler, "none");
  for (const LayerRole role : kRoles) {
    const LayerFormats formats = resolveFormats(tf32, role, Format::fp32, {});
    EXPECT_EQ(formats.compute, role == LayerRole::matmul ? Format::tf32 : Format::fp32);
    EXPECT_EQ(formats.weight, Format::fp32);
    EXPECT_EQ(formats.gradient, Format::fp32);
  }
  FormatOverride edit;
  edit.compute = Format::tf32;
  EXPECT_EQ(resolveFormats(policyNamed("fp16-mixed"), LayerRole::matmul, Format::fp16, edit),
            (LayerFormats{Format::fp32, Format::tf32, Format::fp32}));
}

TEST(Policy, Fp8IsOfOperandsAlone) {
  const Policy& fp8 = policyNamed("fp8-hybrid");
  EXPECT_FALSE(fp8.masterWeights);
  EXPECT_EQ(fp8.optimizerState, Format::fp32);
  EXPECT_EQ(fp8.defaultScaler, "none");
  for (const LayerRole role : kRoles) {
    const LayerFormats formats = resolveFormats(fp8, role, Format::fp32, {});
    EXPECT_EQ(formats.compute, role == LayerRole::matmul ? Format::e4m3 : Format::fp32);
    EXPECT_EQ(formats.weight, Format::fp32);
    EXPECT_EQ(formats.gradient, Format::fp32);
  }
  FormatOverride edit;
  edit.compute = Format::fp32;
  EXPECT_EQ(resolveFormats(fp8, LayerRole::matmul, Format::fp32, edit), LayerFormats{});
  edit.compute = Format::e5m2;
  EXPECT_EQ(resolveFormats(policyNamed("bf16-mixed"), LayerRole::matmul, Format::bf16, edit),
            (LayerFormats{Format::fp32, Format::e5m2, Format::fp32}));
}

TEST(Policy, Int8IsOfOperandsAlone) {
  const Policy& int8 = policyNamed("int8-qat");
  EXPECT_FALSE(int8.masterWeights);
  EXPECT_EQ(int8.optimizerState, Format::fp32);
  EXPECT_EQ(int8.defaultScaler, "none");
  for (const LayerRole role : kRoles) {
    const LayerFormats formats = resolveFormats(int8, role, Format::fp32, {});
    EXPECT_EQ(formats.compute, role == LayerRole::matmul ? Format::int8 : Format::fp32);
    EXPECT_EQ(formats.weight, Format::fp32);
    EXPECT_EQ(formats.gradient, Format::fp32);
  }
}

TEST(Policy, StatisticsAreFp32UnlessEdited) {
  for (const std::string& name : policyNames()) {
    for (const LayerRole role : kRoles) {
      const Policy& policy = policyNamed(name);
      EXPECT_EQ(resolveFormats(policy, role, Format::fp32, {}).statistics, Format::fp32) << name;
    }
  }
  FormatOverride edit;
  edit.statistics = Format::fp16;
  EXPECT_FALSE(edit.empty());
  edit.compute = Format::fp32;
  const LayerFormats formats =
      resolveFormats(policyNamed("fp16-mixed"), LayerRole::batchNorm, Format::fp16, edit);
  EXPECT_EQ(formats.statistics, Format::fp16);
  EXPECT_EQ(formats.compute, Format::fp32);
}

TEST(Policy, EditsOfALayerWin) {
  const Policy& mixed = policyNamed("fp16-mixed");
  FormatOverride override;
  override.compute = Format::fp32;
  EXPECT_EQ(resolveFormats(mixed, LayerRole::matmul, Format::fp16, override), LayerFormats{});
  override.gradient = Format::bf16;
  EXPECT_EQ(resolveFormats(mixed, LayerRole::matmul, Format::fp16, override).gradient,
            Format::bf16);
}

TEST(FormatOverride, RoundTripsAndRefuses) {
  const Json json = Json::parse(R"({"compute": "bf16", "gradient": "fp32", "statistics": "fp16"})");
  const FormatOverride override = parseFormatOverride(JsonReader(json, "test"));
  EXPECT_EQ(override.compute, Format::bf16);
  EXPECT_FALSE(override.weight);
  EXPECT_EQ(Json(toJson(override)), json);
  const Json wrong = Json::parse(R"({"compute": "fp64"})");
  EXPECT_THROW(parseFormatOverride(JsonReader(wrong, "test")), Error);
  const Json tf32 = Json::parse(R"({"compute": "tf32"})");
  EXPECT_EQ(parseFormatOverride(JsonReader(tf32, "test")).compute, Format::tf32);
  for (const char* text :
       {R"({"weight": "tf32"})", R"({"gradient": "tf32"})", R"({"weight": "fp8-e4m3"})",
        R"({"weight": "int8"})", R"({"statistics": "int8"})"}) {
    const Json stored = Json::parse(text);
    EXPECT_THROW(parseFormatOverride(JsonReader(stored, "test")), Error) << text;
  }
}

}  // namespace
}  // namespace scalescope
