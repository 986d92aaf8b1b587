#include "core/train/injection.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/refusal.h"
#include "core/train/fixtures.h"

namespace scalescope {
namespace {

using test::configWith;
using test::expectWords;
using test::madeUpDataset;
using test::Recorder;
using test::refusalOf;

Injection parsed(const std::string& text) {
  const Json json = parseJson(text, "test");
  return parseInjection(JsonReader(json, "test"));
}

TEST(Injection, RoundTrips) {
  for (const char* text :
       {R"({"step":40,"run":"fp16","tensor":"input","multiply":1000.0})",
        R"({"step":0,"tensor":"layers.2.output","set":"nan"})",
        R"({"step":0,"tensor":"layers.2.output","set":"-inf"})",
        R"({"step":7,"tensor":"layers.0.weight.grad","set":0.5})", R"({"step":1,"scale":1e+30})"}) {
    EXPECT_EQ(toJson(parsed(text)).dump(), text);
    EXPECT_EQ(parsed(toJson(parsed(text)).dump()), parsed(text));
  }
}

TEST(Injection, RefusesWhatIsNone) {
  const auto refuses = [](const char* text, const char* words) {
    expectWords(refusalOf([&] { parsed(text); }), {"test", words});
  };
  refuses(R"({"tensor": "input", "multiply": 2})", "step");
  refuses(R"({"step": 1, "tensor": "input"})", "exactly one");
  refuses(R"({"step": 1, "tensor": "input", "multiply": 2, "set": 1})", "exactly one");
  refuses(R"({"step": 1, "multiply": 2})", "\"tensor\" is missing");
  refuses(R"({"step": 1, "tensor": "input", "scale": 2})", "leave \"tensor\" out");
  refuses(R"({"step": 1, "tensor": "input", "set": "big"})", "nan");
  refuses(R"({"step": 1, "scale": -2})", "positive");
  refuses(R"({"step": 1, "scale": 2, "party": 1})", "party");
}

std::string withInjections(const std::string& list) {
  return R"({"steps": 6, "statistics_every": 0, "runs": [{"name": "fp32", "precision": "fp32"},
      {"name": "fp16", "precision": "fp16-mixed", "scaler": {"kind": "static", "scale": 16}}],
      "inject": )" +
         list + "}";
}

struct Trained {
  Recorder recorder;
  explicit Trained(const std::string& list) {
    Experiment experiment(configWith(withInjections(list)), madeUpDataset(),
                          test::factoryUnderTest(), recorder.listener());
    while (!experiment.finished()) experiment.advance();
    statistics = recorder.all<StatisticsRecord>();
  }
  const TensorSummary& summary(int run, const std::string& tensor) const {
    static const TensorSummary none;
    for (const StatisticsRecord& record : statistics) {
      for (std::size_t i = 0; record.run == run && i < record.tensors->size(); ++i) {
        if ((*record.tensors)[i].name == tensor) return record.summaries[i];
      }
    }
    ADD_FAILURE() << tensor;
    return none;
  }
  std::vector<StatisticsRecord> statistics;
};

TEST(Injection, SpikesTheInputOfOneRun) {
  Trained trained(R"([{"step": 3, "run": "fp16", "tensor": "input", "multiply": 1e6}])");
  EXPECT_TRUE(trained.recorder.all<StepRecord>(0).at(3).applied);
  EXPECT_FALSE(trained.recorder.all<StepRecord>(1).at(3).applied);
  EXPECT_GT(trained.summary(1, "input").overflow, 0U);
  EXPECT_GT(trained.summary(1, "input").largest, 65504.0F);
  const auto events = trained.recorder.events(EventKind::injection);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].run, 1);
  EXPECT_EQ(events[0].step, 3);
  EXPECT_EQ(parsed(events[0].action).value, 1e6);
}

TEST(Injection, WritesNanIntoATensor) {
  for (const char* tensor : {"layers.0.output", "layers.0.weight.grad", "loss.input.grad"}) {
    Trained trained(std::string(R"([{"step": 2, "tensor": ")") + tensor + R"(", "set": "nan"}])");
    for (const int run : {0, 1}) {
      EXPECT_EQ(trained.summary(run, tensor).nans, 1U) << tensor;
      EXPECT_FALSE(trained.recorder.all<StepRecord>(run).at(2).applied) << tensor;
      EXPECT_TRUE(trained.recorder.all<StepRecord>(run).at(3).applied) << tensor;
    }
  }
}

TEST(Injection, MultipliesAGradientExactly) {
  Trained plain("[]");
  Trained trained(
      R"([{"step": 0, "run": "fp32", "tensor": "layers.0.weight.grad", "multiply": 0}])");
  EXPECT_NE(plain.recorder.all<StepRecord>(0).at(0).gradNorm,
            trained.recorder.all<StepRecord>(0).at(0).gradNorm);
  EXPECT_TRUE(test::sameNumbers(plain.recorder.all<StepRecord>(1).at(5),
                                trained.recorder.all<StepRecord>(1).at(5)));
}

TEST(Injection, SetsTheScale) {
  Trained trained(R"([{"step": 2, "run": "fp16", "scale": 4096}])");
  EXPECT_EQ(trained.recorder.all<StepRecord>(1).at(1).scale, 16.0);
  EXPECT_EQ(trained.recorder.all<StepRecord>(1).at(2).scale, 4096.0);
}

TEST(Injection, NamesTheTensorsThatThereAre) {
  const std::string message =
      refusalOf([] { Trained(R"([{"step": 2, "tensor": "layers.77.output", "set": 1}])"); });
  expectWords(message, {"/inject/0", "layers.77.output", "loss.input.grad"});
  expectWords(
      refusalOf([] { configWith(withInjections(R"([{"step": 2, "run": "x", "scale": 1}])")); }),
      {"/inject/0/run", "the name of a run"});
}

TEST(Injection, ByHandIsTheSameAsByConfiguration) {
  const Injection injection =
      parsed(R"({"step": 3, "run": "fp16", "tensor": "input", "multiply": 1e6})");
  Trained expected("[" + toJson(injection).dump() + "]");
  for (const bool whileHeld : {false, true}) {
    Recorder recorder;
    Experiment experiment(configWith(withInjections("[]")), madeUpDataset(),
                          test::factoryUnderTest(), recorder.listener());
    if (whileHeld) experiment.setBreakpoints({.step = 3});
    while (experiment.stepsDone() < 3 || (whileHeld && !experiment.held())) experiment.advance();
    experiment.inject(injection);
    while (!experiment.finished()) experiment.advance();
    const auto steps = recorder.all<StepRecord>(1);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      EXPECT_TRUE(test::sameNumbers(steps[i], expected.recorder.all<StepRecord>(1)[i])) << i;
    }
    EXPECT_EQ(recorder.events(EventKind::injection).size(), 1U);
  }
}

}  // namespace
}  // namespace scalescope
