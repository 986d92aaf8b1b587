#include "core/exchange/pytorch_script.h"

#include <gtest/gtest.h>

#include "core/refusal.h"
#include "core/train/presets.h"

namespace scalescope::test {
namespace {

ExperimentConfig experiment(const std::string& runs, const std::string& more = "") {
  const std::string json = R"({"scalescope": 1, "name": "made up",
    "dataset": {"kind": "synthetic", "generator": "spirals"},
    "network": {"input": [2], "layers": [
      {"type": "linear", "out": 8, "bias": false}, {"type": "batchnorm"}, {"type": "relu"},
      {"type": "linear", "out": 3}]})" +
                           (more.empty() ? "" : ", " + more) + R"(, "runs": [)" + runs + "]}";
  return parseExperiment(parseJson(json, "test"), "test");
}

std::string scriptOf(const std::string& runs, const std::string& more = "",
                     const PytorchScriptOptions& options = {}) {
  return pytorchScript(experiment(runs, more), options);
}

bool has(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

/// Why the only run is left out; empty if it is not.
std::string reasonOf(const std::string& run, const std::string& more = "") {
  const auto left = inexpressibleRuns(experiment(run, more));
  return left.empty() ? "" : left.front().reason.inEnglish();
}

constexpr const char* kFp32 = R"({"name": "plain", "precision": "fp32"})";
constexpr const char* kFp8 = R"({"name": "eight", "precision": "fp8-hybrid"})";

}  // namespace

TEST(PytorchScript, NamesLayersByTheirIndex) {
  const std::string script = scriptOf(kFp32);
  expectWords(script, {"nn.Linear(2, 8, bias=False),", "# 0: [8]",
                       "nn.BatchNorm1d(8, eps=1e-05, momentum=0.1),", "# 1: [8]", "nn.ReLU(),",
                       "nn.Linear(8, 3),", "# 3: [3]", "layers.N.weight"});
}

TEST(PytorchScript, OfAnFp32RunHasNeitherAutocastNorScaler) {
  const std::string script = scriptOf(kFp32);
  for (const char* piece :
       {"autocast=", "contextlib", "Scale(", "half", "scaler.", "make_schedule"})
    EXPECT_FALSE(has(script, piece)) << piece;
  EXPECT_TRUE(has(script, "loss.backward()"));
}

TEST(PytorchScript, OfEveryPresetIsWritten) {
  for (const ExperimentPreset& preset : experimentPresets()) {
    const std::string script = pytorchScript(preset.config, {});
    EXPECT_FALSE(has(script, "<<")) << preset.name;
    for (const RunConfig& run : preset.config.runs)
      EXPECT_TRUE(has(script, "\"" + run.name + "\": Run(")) << preset.name << ", " << run.name;
  }
}

TEST(PytorchScript, TakesTorchsGradScalerWhereItsRuleIsTheSame) {
  const std::string run =
      R"({"name": "half", "precision": "fp16-mixed", "scaler": {"kind": "dynamic")";
  const std::string usual = scriptOf(run + R"(, "init": 1024, "backoff": 0.25, "interval": 7}})");
  expectWords(usual, {"autocast=torch.float16", "init_scale=1024.0", "growth_factor=2.0",
                      "backoff_factor=0.25", "growth_interval=7"});
  EXPECT_FALSE(has(usual, "DynamicScale"));
  for (const char* other : {R"(, "preset": "apex"}})", R"(, "preset": "deepspeed"}})",
                            R"(, "preset": "megatron"}})", R"(, "preset": "keras"}})",
                            R"(, "hysteresis": 2}})", R"(, "floor": 1}})", R"(, "growth": 1}})"}) {
    const std::string script = scriptOf(run + other);
    EXPECT_TRUE(has(script, "scaler=lambda device: DynamicScale(")) << other;
    EXPECT_FALSE(has(script, "GradScaler(")) << other;
  }
}

TEST(PytorchScript, GradScalerRefusesHalfGradientsSoThatAModelCastToHalfHasItsOwn) {
  const std::string script =
      scriptOf(R"({"name": "cast", "precision": "fp16-pure", "scaler": {"kind": "dynamic"}})",
               R"("clip": {"by": "norm", "max": 2})");
  expectWords(script, {"half=True", "DynamicScale(", "clip_half_grad_norm_(parameters, 2.0)",
                       "model.half()", "x = x.half()"});
}

TEST(PytorchScript, LeavesOutWhatTorchAmpHasNot) {
  const std::string script =
      scriptOf(std::string(kFp32) + "," + kFp8 + R"(, {"name": "int", "precision": "int8-qat"})");
  expectWords(script, {"# Run: plain (fp32)", "# Left out: eight (torch.amp has no FP8)",
                       "# Left out: int (quantisation-aware training"});
  EXPECT_FALSE(has(script, "\"eight\": Run("));
}

TEST(PytorchScript, RefusesARunThatItCannotExpress) {
  PytorchScriptOptions options;
  options.run = "eight";
  options.source = "file.json";
  const std::string both = std::string(kFp32) + "," + kFp8;
  expectWords(refusalOf([&] { scriptOf(both, "", options); }),
              {"file.json", "this run", "\"eight\": torch.amp has no FP8"});
  options.run = "nine";
  expectWords(refusalOf([&] { scriptOf(both, "", options); }),
              {"\"nine\"", "\"plain\", \"eight\""});
  options.run.reset();
  expectWords(refusalOf([&] { scriptOf(kFp8, "", options); }), {"any of its runs"});
}

TEST(PytorchScript, OfOneRunHasThatAlone) {
  PytorchScriptOptions options;
  options.run = "second";
  const std::string script = scriptOf(
      std::string(kFp32) + R"(, {"name": "second", "precision": "bf16-mixed"})", "", options);
  EXPECT_TRUE(has(script, "\"second\": Run(\"bf16-mixed\", autocast=torch.bfloat16)"));
  EXPECT_FALSE(has(script, "plain"));
}

TEST(PytorchScript, GivesSingleLayersTheirFormat) {
  const std::string half =
      R"({"name": "a", "precision": "fp16-mixed", "layers": {"1": {"compute": "fp32"}}})";
  EXPECT_TRUE(has(scriptOf(half), "formats={1: torch.float32}"));
  const std::string same =
      R"({"name": "a", "precision": "fp16-mixed", "layers": {"1": {"compute": "fp16"}}})";
  EXPECT_FALSE(has(scriptOf(same), "formats"));
  const std::string product =
      R"({"name": "a", "precision": "fp32", "layers": {"3": {"compute": "bf16"}}})";
  expectWords(scriptOf(product), {"formats={3: torch.bfloat16}", "Network(run.formats, True)"});
  const std::string cast =
      R"({"name": "a", "precision": "fp16-pure", "layers": {"1": {"compute": "fp32"}}})";
  expectWords(scriptOf(cast), {"model.layers[index].float()", "0 not in run.formats"});
}

TEST(PytorchScript, SaysWhichLayersAutocastCannotHave) {
  const auto of = [](const std::string& precision, const std::string& layer) {
    return reasonOf(R"({"name": "a", "precision": ")" + precision + R"(", "layers": {)" + layer +
                    "}}");
  };
  expectWords(of("fp16-mixed", R"("3": {"gradient": "fp32"})"), {"layer 3 (linear)"});
  expectWords(of("fp32", R"("0": {"weight": "fp16"})"), {"layer 0 (linear)"});
  expectWords(of("fp32", R"("1": {"compute": "bf16"})"), {"layer 1 (batchnorm)"});
  expectWords(of("fp32", R"("0": {"compute": "tf32"})"), {"layer 0"});
  expectWords(of("tf32", R"("0": {"compute": "fp32"})"), {"layer 0"});
  expectWords(of("fp16-mixed", R"("1": {"statistics": "fp16"})"), {"layer 1 (batchnorm)"});
  EXPECT_EQ(of("tf32", R"("1": {"compute": "fp32"})"), "");
}

TEST(PytorchScript, LeavesOutRunsWithFaultsAndTheNoiseFloor) {
  expectWords(reasonOf(kFp32, R"("inject": [{"step": 1, "tensor": "input", "multiply": 10}])"),
              {"faults"});
  const auto left = inexpressibleRuns(experiment(
      std::string(kFp32) + R"(, {"name": "twin", "precision": "fp32", "noise_floor": true})"));
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left.front().run, "twin");
}

TEST(PytorchScript, TextOfPeopleStaysText) {
  const std::string name = R"({"name": "a \"b\" \\ # \u00fc", "precision": "fp32"})";
  const std::string script = scriptOf(name, R"("init": {"file": "/tmp/w\"\n.safetensors"})");
  expectWords(script,
              {R"("a \"b\" \\ # ü": Run("fp32"))", R"(WEIGHTS = "/tmp/w\"\n.safetensors")"});
  ExperimentConfig config = experiment(kFp32);
  config.name = "two\nlines";  // no file brings it, but nothing keeps a caller from it
  EXPECT_TRUE(has(pytorchScript(config, {}), "# Experiment: two lines\n"));
  config.dataset.kind = "csv";
  config.dataset.path = "\xff.csv";
  expectWords(refusalOf([&] { pytorchScript(config, {}); }), {"not UTF-8"});
}

TEST(PytorchScript, OpensTheWeightsThatItIsTold) {
  PytorchScriptOptions options;
  EXPECT_TRUE(has(scriptOf(kFp32), "WEIGHTS = \"init.safetensors\""));
  options.weights = "other.safetensors";
  EXPECT_TRUE(has(scriptOf(kFp32, R"("init": {"file": "x.safetensors"})", options),
                  "WEIGHTS = \"other.safetensors\""));
}

TEST(PytorchScript, EvaluatesOnlyWhatThereIs) {
  EXPECT_TRUE(has(scriptOf(kFp32), "EVAL_EVERY = 200"));
  EXPECT_FALSE(has(scriptOf(kFp32, R"("eval_every": 0)"), "def evaluate"));
  ExperimentConfig config = experiment(kFp32);
  config.dataset.kind = "idx";
  config.dataset.images = "a";
  config.dataset.labels = "b";
  EXPECT_FALSE(has(pytorchScript(config, {}), "def evaluate"));
}

}  // namespace scalescope::test
