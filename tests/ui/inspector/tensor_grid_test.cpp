#include "ui/inspector/tensor_grid.h"

#include "ui/inspector/inspected_runs.h"
#include "ui/inspector/made_up_step.h"
#include "ui/inspector/measure.h"

namespace scalescope {
namespace {

using testing_inspector::madeUpTensors;
using testing_inspector::summaryOf;

QStringList rowLabels(const TensorGrid& grid) {
  QStringList labels;
  for (int row = 0; row < grid.rows(); ++row) labels << grid.rowLabel(row);
  return labels;
}

TEST(TensorGrid, HasLayersDownInOrderAndKindsOfTensorsAcross) {
  const auto tensors = madeUpTensors(Format::fp16);
  const TensorGrid grid(*tensors, {"linear", "relu", "linear"});
  EXPECT_EQ(rowLabels(grid), QStringList({"Input", "0 linear", "2 linear", "Loss"}));
  QStringList parts;
  for (int column = 0; column < grid.columns(); ++column) parts << grid.part(column);
  EXPECT_EQ(parts, QStringList({"output", "input.grad", "weight", "weight.grad", "weight.update"}));
  EXPECT_EQ(grid.at(1, 3), std::vector<int>{6});  // layers.0.weight.grad
  EXPECT_TRUE(grid.at(0, 1).empty());
  EXPECT_EQ(grid.find("layers.2.input.grad", *tensors), std::make_pair(2, 1));
  EXPECT_EQ(grid.find("layers.9.input.grad", *tensors), std::make_pair(-1, -1));
}

TEST(TensorGrid, OrdersLayersByNumberAndKeepsNamesItDoesNotKnow) {
  const TensorTable tensors{{"layers.10.output", TensorRole::activation, Format::fp16},
                            {"layers.9.output", TensorRole::activation, Format::fp16},
                            {"encoder.block.kernel", TensorRole::weight, Format::fp16},
                            {"plain", TensorRole::weight, Format::fp16}};
  const TensorGrid grid(tensors, {});
  EXPECT_EQ(rowLabels(grid).mid(0, 2), QStringList({"9", "10"}));
  EXPECT_TRUE(rowLabels(grid).contains("encoder.block"));
  EXPECT_GE(grid.find("plain", tensors).first, 0);
}

TEST(TensorGrid, HasModulesOfAnotherProgramInOrderOfComputation) {
  const TensorTable tensors{{"input", TensorRole::activation, Format::fp32},
                            {"stem.conv.output", TensorRole::activation, Format::fp16},
                            {"10.output", TensorRole::activation, Format::fp16},
                            {"10.output.grad", TensorRole::gradient, Format::fp16},
                            {"stem.conv.weight.grad", TensorRole::gradient, Format::fp32},
                            {"gain.grad", TensorRole::gradient, Format::fp32},
                            {"stem.conv.weight", TensorRole::weight, Format::fp32}};
  const TensorGrid grid(tensors, {});
  EXPECT_EQ(rowLabels(grid), (QStringList{"Input", "stem.conv", "10", "Model"}));
  EXPECT_EQ(grid.columns(), 5);
  EXPECT_EQ(grid.at(1, 0), std::vector<int>{1});
}

TEST(TensorGrid, PutsATensorOfTwoFormatsIntoOneCell) {
  const TensorTable tensors{{"layers.0.output", TensorRole::activation, Format::fp16},
                            {"layers.0.output", TensorRole::activation, Format::fp32}};
  EXPECT_EQ(TensorGrid(tensors, {}).at(0, 0), (std::vector<int>{0, 1}));
}

TEST(Measures, AreWrittenShortAndColouredByTheirSize) {
  EXPECT_EQ(shortShareText(0, 10), "0");
  EXPECT_EQ(shortShareText(1, 1'000'000), "<0.01%");
  EXPECT_EQ(shortShareText(35, 10'000), "0.35%");
  EXPECT_EQ(shortShareText(46, 100), "46%");
  EXPECT_EQ(shortShareText(9999, 10'000), "99.9%");
  EXPECT_EQ(shortShareText(7, 7), "100%");
  const TensorInfo gradient{"g", TensorRole::gradient, Format::fp16};
  const TensorSummary summary = summaryOf({0x1p-30F, 1.0F, 1e9F, 0.0F}, Format::fp16);
  EXPECT_EQ(readingOf(Measure::underflow, gradient, summary)->text, "25%");
  EXPECT_EQ(readingOf(Measure::overflow, gradient, summary)->text, "25%");
  EXPECT_EQ(readingOf(Measure::zeros, gradient, summary)->text, "25%");
  EXPECT_EQ(readingOf(Measure::subnormals, gradient, summary)->heat, 0.0);
  EXPECT_EQ(readingOf(Measure::amax, gradient, summary)->text, QString::fromUtf8("2²⁹"));
  EXPECT_FALSE(readingOf(Measure::lostUpdates, gradient, summary));
  const CastLoss foretold{Format::fp16, 4, 4, 0};
  EXPECT_EQ(readingOf(Measure::overflow, gradient, summary, &foretold)->heat, 1.0);
}

TEST(InspectedRuns, AreThinnedOutEvenlyAndFoundByStep) {
  std::vector<std::int64_t> steps;
  for (int i = 0; i < 1000; ++i) steps.push_back(10 * i);
  const auto few = decimated(steps, 100);
  ASSERT_EQ(few.size(), 100U);
  EXPECT_EQ(few.back(), 9990);
  EXPECT_EQ(few[1] - few[0], 100);
  EXPECT_EQ(decimated(steps, 2000), steps);
  EXPECT_EQ(indexAtOrBefore(steps, -5), 0U);
  EXPECT_EQ(indexAtOrBefore(steps, 15), 1U);
  EXPECT_EQ(indexAtOrBefore(steps, 20), 2U);
  EXPECT_EQ(indexAtOrBefore(steps, 99'999), 999U);
  EXPECT_EQ(layerTypes(R"({"network": {"layers": [{"type": "relu"}, {}]}})"),
            (std::vector<std::string>{"relu", ""}));
  for (const char* broken : {"", "[]", R"({"network": 3})", "{"}) {
    EXPECT_TRUE(layerTypes(broken).empty()) << broken;
  }
}

}  // namespace
}  // namespace scalescope
