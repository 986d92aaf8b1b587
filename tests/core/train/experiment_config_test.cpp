#include "core/train/experiment_config.h"

#include <filesystem>
#include <fstream>

#include "core/refusal.h"
#include "core/train/fixtures.h"
#include "core/train/presets.h"

namespace scalescope {
namespace {

using test::configWith;
using test::expectWords;
using test::refusalOf;

TEST(ExperimentConfig, LeftOutPartsHaveDefaults) {
  const ExperimentConfig config = parseExperiment(
      parseJson(
          R"({"scalescope": 1, "network": {"input": [2], "layers": [{"type": "linear", "out": 3}]},
                    "runs": [{"name": "a"}, {"name": "b", "precision": "fp16-mixed"}]})",
          "test"),
      "test");
  EXPECT_EQ(config.seed, 1U);
  EXPECT_EQ(config.batchSize, 64);
  EXPECT_EQ(config.steps, 1000);
  EXPECT_EQ(config.evalEvery, 200);
  EXPECT_EQ(config.backend, "auto");
  EXPECT_EQ(config.loss, LossKind::crossEntropy);
  EXPECT_FALSE(config.clip);
  EXPECT_EQ(config.runs[0].precision, "fp32");
  EXPECT_EQ(config.runs[0].scaler.kind, ScalerKind::none);
  EXPECT_EQ(config.runs[1].scaler, scalerPreset("pytorch"));  // the policy's default
}

TEST(ExperimentConfig, RoundTrips) {
  const ExperimentConfig config = configWith(R"({
    "name": "all of it: ✓", "seed": 9007199254740993, "loss": "mse",
    "init": {"scheme": "xavier-normal", "file": "weights.safetensors"},
    "optimizer": {"type": "adamw", "lr": 0.1, "momentum": null, "beta2": 0.98, "weight_decay": 0.01},
    "schedule": {"type": "cosine", "total": 50, "min_lr": 1e-5},
    "clip": {"by": "value", "max": 0.3, "when": "before-unscale"},
    "batch_size": 3, "steps": 17, "eval_every": 5, "statistics_every": 7, "backend": "cpu",
    "runs": [{"name": "x", "precision": "fp16-autocast", "layers": {"0": {"compute": "fp32"}, "6": {"weight": "fp16"}},
              "scaler": {"kind": "scripted", "scales": [[0, 65536], [4, 0.1]]}},
             {"name": "y", "scaler": {"kind": "dynamic", "preset": "megatron", "interval": 3},
              "optimizer": {"type": "adam", "lr": 0.2, "eps": 1e-4}, "clip": {"by": "norm", "max": 2}}]})");
  EXPECT_EQ(config.seed, 9007199254740993U);  // not a double
  const std::string text = toJson(config).dump(2);
  EXPECT_EQ(parseExperiment(parseJson(text, "again"), "again"), config);
  EXPECT_EQ(toJson(parseExperiment(parseJson(text, "again"), "again")).dump(2), text);
}

TEST(ExperimentConfig, EveryKeyIsWritten) {
  const auto json = toJson(configWith());
  for (const char* key :
       {"scalescope", "name", "seed", "dataset", "network", "loss", "init", "optimizer", "schedule",
        "clip", "batch_size", "steps", "eval_every", "statistics_every", "backend", "runs"}) {
    EXPECT_TRUE(json.contains(key)) << key;
  }
  for (const char* key : {"name", "precision", "scaler", "layers", "optimizer", "clip"}) {
    EXPECT_TRUE(json["runs"][0].contains(key)) << key;
  }
}

TEST(ExperimentConfig, ARunHasTheExperimentsOptimizerAndClippingUnlessItHasItsOwn) {
  const ExperimentConfig config = configWith(R"({
    "clip": {"by": "norm", "max": 1},
    "runs": [{"name": "x"}, {"name": "y", "optimizer": null, "clip": null},
             {"name": "z", "optimizer": {"type": "adam", "lr": 0.1},
              "clip": {"by": "norm", "max": 1, "when": "before-unscale"}}]})");
  for (const int run : {0, 1}) {
    const RunConfig& own = config.runs[static_cast<std::size_t>(run)];
    EXPECT_EQ(optimizerOf(config, own), config.optimizer);
    EXPECT_EQ(clipOf(config, own), config.clip);
  }
  EXPECT_EQ(optimizerOf(config, config.runs[2]).type, OptimizerType::adam);
  EXPECT_EQ(clipOf(config, config.runs[2])->when, ClipWhen::beforeUnscale);
}

struct BadConfig {
  const char* patch;
  const char* pointer;
  const char* words;
};

class RefusedConfig : public testing::TestWithParam<BadConfig> {};

TEST_P(RefusedConfig, NamesPlaceAndReason) {
  const std::string message = refusalOf([] { configWith(GetParam().patch); });
  expectWords(message, {"test: ", GetParam().pointer, GetParam().words});
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedConfig,
    testing::Values(
        BadConfig{R"({"scalescope": null})", "/", "\"scalescope\" is missing"},
        BadConfig{R"({"scalescope": 2})", "/scalescope", "version 2"},
        BadConfig{R"({"scalescope": "1"})", "/scalescope", "integer"},
        BadConfig{R"({"epochs": 3})", "/epochs", "unknown key"},
        BadConfig{R"({"name": 7})", "/name", "a text"},
        BadConfig{R"({"seed": -1})", "/seed", "at least 0"},
        BadConfig{R"({"seed": 18446744073709551615})", "/seed", "integer"},
        BadConfig{R"({"loss": "hinge"})", "/loss", "\"mse\""},
        BadConfig{R"({"batch_size": 0})", "/batch_size", "from 1"},
        BadConfig{R"({"batch_size": 8.0})", "/batch_size", "integer"},
        BadConfig{R"({"steps": 0})", "/steps", "from 1"},
        BadConfig{R"({"eval_every": -1})", "/eval_every", "from 0"},
        BadConfig{R"({"statistics_every": -1})", "/statistics_every", "from 0"},
        BadConfig{R"({"backend": "tpu"})", "/backend", "\"cuda\""},
        BadConfig{R"({"network": null})", "/", "\"network\" is missing"},
        BadConfig{R"({"network": []})", "/network", "an object"},
        BadConfig{R"({"runs": null})", "/", "\"runs\" is missing"},
        BadConfig{R"({"runs": []})", "/runs", "at least one run"},
        BadConfig{R"({"runs": [{"precision": "fp32"}]})", "/runs/0", "\"name\""},
        BadConfig{R"({"runs": [{"name": ""}]})", "/runs/0/name", "not empty"},
        BadConfig{R"({"runs": [{"name": "a\nb"}]})", "/runs/0/name", "control characters"},
        BadConfig{R"({"runs": [{"name": "a"}, {"name": "a"}]})", "/runs/1/name", "two runs"},
        BadConfig{R"({"runs": [{"name": "a", "precision": "int8"}]})", "/runs/0/precision",
                  "\"fp16-mixed\""},
        BadConfig{R"({"runs": [{"name": "a", "speed": 1}]})", "/runs/0/speed", "unknown key"},
        BadConfig{R"({"runs": [{"name": "a", "scaler": {"kind": "magic"}}]})",
                  "/runs/0/scaler/kind", "\"dynamic\""},
        BadConfig{R"({"runs": [{"name": "a", "layers": {"10": {}}}]})", "/runs/0/layers",
                  "layers 0 to 9"},
        BadConfig{R"({"runs": [{"name": "a", "layers": {"01": {}}}]})", "/runs/0/layers",
                  "not the index"},
        BadConfig{R"({"runs": [{"name": "a", "layers": {"conv": {}}}]})", "/runs/0/layers",
                  "not the index"},
        BadConfig{R"({"runs": [{"name": "a", "layers": [1]}]})", "/runs/0/layers", "an object"},
        BadConfig{
            R"({"runs": [{"name": "a", "layers": {"0": {"compute": "fp16", "weight": "bf16"}}}]})",
            "/runs/0", "layer 0 (conv2d)"},
        BadConfig{R"({"runs": [{"name": "a", "layers": {"1": {"compute": "tf32"}}}]})", "/runs/0",
                  "layer 1 (batchnorm)"},
        BadConfig{R"({"runs": [{"name": "a", "layers": {"1": {"compute": "fp8-e4m3"}}}]})",
                  "/runs/0", "layer 1 (batchnorm): FP8 E4M3 is a format of the operands"},
        BadConfig{R"({"runs": [{"name": "a", "layers": {"1": {"compute": "int8"}}}]})", "/runs/0",
                  "layer 1 (batchnorm): INT8 is a format of the operands"},
        BadConfig{R"({"runs": [{"name": "a", "layers": {"0": {"statistics": "fp16"}}}]})",
                  "/runs/0", "layer 0 (conv2d): it has no batch statistics"},
        BadConfig{R"({"runs": [{"name": "a", "layers": {"1": {"statistics": "int8"}}}]})",
                  "/runs/0/layers/1/statistics", "\"bf16\""},
        BadConfig{R"({"runs": [{"name": "a", "fp8_scaling": "delayed"}]})", "/runs/0/fp8_scaling",
                  "\"none\""},
        BadConfig{R"({"runs": [{"name": "a", "layers": {"0": {"gradient": "tf32"}}}]})",
                  "/runs/0/layers/0/gradient", "\"bf16\""},
        BadConfig{R"({"runs": [{"name": "a", "optimizer": {"type": "lion"}}]})",
                  "/runs/0/optimizer/type", "\"adamw\""},
        BadConfig{R"({"runs": [{"name": "a", "clip": {"max": 0}}]})", "/runs/0/clip/max",
                  "above 0"},
        BadConfig{
            R"({"schedule": {"type": "cosine", "min_lr": 0.01}, "runs": [{"name": "a", "optimizer": {"type": "sgd", "lr": 0.001}}]})",
            "/schedule/min_lr", "of a, 0.001"},
        BadConfig{R"({"optimizer": {"type": "lion"}})", "/optimizer/type", "\"adamw\""},
        BadConfig{R"({"init": {"scheme": "zeros"}})", "/init/scheme", "\"kaiming-uniform\""},
        BadConfig{R"({"clip": {"by": "norm", "max": -1}})", "/clip/max", ""},
        BadConfig{R"({"schedule": {"type": "exotic"}})", "/schedule/type", "\"cosine\""},
        BadConfig{R"({"dataset": {"kind": "imagenet"}})", "/dataset/kind", "\"fashion-mnist\""},
        BadConfig{R"({"network": {"input": [5], "layers": [{"type": "relu"}]}})", "/network/layers",
                  "no layer has weights"},
        BadConfig{
            R"({"network": {"input": [1, 8, 8], "layers": [{"type": "conv2d", "out": 3, "kernel": 3}]}})",
            "/network/layers", "must give [classes]; it gives [3, 6, 6]"},
        BadConfig{R"({"network": {"input": [1, 8, 8], "layers": [{"type": "linear", "out": 3}]}})",
                  "/network/layers/0", "put a flatten before it"},
        BadConfig{
            R"({"batch_size": 1, "network": {"input": [5], "layers": [{"type": "batchnorm"}, {"type": "linear", "out": 3}]}})",
            "/network/layers/0", "more than one value per channel"},
        BadConfig{
            R"({"batch_size": 1000000, "network": {"input": [3000], "layers": [{"type": "linear", "out": 3}]}})",
            "/network/layers/0", "for a batch of 1000000"}));

TEST(ExperimentConfig, MustFitTheData) {
  const ExperimentConfig config = configWith();
  EXPECT_NO_THROW(requireFit(config, {1, 8, 8}, 4, "f"));
  EXPECT_NO_THROW(requireFit(config, {1, 8, 8}, 3, "f"));
  expectWords(refusalOf([&] {
                requireFit(config, {3, 8, 8}, 4, "f");
              }),
              {"f: /network/input", "[3, 8, 8]", "[1, 8, 8]"});
  expectWords(refusalOf([&] {
                requireFit(config, {1, 8, 8}, 5, "f");
              }),
              {"f: /network/layers", "5 classes", "4 values"});
}

TEST(ExperimentConfig, MustFitTheMemory) {
  const ExperimentConfig config = configWith(
      R"({"runs": [{"name": "a"}, {"name": "b"}],
          "network": {"input": [100], "layers": [{"type": "linear", "out": 10, "bias": false}]}})");
  EXPECT_NO_THROW(requireMemory(config, 12000, "f"));
  expectWords(refusalOf([&] { requireMemory(config, 11999, "f"); }),
              {"f: /network/layers", "1000 parameters", "2 runs"});
}

TEST(ExperimentConfig, FilesAreNamedInMessages) {
  const std::string path =
      (std::filesystem::temp_directory_path() / "scalescope-config-test.json").string();
  std::ofstream(path) << "{\n  \"scalescope\": 1,,\n}";
  expectWords(refusalOf([&] { readExperiment(path); }), {path, "line 2"});
  std::ofstream(path) << toJson(defaultExperiment()).dump();
  EXPECT_EQ(readExperiment(path), defaultExperiment());
  std::filesystem::remove(path);
  expectWords(refusalOf([&] { readExperiment(path); }), {path, "No such file"});
}

}  // namespace
}  // namespace scalescope
