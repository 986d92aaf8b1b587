#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/backend/under_test.h"
#include "core/base/random.h"
#include "core/train/experiment.h"

namespace scalescope::test {

/// The policies that every test of all of them goes through, and their names in a test's.
inline auto everyPolicy() {
  return testing::Values("fp32", "tf32", "fp16-pure", "fp16-mixed", "fp16-autocast", "bf16-mixed",
                         "fp8-hybrid", "int8-qat");
}
inline std::string policyWord(const testing::TestParamInfo<std::string>& test) {
  std::string name = test.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

/// A small network with every kind of layer that keeps state between steps or draws random numbers.
inline constexpr const char* kEveryLayer = R"({"input": [1, 8, 8], "layers": [
    {"type": "conv2d", "out": 4, "kernel": 3, "padding": 1}, {"type": "batchnorm"},
    {"type": "relu"}, {"type": "maxpool2d", "kernel": 2}, {"type": "flatten"},
    {"type": "dropout", "p": 0.2}, {"type": "linear", "out": 12}, {"type": "layernorm"},
    {"type": "relu"}, {"type": "linear", "out": 4}]})";

/// A configuration on 8 × 8 images of 4 classes, with parts replaced (JSON Merge Patch).
inline ExperimentConfig configWith(const std::string& patch = "{}",
                                   const std::string& network = kEveryLayer) {
  Json json = parseJson(R"({"scalescope": 1, "name": "test", "seed": 3,
    "optimizer": {"type": "sgd", "lr": 0.05, "momentum": 0.9},
    "batch_size": 8, "steps": 12, "eval_every": 0,
    "runs": [{"name": "fp32", "precision": "fp32"},
             {"name": "fp16", "precision": "fp16-mixed"}]})",
                        "test");
  json["network"] = parseJson(network, "network");
  json.merge_patch(parseJson(patch, "patch"));
  return parseExperiment(json, "test");
}

/// Images of noise in which every class brightens a place of its own, so that a network can learn
/// it.
inline Samples madeUpSamples(const Shape& shape, int classes, std::int64_t count,
                             std::uint64_t seed) {
  const auto elements = static_cast<std::size_t>(elementCount(shape));
  std::vector<float> values(static_cast<std::size_t>(count) * elements);
  Samples samples;
  samples.shape = shape;
  for (std::int64_t n = 0; n < count; ++n) {
    const auto label = static_cast<std::int32_t>(n % classes);
    samples.labels.push_back(label);
    for (std::size_t i = 0; i < elements; ++i) {
      const std::size_t at = static_cast<std::size_t>(n) * elements + i;
      const bool bright = i % static_cast<std::size_t>(classes) == static_cast<std::size_t>(label);
      values[at] = static_cast<float>(0.5 * randomUniform(seed, at) + (bright ? 0.5 : 0.0));
    }
  }
  samples.values = std::move(values);
  return samples;
}

inline std::shared_ptr<const Dataset> madeUpDataset(const Shape& shape = {1, 8, 8}, int classes = 4,
                                                    std::int64_t train = 64,
                                                    std::int64_t test = 21) {
  auto dataset = std::make_shared<Dataset>();
  dataset->name = "made up";
  dataset->classes = classes;
  dataset->train = madeUpSamples(shape, classes, train, 1);
  dataset->test = madeUpSamples(shape, classes, test, 2);
  return dataset;
}

inline BackendFactory factoryUnderTest() {
  return [] { return makeBackendUnderTest(); };
}

/// Keeps all records; may be asked from another thread than the one that trains.
class Recorder {
 public:
  RecordListener listener() {
    return [this](const Record& record) {
      const std::lock_guard lock(mutex_);
      records_.push_back(record);
    };
  }
  template <typename Kind>
  std::vector<Kind> all(int run = -2) const {
    const std::lock_guard lock(mutex_);
    std::vector<Kind> found;
    for (const auto& record : records_) {
      const Kind* kind = std::get_if<Kind>(&record);
      if (kind && (run == -2 || kind->run == run)) found.push_back(*kind);
    }
    return found;
  }
  std::vector<EventRecord> events(EventKind kind, int run = -2) const {
    std::vector<EventRecord> found;
    for (auto& event : all<EventRecord>(run)) {
      if (event.kind == kind) found.push_back(std::move(event));
    }
    return found;
  }
  std::vector<RunState> states(int run) const {
    std::vector<RunState> found;
    for (const auto& state : all<StateRecord>(run)) found.push_back(state.state);
    return found;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Record> records_;
};

/// A trainer of run 0 with initial weights of the configuration.
inline std::unique_ptr<Trainer> trainerOf(const ExperimentConfig& config, int run = 0) {
  return std::make_unique<Trainer>(makeBackendUnderTest(), config, run,
                                   initialWeights(config.network, config.init, config.seed));
}

/// Batches of the made-up data, without an experiment around them.
struct Batches {
  explicit Batches(const ExperimentConfig& configuration)
      : config(configuration), dataset(madeUpDataset(config.network.input)) {
    pixels.resize(static_cast<std::size_t>(config.batchSize * elementCount(config.network.input)));
    labels.resize(static_cast<std::size_t>(config.batchSize));
    indices.resize(labels.size());
  }
  void load(std::int64_t step) {
    for (std::size_t i = 0; i < indices.size(); ++i) {
      indices[i] =
          (step * config.batchSize + static_cast<std::int64_t>(i)) % dataset->train.count();
    }
    dataset->train.gather(indices, pixels, labels);
  }
  StepRecord step(Trainer& trainer) {
    load(trainer.stepsDone());
    return trainer.step(pixels, labels);
  }

  ExperimentConfig config;
  std::shared_ptr<const Dataset> dataset;
  std::vector<std::int64_t> indices;
  std::vector<float> pixels;
  std::vector<std::int32_t> labels;
};

inline bool sameBits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

/// True when two records tell of the same numbers, whatever time they took.
inline bool sameNumbers(const StepRecord& a, const StepRecord& b) {
  return a.step == b.step && sameBits(a.loss, b.loss) && sameBits(a.scale, b.scale) &&
         a.foundInf == b.foundInf && a.applied == b.applied && sameBits(a.gradNorm, b.gradNorm) &&
         sameBits(a.learningRate, b.learningRate) && a.overflow == b.overflow &&
         a.underflow == b.underflow && a.castElements == b.castElements &&
         a.lostUpdates == b.lostUpdates && a.samples == b.samples && a.accuracy == b.accuracy;
}

/// True when two sets of weights are the same to the bit.
inline bool sameWeights(const std::vector<HostTensor>& a, const std::vector<HostTensor>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].name != b[i].name || a[i].data.size() != b[i].data.size()) return false;
    for (std::size_t k = 0; k < a[i].data.size(); ++k) {
      if (floatBits(a[i].data[k]) != floatBits(b[i].data[k])) return false;
    }
  }
  return true;
}

}  // namespace scalescope::test
