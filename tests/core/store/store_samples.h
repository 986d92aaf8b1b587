#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json_reader.h"
#include "core/store/reader.h"
#include "core/store/writer.h"
#include "core/tensor/safetensors.h"
#include "core/train/experiment_config.h"

namespace scalescope::test {

inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();
inline constexpr double inf = std::numeric_limits<double>::infinity();

/// A folder of its own for every test, removed afterwards.
class StoreTest : public ::testing::Test {
 protected:
  StoreTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "store-test-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = pattern;
    path_ = (folder_ / "runs.sqlite").string();
  }
  ~StoreTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::filesystem::path folder_;
  std::string path_;
};

inline ExperimentConfig sampleConfig(const std::string& name = "spirals") {
  static constexpr const char* text = R"({
    "scalescope": 1, "seed": 7, "dataset": {"kind": "synthetic"},
    "network": {"input": [2], "layers": [{"type": "linear", "out": 8}, {"type": "relu"},
                                         {"type": "linear", "out": 2}]},
    "optimizer": {"type": "sgd", "lr": 0.1}, "batch_size": 16, "steps": 100,
    "runs": [{"name": "fp32", "precision": "fp32"},
             {"name": "fp16", "precision": "fp16-mixed",
              "scaler": {"kind": "dynamic", "preset": "pytorch", "interval": 5}}]})";
  ExperimentConfig config = parseExperiment(parseJson(text, "sample"), "sample");
  config.name = name;
  return config;
}

inline BackendInfo sampleBackend() { return {"cpu", "a processor", "oneDNN 2.6.3", 2}; }

inline StepRecord sampleStep(int run, std::int64_t step) {
  StepRecord record;
  record.run = run;
  record.step = step;
  record.loss = 2.0 / static_cast<double>(step + 1);
  record.scale = 65536.0;
  record.gradNorm = 0.5;
  record.learningRate = 0.1;
  record.castElements = 1000;
  record.stepMs = 19.0;
  record.wallTime = 0.019 * static_cast<double>(step + 1);
  record.samples = 64 * (step + 1);
  record.accuracy = 0.25;
  return record;
}

/// A small checkpoint that parses.
inline CheckpointRecord sampleCheckpoint(int run, std::int64_t step) {
  Safetensors file;
  file.tensors.push_back({"layers.0.weight", {2, 2}, {1.0F, 2.0F, 3.0F, static_cast<float>(step)}});
  file.metadata["step"] = std::to_string(step);
  return {run, step, serializeSafetensors(file)};
}

inline std::string fileBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The message of the Error that `action` throws; fails the test if it throws none.
template <typename Action>
std::string errorOf(Action action, ErrorKind kind = ErrorKind::input) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "expected an Error";
  return "";
}

}  // namespace scalescope::test
