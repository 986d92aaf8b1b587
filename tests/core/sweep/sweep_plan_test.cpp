#include "core/sweep/sweep_plan.h"

#include "core/store/store_samples.h"

namespace scalescope::test {
namespace {

class Sweep : public StoreTest {
 protected:
  static SweepSpec spec() {
    SweepSpec spec;
    spec.name = "study";
    spec.configuration = Json::parse(toJson(sampleConfig()).dump());
    spec.source = "study.json";
    spec.folder = "/data";
    return spec;
  }

  SweepSpec read(const std::string& text) {
    const std::string path = (folder_ / "sweep.json").string();
    std::ofstream(path) << text;
    return readSweep(path);
  }

  static std::string refusal(const std::string& pointer, const Json& value) {
    SweepSpec wrong = spec();
    wrong.grid = {{"/seed", {1, 2}}, {pointer, {value}}};
    return errorOf([&] { planSweep(wrong); });
  }
};

std::vector<std::string> labelsOf(const SweepPlan& plan) {
  std::vector<std::string> labels;
  for (const SweepPoint& point : plan.points) labels.push_back(point.label);
  return labels;
}

using Labels = std::vector<std::string>;

TEST_F(Sweep, AGridHasEveryValueWithEveryOther) {
  SweepSpec grid = spec();
  grid.grid = {{"/seed", {1, 2}}, {"/optimizer/lr", {0.01, 0.1}}};
  const SweepPlan plan = planSweep(grid);
  EXPECT_EQ(labelsOf(plan),
            (Labels{"seed=1, lr=0.01", "seed=1, lr=0.1", "seed=2, lr=0.01", "seed=2, lr=0.1"}));
  EXPECT_EQ(plan.points[3].config.seed, 2u);
  EXPECT_EQ(plan.points[3].config.optimizer.lr, 0.1);
  EXPECT_EQ(plan.points[3].config.name, "study: seed=2, lr=0.1");
  EXPECT_EQ(plan.points[0].config.steps, sampleConfig().steps);
}

TEST_F(Sweep, AListAndAZipGoWithIt) {
  SweepSpec both = spec();
  both.list = {{{"/batch_size", 8}, {"/steps", 40}}, {{"/batch_size", 16}}};
  both.zip = {{"/seed", {5, 6}}, {"/optimizer/lr", {0.5, 0.25}}};
  EXPECT_EQ(
      labelsOf(planSweep(both)),
      (Labels{"batch_size=8, steps=40, seed=5, lr=0.5", "batch_size=8, steps=40, seed=6, lr=0.25",
              "batch_size=16, seed=5, lr=0.5", "batch_size=16, seed=6, lr=0.25"}));
  both.zip[1].values.pop_back();
  EXPECT_NE(errorOf([&] { planSweep(both); }).find("they change together"), std::string::npos);
}

TEST_F(Sweep, ReachesIntoRunsAndLeftOutParts) {
  SweepSpec deep = spec();
  deep.configuration.erase("schedule");
  deep.configuration["clip"] = nullptr;
  deep.grid = {{"/runs/1/scaler/init", {1024, 65536}},
               {"/runs/1/precision", {"fp16-mixed", "fp16-pure"}},
               {"/clip", {Json::parse(R"({"by": "norm", "max": 1.0})")}},
               {"/dataset/generator", {"spirals"}}};
  const SweepPlan plan = planSweep(deep);
  ASSERT_EQ(plan.points.size(), 4u);
  EXPECT_EQ(plan.points[1].config.runs[1].precision, "fp16-pure");
  EXPECT_EQ(plan.points[3].config.runs[1].scaler.init, 65536.0);
  EXPECT_EQ(plan.points[0].config.clip->max, 1.0F);
}

TEST_F(Sweep, ReachesIntoAScalerThatWasLeftOut) {
  SweepSpec silent = spec();
  silent.configuration["runs"][1].erase("scaler");
  silent.grid = {{"/runs/1/scaler/init", {1024, 2048}}};
  const SweepPlan plan = planSweep(silent);
  ASSERT_EQ(plan.points.size(), 2u);
  EXPECT_EQ(plan.points[1].config.runs[1].scaler.init, 2048.0);
  EXPECT_EQ(plan.points[1].config.runs[1].scaler.kind, ScalerKind::dynamic);
  EXPECT_EQ(plan.points[1].config.runs[1].scaler.interval, ScalerConfig{}.interval);
}

TEST_F(Sweep, ReachesIntoEveryPartThatWasLeftOut) {
  SweepSpec silent = spec();
  for (const auto& [part, pointer] :
       {std::pair{"optimizer", "/optimizer/lr"}, std::pair{"dataset", "/dataset/train_limit"}}) {
    silent.configuration = spec().configuration;
    silent.configuration.erase(part);
    silent.grid = {{pointer, {1, 2}}};
    EXPECT_EQ(planSweep(silent).points.size(), 2u) << part;
  }
}

TEST_F(Sweep, RefusesAPointWithItsPlaceAndWhatIsAllowed) {
  const auto names = [](const std::string& message, const std::vector<std::string>& parts) {
    for (const std::string& part : parts)
      EXPECT_NE(message.find(part), std::string::npos) << part << " in: " << message;
  };
  names(refusal("/optimizr/lr", 0.1), {"point 0 (seed=1", "/optimizr/lr", "\"optimizer\""});
  names(refusal("/optimizer/lrr", 0.1), {"point 0", "/optimizer", "lrr", "\"lr\""});
  names(refusal("/optimizer/lr", "fast"), {"/optimizer/lr", "number", "fast"});
  names(refusal("/runs/2/precision", "fp32"), {"/runs has elements 0 to 1", "\"2\""});
  names(refusal("/runs/1/precision", "fp17"), {"/runs/1/precision", "\"bf16-mixed\""});
  names(refusal("/batch_size", 0), {"/batch_size", "an integer from 1"});
  names(refusal("/steps/more", 1), {"/steps is 100", "nothing in it"});
  names(refusal("/name", "x"), {"/name", "named by their values"});
  names(refusal("/seed", 1), {"/seed", "is swept twice"});
  SweepSpec alike = spec();
  alike.grid = {{"/seed", {1, 2, 1}}};
  names(errorOf([&] { planSweep(alike); }), {"is the same experiment as point 0"});
  names(refusal("/a~5", 1), {"no JSON pointer"});
}

TEST_F(Sweep, ReadsItsFile) {
  std::ofstream(folder_ / "base.json") << toJson(sampleConfig()).dump();
  const SweepSpec spec =
      read(R"({"scalescope_sweep": 1, "name": "file", "configuration": "base.json",
      "grid": {"/seed": "1..3", "/optimizer/lr": "1e-3..1e-1 log 3"}, "list": [{"/batch_size": 4}]})");
  const SweepPlan plan = planSweep(spec);
  ASSERT_EQ(plan.points.size(), 9u);
  EXPECT_EQ(plan.points[4].label, "batch_size=4, lr=0.01, seed=2");
  EXPECT_EQ(spec.folder, folder_);
  const auto refused = [&](const std::string& text) { return errorOf([&] { read(text); }); };
  EXPECT_NE(refused(R"({"scalescope_sweep": 2, "configuration": {}})").find("version 1"),
            std::string::npos);
  EXPECT_NE(refused(R"({"scalescope_sweep": 1, "configuration": {}, "grids": {}})").find("grids"),
            std::string::npos);
  EXPECT_NE(refused(R"({"scalescope_sweep": 1, "configuration": {}, "grid": {"seed": [1]}})")
                .find("JSON pointer"),
            std::string::npos);
  EXPECT_NE(refused(R"({"scalescope_sweep": 1, "configuration": {}, "grid": {"/seed": 1}})")
                .find("an array of values"),
            std::string::npos);
  EXPECT_NE(refused(R"({"scalescope_sweep": 1, "configuration": "none.json"})").find("none.json"),
            std::string::npos);
}

TEST_F(Sweep, AConfigurationAloneIsOnePoint) {
  const SweepPlan plan = planSweep(read(toJson(sampleConfig("alone")).dump()));
  ASSERT_EQ(plan.points.size(), 1u);
  EXPECT_EQ(plan.points[0].config.name, "alone");
  EXPECT_EQ(plan.name, "alone");
}

TEST_F(Sweep, ValuesOfTheCommandLine) {
  const auto values = [](const std::string& text) {
    return Json(parseSweepAxis("/x=" + text, "--set").values);
  };
  EXPECT_EQ(values("1,2,3"), Json::parse("[1, 2, 3]"));
  EXPECT_EQ(values("1..4"), Json::parse("[1, 2, 3, 4]"));
  EXPECT_EQ(values("3..3"), Json::parse("[3]"));
  EXPECT_NE(errorOf([&] { values("1e-4..1e-1"); }).find("log 4"), std::string::npos);
  EXPECT_EQ(values("2^16,1e-3"), Json::parse("[65536, 0.001]"));
  EXPECT_EQ(values("1e-4..1e-1 log 4"), Json::parse("[0.0001, 0.001, 0.01, 0.1]"));
  EXPECT_EQ(values("0..1 lin 5"), Json::parse("[0, 0.25, 0.5, 0.75, 1]"));
  EXPECT_EQ(values("0.1..0.3 step 0.1").size(), 3u);
  EXPECT_EQ(values("fp32,fp16-mixed,null,true"),
            Json::parse(R"(["fp32", "fp16-mixed", null, true])"));
  EXPECT_EQ(values(R"({"kind": "static", "scale": 8},{"kind": "none"})"),
            Json::parse(R"([{"kind": "static", "scale": 8}, {"kind": "none"}])"));
  EXPECT_EQ(values("../a.json"), Json::parse(R"(["../a.json"])"));
  for (const char* wrong :
       {"x=1", "/x", "/x=", "/x=1,,2", "/x=1..3 log", "/x=3..1", "/x=0..1 log 3", "/x={1"})
    EXPECT_NE(errorOf([&] { parseSweepAxis(wrong, "--set"); }).find("--set"), std::string::npos)
        << wrong;
}

TEST_F(Sweep, HasABound) {
  SweepSpec wide = spec();
  std::vector<Json> values;
  for (int i = 0; i < 101; ++i) values.emplace_back(i);
  wide.grid = {{"/seed", values}, {"/eval_every", values}};
  EXPECT_NE(errorOf([&] { planSweep(wide); }).find("more than 10000 points"), std::string::npos);
}

}  // namespace
}  // namespace scalescope::test
