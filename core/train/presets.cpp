#include "core/train/presets.h"

#include "core/base/phrases.h"

namespace scalescope {
namespace {

// Presets are written as what a person would type, and go through the same parser.
constexpr const char* kDefaultExperiment = R"({
  "scalescope": 1, "name": "article CNN, FP32 against FP16", "seed": 1,
  "dataset": {"kind": "fashion-mnist", "path": null, "train_limit": null, "shuffle": true},
  "network": {"input": [1, 28, 28], "layers": [
    {"type": "conv2d", "out": 32, "kernel": 3}, {"type": "relu"},
    {"type": "conv2d", "out": 64, "kernel": 3}, {"type": "relu"},
    {"type": "avgpool2d", "kernel": 7}, {"type": "flatten"},
    {"type": "linear", "out": 128}, {"type": "relu"}, {"type": "linear", "out": 10}]},
  "loss": "cross-entropy",
  "init": {"scheme": "kaiming-uniform", "file": null},
  "optimizer": {"type": "sgd", "lr": 0.05, "momentum": 0.9, "weight_decay": 0.0},
  "clip": null, "batch_size": 64, "steps": 1000, "eval_every": 200, "backend": "auto",
  "runs": [{"name": "fp32", "precision": "fp32"},
           {"name": "fp16", "precision": "fp16-mixed",
            "scaler": {"kind": "dynamic", "preset": "pytorch"}}]})";

constexpr const char* kMlpNetwork = R"({"input": [1, 28, 28], "layers": [
    {"type": "flatten"}, {"type": "linear", "out": 128}, {"type": "relu"},
    {"type": "linear", "out": 64}, {"type": "relu"}, {"type": "linear", "out": 10}]})";

constexpr const char* kNormNetwork = R"({"input": [1, 28, 28], "layers": [
    {"type": "conv2d", "out": 16, "kernel": 3, "padding": 1, "bias": false},
    {"type": "batchnorm"}, {"type": "relu"}, {"type": "maxpool2d", "kernel": 2},
    {"type": "conv2d", "out": 32, "kernel": 3, "padding": 1, "bias": false},
    {"type": "batchnorm"}, {"type": "relu"}, {"type": "maxpool2d", "kernel": 2},
    {"type": "flatten"}, {"type": "dropout", "p": 0.25}, {"type": "linear", "out": 10}]})";

constexpr const char* kSpiralsNetwork = R"({"input": [2], "layers": [
    {"type": "linear", "out": 64}, {"type": "relu"},
    {"type": "linear", "out": 64}, {"type": "relu"}, {"type": "linear", "out": 3}]})";

/// The default experiment with some of its parts replaced: a JSON Merge Patch (RFC 7396), where
/// null takes a key away and an array replaces the whole one.
ExperimentConfig variant(const std::string& name, const char* patch,
                         const char* network = nullptr) {
  Json json = parseJson(kDefaultExperiment, "preset");
  json.merge_patch(parseJson(patch, "preset " + name));
  json["name"] = name;
  if (network) json["network"] = parseJson(network, "preset " + name);
  return parseExperiment(json, "preset " + name);
}

ExperimentConfig pureHalf() {
  // A rate at which updates are small beside their weights: where masters matter.
  return variant("article CNN cast to half", R"({
    "optimizer": {"lr": 0.005, "momentum": 0.0},
    "runs": [{"name": "fp32", "precision": "fp32"},
             {"name": "fp16-pure", "precision": "fp16-pure", "scaler": {"kind": "none"}}]})");
}

ExperimentConfig underflow() {
  return variant("underflow: FP16 with and without a loss scale", R"({
    "runs": [{"name": "fp32", "precision": "fp32"},
             {"name": "no scale", "precision": "fp16-mixed", "scaler": {"kind": "none"}},
             {"name": "scale 1024", "precision": "fp16-mixed",
              "scaler": {"kind": "static", "scale": 1024}}]})");
}

ExperimentConfig overflow() {
  return variant("overflow: a loss scale that starts at 2^24", R"({
    "steps": 400, "eval_every": 100,
    "runs": [{"name": "fp32", "precision": "fp32"},
             {"name": "fp16, interval 5", "precision": "fp16-mixed",
              "scaler": {"kind": "dynamic", "preset": "pytorch", "init": 16777216, "interval": 5}}]})");
}

ExperimentConfig mlp() {
  return variant("small MLP", R"({
    "runs": [{"name": "fp32", "precision": "fp32"},
             {"name": "fp16-mixed", "precision": "fp16-mixed"},
             {"name": "fp16-pure", "precision": "fp16-pure", "scaler": {"kind": "none"}}]})",
                 kMlpNetwork);
}

ExperimentConfig batchNorm() {
  return variant("batch norm CNN", R"({
    "runs": [{"name": "fp32", "precision": "fp32"},
             {"name": "autocast", "precision": "fp16-autocast"},
             {"name": "fp16-pure", "precision": "fp16-pure", "scaler": {"kind": "none"}}]})",
                 kNormNetwork);
}

ExperimentConfig adamw() {
  return variant("AdamW: masters against a model cast to half", R"({
    "optimizer": {"type": "adamw", "lr": 0.001, "weight_decay": 0.01, "momentum": null},
    "schedule": {"type": "warmup-cosine", "warmup": 100},
    "clip": {"by": "norm", "max": 1.0},
    "runs": [{"name": "fp32", "precision": "fp32"},
             {"name": "fp16-mixed", "precision": "fp16-mixed"},
             {"name": "fp16-pure", "precision": "fp16-pure",
              "scaler": {"kind": "dynamic", "preset": "pytorch"}}]})",
                 kMlpNetwork);
}

ExperimentConfig formats() {
  return variant("every precision policy", R"({
    "steps": 600,
    "runs": [{"name": "fp32", "precision": "fp32"},
             {"name": "tf32", "precision": "tf32"},
             {"name": "fp16-mixed", "precision": "fp16-mixed"},
             {"name": "fp16-autocast", "precision": "fp16-autocast"},
             {"name": "bf16-mixed", "precision": "bf16-mixed"},
             {"name": "fp16-pure", "precision": "fp16-pure"}]})",
                 kMlpNetwork);
}

ExperimentConfig spirals() {
  return variant("spirals, no data files needed", R"({
    "dataset": {"kind": "synthetic", "path": null, "train_limit": null, "generator": "spirals", "classes": 3, "samples": 3000},
    "optimizer": {"type": "sgd", "lr": 0.1, "momentum": 0.9}, "steps": 2000,
    "runs": [{"name": "fp32", "precision": "fp32"},
             {"name": "fp16-mixed", "precision": "fp16-mixed"},
             {"name": "fp16-pure", "precision": "fp16-pure", "scaler": {"kind": "none"}}]})",
                 kSpiralsNetwork);
}

ExperimentPreset preset(const char* name, Phrase title, Phrase description,
                        ExperimentConfig config) {
  return {name, title.english, description.english, std::move(config)};
}

}  // namespace

ExperimentConfig defaultExperiment() {
  return parseExperiment(parseJson(kDefaultExperiment, "default experiment"), "default experiment");
}

ExperimentPresets experimentPresets() {
  return {
      preset("article-mixed", phrase("Article CNN: FP32 masters"),
             phrase("FP32 beside FP16 with FP32 master weights and a dynamic loss scale."),
             defaultExperiment()),
      preset("article-pure", phrase("Article CNN: cast to half"),
             phrase("Weights, gradients and optimizer state all in FP16, with no masters and no "
                    "loss scale: "
                    "small updates are rounded away."),
             pureHalf()),
      preset(
          "underflow", phrase("Underflow: gradients that vanish"),
          phrase(
              "The same FP16 run with and without a loss scale: watch the share of gradients that "
              "become "
              "0."),
          underflow()),
      preset("overflow", phrase("Overflow: a scale that is too high"),
             phrase("A scale from 2^24 that grows every 5 clean steps: skipped steps, backoff, and "
                    "growth "
                    "again."),
             overflow()),
      preset(
          "mlp", phrase("Small MLP on Fashion-MNIST"),
          phrase(
              "Three layers that train fast: FP32, FP16 with masters, and the model cast to half."),
          mlp()),
      preset("batchnorm", phrase("Batch norm CNN: autocast"),
             phrase("A per-operation list that keeps normalisation in FP32, beside a model cast to "
                    "half."),
             batchNorm()),
      preset("adamw", phrase("AdamW: state in half"),
             phrase("Adam's eps and second moments vanish in FP16; with FP32 masters they do not."),
             adamw()),
      preset("formats", phrase("Every precision policy"),
             phrase("Six policies side by side on the small MLP."), formats()),
      preset("spirals", phrase("Spirals: no data files needed"),
             phrase("A made-up data set in two dimensions, for a first look on any machine."),
             spirals()),
  };
}

}  // namespace scalescope
