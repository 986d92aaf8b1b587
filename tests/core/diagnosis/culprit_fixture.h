#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "core/diagnosis/culprit.h"
#include "core/diagnosis/said.h"
#include "core/train/fixtures.h"

namespace scalescope {

/// A step of three tensors, from plain numbers.
inline StatisticsRecord recordOf(std::int64_t step, float output, float gradient) {
  auto tensors = std::make_shared<TensorTable>();
  tensors->push_back({"input", TensorRole::activation, Format::fp16});
  tensors->push_back({"layers.0.output", TensorRole::activation, Format::fp16});
  tensors->push_back({"layers.0.weight.grad", TensorRole::gradient, Format::fp16});
  StatisticsRecord record{1, step, tensors, {}};
  for (const float largest : {1.0F, output, gradient}) {
    TensorSummary summary;
    summary.elements = 10;
    summary.largest = largest;
    summary.overflow = largest > 65504.0F ? 1 : 0;
    record.summaries.push_back(summary);
  }
  return record;
}

/// The same with one of its tensors in another format.
inline StatisticsRecord withFormat(StatisticsRecord record, std::size_t tensor, Format format) {
  auto tensors = std::make_shared<TensorTable>(*record.tensors);
  (*tensors)[tensor].format = format;
  record.tensors = tensors;
  return record;
}

/// The same with one more tensor.
inline StatisticsRecord withTensor(StatisticsRecord record, const TensorInfo& tensor,
                                   float largest) {
  auto tensors = std::make_shared<TensorTable>(*record.tensors);
  tensors->push_back(tensor);
  record.tensors = tensors;
  TensorSummary summary;
  summary.elements = 10;
  summary.largest = largest;
  record.summaries.push_back(summary);
  return record;
}

class CulpritOf : public testing::Test {
 protected:
  CulpritOf() {
    evidence_.step.step = 8;
    evidence_.step.scale = 65536.0;
    evidence_.step.foundInf = true;
    evidence_.step.applied = false;
    evidence_.before = {recordOf(7, 2.0F, 30000.0F), 65536.0};
    evidence_.weightsOfBefore = true;
  }
  Culprit culprit(const StatisticsRecord& at) {
    evidence_.at = at;
    const Culprit translated = firstCulprit(config_, 1, evidence_, test::wordless());
    EXPECT_EQ(test::untold(translated.sentence, {"layers.0.output times 1e6", "fault"}), "");
    return firstCulprit(config_, 1, evidence_);
  }

  ExperimentConfig config_ = test::configWith();
  OverflowEvidence evidence_;
};

}  // namespace scalescope
