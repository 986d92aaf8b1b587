#include <gtest/gtest.h>

#include "core/refusal.h"
#include "core/train/fixtures.h"

namespace scalescope {
namespace {

using test::Batches;
using test::configWith;
using test::expectWords;
using test::refusalOf;
using test::sameNumbers;
using test::sameWeights;
using test::trainerOf;

struct Setting {
  const char* name;
  const char* precision;
  const char* optimizer;
};

class Resume : public testing::TestWithParam<Setting> {
 protected:
  ExperimentConfig config() const {
    return configWith(std::string(R"({"optimizer": )") + GetParam().optimizer +
                      R"(, "schedule": {"type": "warmup-cosine", "warmup": 3, "total": 30},
        "runs": [{"name": "run", "precision": ")" +
                      GetParam().precision +
                      R"(", "scaler": {"kind": "dynamic", "init": 8388608, "interval": 3}}]})");
  }
};

TEST_P(Resume, EndsWithTheBitsOfAnUnbrokenRun) {
  const ExperimentConfig setting = config();
  Batches batches(setting);
  const auto straight = trainerOf(setting);
  std::string checkpoint;
  for (int i = 0; i < 7; ++i) batches.step(*straight);
  checkpoint = straight->saveCheckpoint();

  const auto resumed = trainerOf(setting);
  resumed->loadCheckpoint(checkpoint, "checkpoint");
  EXPECT_EQ(resumed->stepsDone(), 7);
  EXPECT_EQ(resumed->stepsApplied(), straight->stepsApplied());
  EXPECT_EQ(resumed->state().scaler, straight->state().scaler);
  for (int i = 0; i < 7; ++i) {
    const StepRecord a = batches.step(*straight);
    const StepRecord b = batches.step(*resumed);
    EXPECT_TRUE(sameNumbers(a, b)) << "step " << a.step << ": " << a.loss << ", " << b.loss;
  }
  EXPECT_TRUE(sameWeights(straight->weights(), resumed->weights()));
  EXPECT_EQ(straight->saveCheckpoint(), resumed->saveCheckpoint());
}

constexpr const char* kSgd = R"({"lr": 0.02, "momentum": 0.9, "nesterov": true})";
constexpr const char* kPlain = R"({"lr": 0.02, "momentum": 0})";
constexpr const char* kAdam = R"({"type": "adam", "lr": 0.01, "momentum": null})";
constexpr const char* kAdamw =
    R"({"type": "adamw", "lr": 0.01, "momentum": null, "weight_decay": 0.1})";

INSTANTIATE_TEST_SUITE_P(
    Settings, Resume,
    testing::Values(
        Setting{"fp32_sgd", "fp32", kSgd}, Setting{"fp32_plain", "fp32", kPlain},
        Setting{"fp32_adamw", "fp32", kAdamw}, Setting{"tf32_adamw", "tf32", kAdamw},
        Setting{"fp8_sgd", "fp8-hybrid", kSgd}, Setting{"fp8_adamw", "fp8-hybrid", kAdamw},
        Setting{"int8_sgd", "int8-qat", kSgd}, Setting{"int8_adamw", "int8-qat", kAdamw},
        Setting{"pure_sgd", "fp16-pure", kSgd}, Setting{"pure_adam", "fp16-pure", kAdam},
        Setting{"mixed_sgd", "fp16-mixed", kSgd}, Setting{"mixed_adamw", "fp16-mixed", kAdamw},
        Setting{"autocast_adam", "fp16-autocast", kAdam},
        Setting{"autocast_sgd", "fp16-autocast", kSgd}, Setting{"bf16_sgd", "bf16-mixed", kSgd},
        Setting{"bf16_adamw", "bf16-mixed", kAdamw}),
    [](const auto& test) { return test.param.name; });

// Else a stop just before an overflow would change what is said of it.
TEST(Checkpoint, KeepsWhatTheNextOverflowIsComparedWith) {
  const ExperimentConfig config = configWith();
  Batches batches(config);
  const auto straight = trainerOf(config, 1);
  batches.step(*straight);
  const auto resumed = trainerOf(config, 1);
  resumed->loadCheckpoint(straight->saveCheckpoint(), "checkpoint");
  for (Trainer* trainer : {straight.get(), resumed.get()}) {
    trainer->setScale(0x1p100F);
    EXPECT_TRUE(batches.step(*trainer).foundInf);
  }
  const std::vector<double> largest = straight->statistics().largestBefore;
  EXPECT_GT(std::count_if(largest.begin(), largest.end(), [](double each) { return each > 0.0; }),
            2);
  EXPECT_EQ(resumed->statistics().largestBefore, largest);

  Safetensors file = parseSafetensors(straight->saveCheckpoint(), "checkpoint");
  file.metadata.erase("largest_magnitudes");  // as older ones are
  resumed->loadCheckpoint(serializeSafetensors(file), "checkpoint");
  batches.step(*resumed);
  EXPECT_EQ(resumed->statistics().largestBefore, std::vector<double>(largest.size(), 0.0));
  file.metadata["largest_magnitudes"] = R"({"loss.input.grad": "much"})";
  expectWords(refusalOf([&] { resumed->loadCheckpoint(serializeSafetensors(file), "place"); }),
              {"place: metadata \"largest_magnitudes\": /loss.input.grad: expected a number"});
}

// A fork or an edit may change the formats; what an FP8 layer has seen is of no use to another.
TEST(Checkpoint, GoesOnInFp8OrOutOfIt) {
  const ExperimentConfig config =
      configWith(R"({"runs": [{"name": "fp32"}, {"name": "fp8", "precision": "fp8-hybrid"},
                     {"name": "plain", "precision": "fp8-hybrid", "fp8_scaling": "none"}]})");
  Batches batches(config);
  std::vector<std::unique_ptr<Trainer>> trainers;
  for (int run = 0; run < 3; ++run) {
    trainers.push_back(trainerOf(config, run));
    batches.step(*trainers.back());
  }
  const auto historiesOf = [](Trainer& trainer) {
    double sum = 0.0;
    for (const auto& [name, tensor] : trainer.network().amaxHistories()) {
      std::vector<float> values(kAmaxHistory);
      trainer.backend().read(*tensor, values);
      for (const float value : values) sum += static_cast<double>(value);
    }
    return sum;
  };
  EXPECT_GT(historiesOf(*trainers[1]), 0.0);
  trainers[2]->loadCheckpoint(trainers[1]->saveCheckpoint(), "fp8");
  trainers[0]->loadCheckpoint(trainers[1]->saveCheckpoint(), "fp8");
  EXPECT_TRUE(sameWeights(trainers[0]->weights(), trainers[1]->weights()));
  trainers[1]->loadCheckpoint(trainers[0]->saveCheckpoint(), "fp32");
  EXPECT_EQ(historiesOf(*trainers[1]), 0.0);
  EXPECT_TRUE(std::isfinite(batches.step(*trainers[1]).loss));
}

TEST(Checkpoint, KeepsAnOddScaleExactly) {
  const ExperimentConfig config = configWith();
  const auto from = trainerOf(config, 1);
  const auto to = trainerOf(config, 1);
  for (const float scale : {0.0F, 0x1p-149F, 0x1.234568p-130F, 0x1.fffffep127F, 3.7F}) {
    ScalerState state{scale, 17, -2, 12345678901};
    from->setScaler(state);
    to->loadCheckpoint(from->saveCheckpoint(), "checkpoint");
    EXPECT_EQ(to->state().scaler, state);
  }
}

TEST(Checkpoint, RefusesWhatDoesNotFit) {
  const auto trainer = trainerOf(configWith());
  const std::string good = trainer->saveCheckpoint();
  const auto refused = [&](std::string_view bytes) {
    return refusalOf([&] { trainer->loadCheckpoint(bytes, "place"); });
  };
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{7}, good.size() / 2, good.size() - 1}) {
    expectWords(refused(std::string_view(good).substr(0, length)), {"place"});
  }
  Safetensors file = parseSafetensors(good, "good");
  const auto changed = [&](auto change) {
    Safetensors copy = file;
    change(copy);
    return refused(serializeSafetensors(copy));
  };
  expectWords(changed([](auto& f) { f.metadata.clear(); }), {"place", "not a checkpoint"});
  expectWords(changed([](auto& f) { f.metadata["scalescope_checkpoint"] = "2"; }), {"version 2"});
  expectWords(changed([](auto& f) { f.metadata["step"] = "-1"; }), {"\"step\"", "-1"});
  expectWords(changed([](auto& f) { f.metadata["applied"] = "1"; }), {"\"applied\""});
  expectWords(changed([](auto& f) { f.metadata["scale_bits"] = "12x"; }), {"\"scale_bits\""});
  expectWords(changed([](auto& f) { f.tensors.pop_back(); }), {"place", "missing"});
  expectWords(changed([](auto& f) { f.tensors[0].name = "other"; }), {"\"layers.0.weight\""});
  expectWords(changed([](auto& f) { f.tensors.push_back({"more", {1}, {0.0F}}); }), {"tensors"});
  expectWords(changed([](auto& f) { f.tensors[0].shape = {36, 1, 1, 1}; }), {"[36, 1, 1, 1]"});
}

TEST(Checkpoint, ARefusedOneChangesNothing) {
  const ExperimentConfig config = configWith();
  Batches batches(config);
  const auto other = trainerOf(config);
  batches.step(*other);
  Safetensors file = parseSafetensors(other->saveCheckpoint(), "other");
  file.tensors.back().name = "unknown";
  const auto trainer = trainerOf(config);
  const std::string before = trainer->saveCheckpoint();
  refusalOf([&] { trainer->loadCheckpoint(serializeSafetensors(file), "place"); });
  EXPECT_EQ(trainer->saveCheckpoint(), before);
}

TEST(Checkpoint, OfOtherSamplesIsRefused) {
  const auto trainer = trainerOf(configWith());
  const std::string unknown = trainer->saveCheckpoint();
  trainer->dataFingerprint = 4'000'000'000U;
  trainer->loadCheckpoint(unknown, "place");
  const std::string good = trainer->saveCheckpoint();
  trainer->loadCheckpoint(good, "place");
  trainer->dataFingerprint = 1;
  expectWords(refusalOf([&] { trainer->loadCheckpoint(good, "place"); }),
              {"place", "have changed"});
}

}  // namespace
}  // namespace scalescope
