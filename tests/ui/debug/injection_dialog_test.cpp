#include "ui/debug/injection_dialog.h"

#include <gtest/gtest.h>

#include <QComboBox>
#include <QDialogButtonBox>
#include <QPushButton>
#include <cmath>

#include "core/train/devices.h"
#include "core/train/experiment.h"
#include "core/train/experiment_data.h"
#include "core/train/presets.h"
#include "ui/debug/tensor_names.h"

namespace scalescope {
namespace {

constexpr const char* smallNetwork = R"({
  "scalescope": 1, "steps": 2, "batch_size": 4, "eval_every": 0,
  "dataset": {"kind": "synthetic", "generator": "spirals", "features": 2, "classes": 4, "samples": 40},
  "network": {"input": [2], "layers": [{"type": "linear", "out": 8}, {"type": "relu"},
     {"type": "layernorm"}, {"type": "dropout"}, {"type": "linear", "out": 4}]},
  "runs": [{"name": "fp32", "precision": "fp32"}, {"name": "auto", "precision": "fp16-autocast"},
           {"name": "pure", "precision": "fp16-pure"}]})";

TEST(TensorNames, AreInOrderOfComputation) {
  const auto config = parseExperiment(parseJson(smallNetwork, "test"), "test");
  EXPECT_EQ(tensorNames(config.network).join(" "),
            "input layers.0.weight layers.0.bias layers.0.output layers.2.weight layers.2.bias "
            "layers.2.output layers.3.output layers.4.weight layers.4.bias layers.4.output "
            "loss.input.grad layers.4.weight.grad layers.4.bias.grad layers.4.input.grad "
            "layers.3.input.grad layers.2.weight.grad layers.2.bias.grad layers.2.input.grad "
            "layers.0.weight.grad layers.0.bias.grad");
}

TEST(TensorNames, AreKnownToEveryRun) {
  const auto config = parseExperiment(parseJson(smallNetwork, "test"), "test");
  Experiment experiment(config, loadDatasetFor(config, "test"), backendFactory("cpu"),
                        [](const Record&) {});
  for (const QString& name : tensorNames(config.network)) {
    Injection injection;
    injection.tensor = name.toStdString();
    EXPECT_NO_THROW(experiment.inject(injection)) << injection.tensor;
  }
}

TEST(InjectionDialog, MakesEveryKindOfFault) {
  InjectionDialog dialog(defaultExperiment(), 7);
  const auto boxes = dialog.findChildren<QComboBox*>();  // run, fault, tensor, value
  ASSERT_EQ(boxes.size(), 4);
  const auto* ok = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
  Injection expected;
  expected.tensor = "input";
  expected.value = 1000.0;
  EXPECT_EQ(dialog.injection(), expected);

  boxes[0]->setCurrentIndex(2);
  boxes[1]->setCurrentIndex(1);
  boxes[2]->setCurrentText("layers.2.output");
  expected = {Injection::Kind::set, 0, "fp16", "layers.2.output", std::nan("")};
  EXPECT_EQ(dialog.injection(), expected);
  boxes[3]->setCurrentText("-INF");
  EXPECT_EQ(dialog.injection().value, -HUGE_VAL);
  boxes[3]->setCurrentText("a lot");
  EXPECT_FALSE(ok->isEnabled());

  boxes[1]->setCurrentIndex(2);
  boxes[3]->setCurrentText("2^20");
  EXPECT_TRUE(ok->isEnabled());
  EXPECT_FALSE(boxes[2]->isEnabled());
  expected = {Injection::Kind::scale, 0, "fp16", "", 1048576.0};
  EXPECT_EQ(dialog.injection(), expected);
  boxes[3]->setCurrentText("0");
  EXPECT_FALSE(ok->isEnabled()) << "a loss scale is positive";
}

}  // namespace
}  // namespace scalescope
