#include "bench_measure.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>

#include "core/backend/cpu/primitive_timer.h"
#include "core/base/random.h"
#include "core/nn/shape_inference.h"
#include "core/store/writer.h"
#include "core/train/devices.h"
#include "core/train/trainer.h"

namespace scalescope::cli {
namespace {

double medianOf(std::vector<double> values) {
  if (values.empty()) return 0.0;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Milliseconds of one of `times` executions.
double timeOf(int times, const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < times; ++i) work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
             .count() /
         times;
}

struct Batch {
  std::vector<float> pixels;
  std::vector<std::int32_t> labels;
};

Batch randomBatch(const ExperimentConfig& config) {
  const std::uint64_t key = streamKey(config.seed, "bench");
  Batch batch;
  batch.pixels.resize(
      static_cast<std::size_t>(config.batchSize * elementCount(config.network.input)));
  for (std::size_t i = 0; i < batch.pixels.size(); ++i) {
    batch.pixels[i] = static_cast<float>(randomUniform(key, i));
  }
  for (std::int64_t i = 0; i < config.batchSize; ++i) {
    batch.labels.push_back(
        static_cast<std::int32_t>(randomBits(~key, static_cast<std::uint64_t>(i)) % 10));
  }
  return batch;
}

Shape batched(std::int64_t batch, const Shape& sample) {
  Shape shape{batch};
  shape.insert(shape.end(), sample.begin(), sample.end());
  return shape;
}

PrimitiveList listPrimitives(const ExperimentConfig& config) {
  PrimitiveList list;
  const auto shapes = inferShapes(config.network);
  for (std::size_t i = 0; i < config.network.layers.size(); ++i) {
    const LayerConfig& layer = config.network.layers[i];
    const Shape input = batched(config.batchSize, shapes[i].input);
    const std::string name = "layers." + std::to_string(i);
    switch (layer.type) {
      case LayerType::conv2d:
        list.conv2d(name, input,
                    {layer.out, layer.kernel, layer.stride, layer.padding, layer.groups}, i > 0);
        break;
      case LayerType::linear:
        list.linear(name, input, layer.out);
        break;
      case LayerType::relu:
        list.relu(name, input);
        break;
      case LayerType::avgpool2d:
      case LayerType::maxpool2d:
        list.pool2d(
            name, input,
            {layer.type == LayerType::avgpool2d, layer.kernel, layer.stride, layer.padding});
        break;
      default:
        break;  // norms, dropout and flatten are not among the primitives that the sum counts
    }
  }
  return list;
}

/// A store of its own in the temporary folder, for as long as the bench runs.
class ScratchStore {
 public:
  explicit ScratchStore(const ExperimentConfig& config, const BackendInfo& backend)
      : folder_(std::filesystem::temp_directory_path() /
                ("scalescope-bench-" +
                 std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()))) {
    std::filesystem::create_directories(folder_);
    writer_ = std::make_unique<StoreWriter>((folder_ / "bench.sqlite").string());
    writer_->begin(config, backend);
  }
  ~ScratchStore() {
    writer_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  ScratchStore(const ScratchStore&) = delete;
  ScratchStore& operator=(const ScratchStore&) = delete;
  void write(Record record) { writer_->write(std::move(record)); }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<StoreWriter> writer_;
};

}  // namespace

BenchResult measure(const ExperimentConfig& base, std::int64_t batch, const BenchOptions& options,
                    const std::function<void(double)>& progress) {
  ExperimentConfig config = base;
  config.batchSize = batch;
  config.runs.clear();
  for (const auto& precision : options.precisions) {
    RunConfig run;
    run.name = run.precision = precision;
    if (policyNamed(precision).defaultScaler == "dynamic") run.scaler = scalerPreset("pytorch");
    config.runs.push_back(run);
  }
  const auto weights = initialWeights(config.network, config.init, config.seed);
  const Batch data = randomBatch(config);
  const auto makeBackend = backendFactory("cpu");
  std::vector<std::unique_ptr<Trainer>> trainers;
  for (std::size_t run = 0; run < config.runs.size(); ++run) {
    trainers.push_back(
        std::make_unique<Trainer>(makeBackend(), config, static_cast<int>(run), weights));
    trainers.back()->step(data.pixels, data.labels);  // the first step allocates scratch
  }
  const PrimitiveList primitives = listPrimitives(config);
  std::unique_ptr<ScratchStore> store;
  if (options.telemetry)
    store = std::make_unique<ScratchStore>(config, trainers.front()->backend().info());

  std::vector<std::vector<double>> stepTimes(trainers.size()), storedTimes(trainers.size()),
      countedTimes(trainers.size()), tenthTimes(trainers.size());
  std::vector<std::vector<double>> primitiveTimes(primitives.all().size());
  for (int round = 0; round < options.rounds; ++round) {
    for (std::size_t i = 0; i < trainers.size(); ++i) {
      Trainer& trainer = *trainers[i];
      stepTimes[i].push_back(
          timeOf(options.stepsPerRound, [&] { trainer.step(data.pixels, data.labels); }));
      if (!store) continue;
      const auto storedStep = [&](bool statistics) {
        trainer.load(data.pixels, data.labels);
        trainer.begin({.statistics = statistics});
        store->write(trainer.end());
        if (statistics) store->write(trainer.statistics());
      };
      const auto tenth = [&] {
        for (int step = 0; step < 10; ++step) storedStep(step == 0);
      };
      storedTimes[i].push_back(timeOf(options.stepsPerRound, [&] { storedStep(false); }));
      countedTimes[i].push_back(timeOf(options.stepsPerRound, [&] { storedStep(true); }));
      tenthTimes[i].push_back(timeOf(std::max(1, options.stepsPerRound / 10), tenth) / 10.0);
    }
    for (std::size_t i = 0; i < primitiveTimes.size(); ++i) {
      primitiveTimes[i].push_back(timeOf(options.stepsPerRound, primitives.all()[i].run));
    }
    progress(static_cast<double>(round + 1) / options.rounds);
  }

  BenchResult result;
  result.batch = batch;
  for (std::size_t i = 0; i < trainers.size(); ++i) {
    result.steps.push_back({config.runs[i].precision, medianOf(stepTimes[i]),
                            medianOf(storedTimes[i]), medianOf(countedTimes[i]),
                            medianOf(tenthTimes[i]), trainers[i]->backend().memoryPeak()});
  }
  for (std::size_t i = 0; i < primitiveTimes.size(); ++i) {
    result.primitives.emplace_back(primitives.all()[i].name, medianOf(primitiveTimes[i]));
    result.primitiveSum += result.primitives.back().second;
  }
  return result;
}

}  // namespace scalescope::cli
