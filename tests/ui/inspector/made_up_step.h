#pragma once

#include <gtest/gtest.h>

#include <QTemporaryDir>
#include <QTest>
#include <memory>
#include <string>
#include <vector>

#include "core/store/writer.h"
#include "core/train/experiment_config.h"
#include "ui/inspector/inspected_runs.h"
#include "ui/plots/plot_model.h"

namespace scalescope::testing_inspector {

inline const RunLook fp32Look{"fp32", QColor(0x1f, 0x5f, 0xa8), QColor(0x4d, 0x9b, 0xe6)};
inline const RunLook fp16Look{"fp16", QColor(0xe5, 0x8a, 0x00), QColor(0xff, 0xb8, 0x4d)};

/// A tensor with these values before its cast.
inline TensorSummary summaryOf(const std::vector<float>& values, Format format) {
  TensorStatistics statistics;
  statistics.format = format;
  CastCounts counts;
  for (const float value : values) {
    statistics.add(value);
    countCast(counts, value, roundTo(format, value));
  }
  return summarise(statistics, counts);
}

/// Of a linear layer, a ReLU and a linear layer; updates are missing in a step that was skipped.
inline std::shared_ptr<const TensorTable> madeUpTensors(Format format) {
  auto tensors = std::make_shared<TensorTable>();
  tensors->push_back({"input", TensorRole::activation, format});
  tensors->push_back({"layers.0.output", TensorRole::activation, format});
  tensors->push_back({"layers.2.output", TensorRole::activation, format});
  tensors->push_back({"loss.input.grad", TensorRole::gradient, format});
  tensors->push_back({"layers.2.weight.grad", TensorRole::gradient, format});
  tensors->push_back({"layers.2.input.grad", TensorRole::gradient, format});
  tensors->push_back({"layers.0.weight.grad", TensorRole::gradient, format});
  tensors->push_back({"layers.0.weight.update", TensorRole::update, Format::fp32});
  tensors->push_back({"layers.0.weight", TensorRole::weight, format});
  return tensors;
}

/// Its gradients are `scale` times 2^-20, 2^-10 and 1 (twice).
inline StatisticsRecord madeUpRecord(int run, std::int64_t step, Format format, float scale,
                                     bool skipped = false) {
  StatisticsRecord record{run, step, madeUpTensors(format), {}};
  for (const TensorInfo& tensor : *record.tensors) {
    const bool left = skipped && (tensor.role == TensorRole::update);
    std::vector<float> values{0.0F, 0.5F, 1.0F, -2.0F};
    if (tensor.role == TensorRole::gradient) {
      values = {scale * 0x1p-20F, scale * -0x1p-10F, scale, scale};
    }
    record.summaries.push_back(left ? TensorSummary() : summaryOf(values, tensor.format));
  }
  return record;
}

inline StepPtr madeUpStep(std::int64_t run, std::int64_t step, Format format, float scale,
                          bool skipped = false) {
  auto inspected = std::make_shared<InspectedStep>();
  inspected->run = run;
  inspected->row.step = step;
  inspected->row.scale = static_cast<double>(scale);
  inspected->row.applied = !skipped;
  inspected->record = madeUpRecord(0, step, format, scale, skipped);
  inspected->counted = countedStep(inspected->record, inspected->row.scale, "test");
  return inspected;
}

/// A store with the runs fp32 and fp16, which have statistics of every second step; step 4 of fp16
/// overflows and is skipped.
class InspectedStore : public testing::Test {
 protected:
  static constexpr float scale = 0x1p15F;

  std::string path() const { return (directory_.path() + "/runs.sqlite").toStdString(); }

  static ExperimentConfig config() {
    return parseExperiment(parseJson(R"({"scalescope": 1, "dataset": {"kind": "synthetic"},
      "network": {"input": [2], "layers": [{"type": "linear", "out": 8}, {"type": "relu"},
                                           {"type": "linear", "out": 2}]},
      "optimizer": {"type": "sgd", "lr": 0.1}, "batch_size": 16, "steps": 100,
      "runs": [{"name": "fp32", "precision": "fp32"}, {"name": "fp16", "precision": "fp16-mixed"}]})",
                                     "test"),
                           "test");
  }

  static void write(StoreWriter& writer, std::int64_t from, std::int64_t steps,
                    bool statistics = true) {
    for (std::int64_t step = from; step < from + steps; ++step) {
      for (int run = 0; run < 2; ++run) {
        const bool skipped = run == 1 && step == 4;
        StepRecord row;
        row.run = run;
        row.step = step;
        row.scale = run == 0 ? 1.0 : skipped ? 65536.0 : static_cast<double>(scale);
        row.applied = !skipped;
        row.foundInf = skipped;
        writer.write(row);
        if (!statistics || step % 2 != 0) continue;
        writer.write(madeUpRecord(run, step, run == 0 ? Format::fp32 : Format::fp16,
                                  static_cast<float>(row.scale), skipped));
      }
    }
    writer.flush();
  }

  std::vector<std::int64_t> fill(std::int64_t steps, bool statistics = true) {
    StoreWriter writer(path());
    const auto ids = writer.begin(config(), BackendInfo{"cpu", "a processor", "oneDNN", 1});
    write(writer, 0, steps, statistics);
    writer.close();
    return ids;
  }

 private:
  QTemporaryDir directory_;
};

}  // namespace scalescope::testing_inspector
