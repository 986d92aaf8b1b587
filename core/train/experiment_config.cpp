#include "core/train/experiment_config.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <limits>
#include <set>

#include "core/base/error.h"
#include "core/base/memory.h"
#include "core/nn/formats.h"
#include "core/nn/shape_inference.h"
#include "core/train/config_paths.h"
#include "core/train/fp32_reference.h"

namespace scalescope {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr std::int64_t kMostBatch = std::int64_t{1} << 20;
constexpr std::size_t kMostRuns = 64;

std::string_view wordOf(LossKind loss) {
  return loss == LossKind::crossEntropy ? "cross-entropy" : "mse";
}

void requireVersion(JsonReader& reader) {
  const std::int64_t version = reader.requiredInteger("scalescope", INT64_MIN);
  if (version == kVersion) return;
  reader.child("scalescope")
      .refuseWith({phrase("this is configuration version %1; this ScaleScope reads version %2"),
                   {std::to_string(version), std::to_string(kVersion)}});
}

/// A part that has a parser of its own, or its defaults where it is left out.
template <typename Part>
Part partOr(JsonReader& reader, std::string_view key, Part (*parse)(JsonReader)) {
  return reader.has(key) ? parse(reader.child(key)) : Part{};
}

ScalerConfig defaultScaler(const Policy& policy) {
  return policy.defaultScaler == "dynamic" ? scalerPreset("pytorch") : ScalerConfig{};
}

int layerIndex(const JsonReader& reader, const std::string& key, std::size_t layers) {
  int index = -1;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
  const bool canonical = error == std::errc{} && std::to_string(index) == key;
  if (!canonical || index < 0 || static_cast<std::size_t>(index) >= layers) {
    reader.refuseWith({phrase("\"%1\" is not the index of a layer: the network has layers 0 to %2"),
                       {key, std::to_string(layers - 1)}});
  }
  return index;
}

std::map<int, FormatOverride> parseLayerEdits(JsonReader reader, std::size_t layers) {
  reader.requireObject();
  std::map<int, FormatOverride> edits;
  for (const auto& [key, unused] : reader.value().items()) {
    edits[layerIndex(reader, key, layers)] = parseFormatOverride(reader.child(key));
  }
  return edits;
}

/// Names go to terminals, plots and tables as they are.
std::string nameOf(const JsonReader& reader) {
  std::string name = reader.asText();
  constexpr std::size_t kLongest = 200;
  if (name.empty()) reader.refuseValue(phrase("a name that is not empty"));
  if (name.size() > kLongest) {
    reader.refuseValue({phrase("a name of at most %1 bytes"), {std::to_string(kLongest)}});
  }
  const auto isControl = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
  if (std::any_of(name.begin(), name.end(), isControl)) {
    reader.refuseValue(phrase("a name in one line, without control characters"));
  }
  return name;
}

RunConfig parseRun(JsonReader reader, const NetworkConfig& network) {
  RunConfig run;
  run.name = nameOf(reader.child("name"));
  run.precision = reader.choice("precision", run.precision, policyNames());
  const Policy& policy = policyNamed(run.precision);
  run.scaler = reader.has("scaler") ? parseScaler(reader.child("scaler")) : defaultScaler(policy);
  if (reader.choice("fp8_scaling", "amax", {"amax", "none"}) == "none") {
    run.fp8Scaling = Fp8Scaling::none;
  }
  run.noiseFloor = reader.boolean("noise_floor", run.noiseFloor);
  if (reader.has("layers")) {
    run.layers = parseLayerEdits(reader.child("layers"), network.layers.size());
  }
  if (reader.has("optimizer")) run.optimizer = parseOptimizer(reader.child("optimizer"));
  if (reader.has("clip")) run.clip = parseClip(reader.child("clip"));
  reader.finish();
  const auto formats = resolveNetwork(network, policy, layerOverrides(run, network));
  for (std::size_t i = 0; i < formats.layers.size(); ++i) {
    const auto conflict = conflictOf(formats.layers[i], roleOf(network.layers[i].type));
    if (!conflict) continue;
    reader.refuseWith(
        {phrase("layer %1 (%2): %3"),
         {std::to_string(i), std::string(toString(network.layers[i].type)), *conflict}});
  }
  return run;
}

std::vector<RunConfig> parseRuns(const JsonReader& reader, const NetworkConfig& network) {
  const auto items = reader.items();
  if (items.empty()) reader.refuseValue(phrase("at least one run"));
  if (items.size() > kMostRuns) {
    reader.refuseWith({phrase("expected at most %1 runs, found %2"),
                       {std::to_string(kMostRuns), std::to_string(items.size())}});
  }
  std::vector<RunConfig> runs;
  std::set<std::string> names;
  for (const auto& item : items) {
    runs.push_back(parseRun(item, network));
    if (!names.insert(runs.back().name).second) {
      JsonReader run = item;
      run.child("name").refuseWith({phrase("two runs are named \"%1\""), {runs.back().name}});
    }
  }
  return runs;
}

std::vector<Injection> parseInjections(const JsonReader& reader, const ExperimentConfig& config) {
  std::vector<Injection> injections;
  for (JsonReader& item : reader.items()) {
    injections.push_back(parseInjection(item));
    const auto& runs = config.runs;
    const bool known = std::any_of(runs.begin(), runs.end(), [&](const RunConfig& run) {
      return injections.back().concerns(run.name);
    });
    if (!known) item.child("run").refuseValue(phrase("the name of a run"));
  }
  return injections;
}

/// What the network as a whole must be: able to follow itself, trainable, and with logits at its
/// end.
void requireNetwork(const ExperimentConfig& config, const Sentence& source,
                    const std::string& pointer) {
  const auto shapes = requireShapes(config.network, source, pointer);
  const std::string place = pointer + "/network/layers";
  const Sentence all{phrase("%1: %2"), {source, place}};
  const auto& layers = config.network.layers;
  std::int64_t parameters = 0;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    parameters += shapes[i].parameterCount;
    const std::string number = std::to_string(i);
    const std::string type(toString(layers[i].type));
    const Sentence own{phrase("%1: %2"), {source, std::string(place).append("/").append(number)}};
    const std::int64_t elements =
        std::max(elementCount(shapes[i].input), elementCount(shapes[i].output));
    if (elements > kMostElements / config.batchSize) {
      refuse(own,
             {phrase("layer %1 (%2) would have more than %3 elements for a batch of %4"),
              {number, type, std::to_string(kMostElements), std::to_string(config.batchSize)}});
    }
    const std::int64_t perChannel =
        config.batchSize * elementCount(shapes[i].input) / shapes[i].input.front();
    if (layers[i].type == LayerType::batchnorm && perChannel < 2) {
      refuse(own, {phrase("layer %1 (%2) needs more than one value per channel: raise batch_size"),
                   {number, type}});
    }
  }
  if (parameters == 0) refuse(all, phrase("no layer has weights to train"));
  if (shapes.back().output.size() != 1) {
    refuse(all, {phrase("the last layer must give [classes]; it gives %1"),
                 {toString(shapes.back().output)}});
  }
}

OrderedJson runToJson(const RunConfig& run) {
  OrderedJson layers = OrderedJson::object();
  for (const auto& [index, edit] : run.layers) layers[std::to_string(index)] = toJson(edit);
  OrderedJson json{{"name", run.name},
                   {"precision", run.precision},
                   {"scaler", toJson(run.scaler)},
                   {"layers", layers},
                   {"optimizer", run.optimizer ? toJson(*run.optimizer) : OrderedJson()},
                   {"clip", run.clip ? toJson(*run.clip) : OrderedJson()}};
  // Of no meaning where nothing computes in FP8.
  const bool scales = run.fp8Scaling == Fp8Scaling::amax;
  if (!scales || isFp8(policyNamed(run.precision).low)) {
    json["fp8_scaling"] = scales ? "amax" : "none";
  }
  if (run.noiseFloor) json["noise_floor"] = true;
  return json;
}

}  // namespace

std::vector<FormatOverride> layerOverrides(const RunConfig& run, const NetworkConfig& network) {
  std::vector<FormatOverride> overrides(network.layers.size());
  for (const auto& [index, edit] : run.layers) {
    if (index >= 0 && static_cast<std::size_t>(index) < overrides.size()) {
      overrides[static_cast<std::size_t>(index)] = edit;
    }
  }
  return overrides;
}

const OptimizerConfig& optimizerOf(const ExperimentConfig& config, const RunConfig& run) {
  return run.optimizer ? *run.optimizer : config.optimizer;
}

const std::optional<ClipConfig>& clipOf(const ExperimentConfig& config, const RunConfig& run) {
  return run.clip ? run.clip : config.clip;
}

ExperimentConfig parseExperiment(const Json& json, const Sentence& source,
                                 const std::string& pointer) {
  JsonReader reader(json, source, pointer);
  requireVersion(reader);
  ExperimentConfig config;
  if (reader.has("name")) config.name = nameOf(reader.child("name"));
  config.seed = static_cast<std::uint64_t>(reader.integer("seed", 1, 0));
  config.dataset = partOr(reader, "dataset", parseDataset);
  config.network = parseNetwork(reader.child("network"));
  config.loss = reader.choice("loss", "cross-entropy", {"cross-entropy", "mse"}) == "mse"
                    ? LossKind::mse
                    : LossKind::crossEntropy;
  config.init = partOr(reader, "init", parseInit);
  config.optimizer = partOr(reader, "optimizer", parseOptimizer);
  config.schedule = partOr(reader, "schedule", parseSchedule);
  if (reader.has("clip")) config.clip = parseClip(reader.child("clip"));
  config.batchSize = reader.integer("batch_size", config.batchSize, 1, kMostBatch);
  config.steps = reader.integer("steps", config.steps, 1, kMostSteps);
  config.evalEvery = reader.integer("eval_every", config.evalEvery, 0, kMostSteps);
  config.statisticsEvery =
      reader.integer("statistics_every", config.statisticsEvery, 0, kMostSteps);
  config.backend = reader.choice("backend", config.backend, {"auto", "cpu", "cuda"});
  config.runs = parseRuns(reader.child("runs"), config.network);
  if (reader.has("inject")) config.injections = parseInjections(reader.child("inject"), config);
  reader.finish();
  const Sentence leastRate{phrase("%1: %2"), {source, pointer + "/schedule/min_lr"}};
  for (const RunConfig& run : config.runs) {
    const double rate = optimizerOf(config, run).lr;
    if (config.schedule.minLr <= rate) continue;
    const std::string text = Json(rate).dump();
    if (!run.optimizer) refuse(leastRate, {phrase("is above the learning rate, %1"), {text}});
    refuse(leastRate, {phrase("is above the learning rate of %1, %2"), {run.name, text}});
  }
  requireNoiseFloors(config, source, pointer);
  requireNetwork(config, source, pointer);
  return config;
}

ExperimentConfig readExperiment(const std::string& path) {
  std::error_code none;
  const auto folder = std::filesystem::is_regular_file(path, none)  // a pipe has no folder
                          ? std::filesystem::absolute(path).parent_path()
                          : std::filesystem::current_path();
  return withAbsolutePaths(parseExperiment(parseJson(readTextFile(path), path), path), folder);
}

OrderedJson toJson(const ExperimentConfig& config) {
  OrderedJson runs = OrderedJson::array();
  for (const auto& run : config.runs) runs.push_back(runToJson(run));
  OrderedJson injections = OrderedJson::array();
  for (const auto& each : config.injections) injections.push_back(toJson(each));
  return {{"scalescope", kVersion},
          {"name", config.name},
          {"seed", config.seed},
          {"dataset", toJson(config.dataset)},
          {"network", toJson(config.network)},
          {"loss", wordOf(config.loss)},
          {"init", toJson(config.init)},
          {"optimizer", toJson(config.optimizer)},
          {"schedule", toJson(config.schedule)},
          {"clip", config.clip ? toJson(*config.clip) : OrderedJson()},
          {"batch_size", config.batchSize},
          {"steps", config.steps},
          {"eval_every", config.evalEvery},
          {"statistics_every", config.statisticsEvery},
          {"inject", injections},
          {"backend", config.backend},
          {"runs", runs}};
}

int outputCount(const ExperimentConfig& config, const Sentence& source) {
  return static_cast<int>(
      std::min<std::int64_t>(requireShapes(config.network, source).back().output.front(),
                             std::numeric_limits<int>::max()));
}

void requireFit(const ExperimentConfig& config, const Shape& sample, int classes,
                const Sentence& source) {
  if (sample != config.network.input) {
    refuse({phrase("%1: %2"), {source, "/network/input"}},
           {phrase("the data set's samples are %1; the network takes %2"),
            {toString(sample), toString(config.network.input)}});
  }
  const int logits = outputCount(config, source);
  if (logits < classes) {
    refuse({phrase("%1: %2"), {source, "/network/layers"}},
           {phrase("the data set has %1 classes; the network ends in %2 values"),
            {std::to_string(classes), std::to_string(logits)}});
  }
}

void requireMemory(const ExperimentConfig& config, std::size_t available, const Sentence& source) {
  std::size_t parameters = 0;
  for (const LayerShape& layer : requireShapes(config.network, source)) {
    parameters += static_cast<std::size_t>(layer.parameterCount);
  }
  const std::size_t least = parameters * 4 * (1 + config.runs.size());
  if (least <= available) return;
  refuse({phrase("%1: %2"), {source, "/network/layers"}},
         {phrase("the %1 parameters take at least %2 in %3 runs; %4 of memory are free"),
          {std::to_string(parameters), memoryText(least), std::to_string(config.runs.size()),
           memoryText(available)}});
}

}  // namespace scalescope
