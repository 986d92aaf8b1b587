#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <random>

#include "core/precision/loss_scaler.h"

// Each framework's rule, told the way that framework keeps its books, against the one scaler with
// that framework's preset, over long random patterns of overflow.
namespace scalescope {
namespace {

/// Says after each step what the scale is and whether the run goes on.
class Rule {
 public:
  virtual ~Rule() = default;
  virtual void step(bool overflow) = 0;
  double scale = 0.0;
  bool ended = false;
};

/// PyTorch: an FP32 scale and a count of clean steps; growth that is not finite is not taken.
struct PyTorchRule : Rule {
  PyTorchRule(double init, int every) : interval(every) { scale = init; }
  void step(bool overflow) override {
    if (overflow) {
      scale *= 0.5;
      clean = 0;
    } else if (++clean == interval) {
      const float grown = static_cast<float>(scale) * 2.0F;
      if (std::isfinite(grown)) scale = static_cast<double>(grown);
      clean = 0;
    }
  }
  int interval, clean = 0;
};

/// Apex: the count of unskipped steps, and a cap.
struct ApexRule : Rule {
  ApexRule(double init, int every) : interval(every) { scale = init; }
  void step(bool overflow) override {
    unskipped = overflow ? 0 : unskipped + 1;
    if (overflow) scale /= 2.0;
    if (unskipped == interval) {
      scale = std::min(16777216.0, scale * 2.0);
      unskipped = 0;
    }
  }
  int interval, unskipped = 0;
};

/// DeepSpeed: no count of clean steps but the number of the last overflowing iteration; the delayed
/// shift is used up once and given back when the scale grows.
struct DeepSpeedRule : Rule {
  DeepSpeedRule(double init, int every) : window(every) { scale = init; }
  void step(bool overflow) override {
    if (overflow) {
      lastOverflow = iteration;
      if (shiftsLeft > 1) {
        --shiftsLeft;
      } else if (scale == 1.0) {
        ended = true;
      } else {
        scale = std::max(scale / 2.0, 1.0);
      }
    } else if ((iteration - lastOverflow) % window == 0) {
      shiftsLeft = 2;
      scale *= 2.0;
    }
    ++iteration;
  }
  int window, iteration = 0, lastOverflow = -1, shiftsLeft = 2;
};

/// Megatron: the hysteresis counts down past zero until growth sets it anew.
struct MegatronRule : Rule {
  MegatronRule(double init, int every) : interval(every) { scale = init; }
  void step(bool overflow) override {
    if (overflow) {
      clean = 0;
      if (--hysteresis <= 0) scale = std::max(scale * 0.5, 1.0);
      return;
    }
    if (++clean < interval) return;
    clean = 0;
    hysteresis = 2;
    scale *= 2.0;
  }
  int interval, clean = 0, hysteresis = 2;
};

/// Keras: the step before the interval is full doubles, whatever comes of it.
struct KerasRule : Rule {
  KerasRule(double init, int every) : interval(every) { scale = init; }
  void step(bool overflow) override {
    if (overflow) {
      counter = 0;
      scale *= 0.5;
    } else if (counter == interval - 1) {
      counter = 0;
      scale *= 2.0;
    } else {
      ++counter;
    }
  }
  int interval, counter = 0;
};

struct Framework {
  const char* preset;
  std::function<std::unique_ptr<Rule>(double init, int interval)> rule;
};
void PrintTo(const Framework& framework, std::ostream* out) { *out << framework.preset; }
template <class R>
Framework framework(const char* preset) {
  return {preset, [](double init, int every) { return std::make_unique<R>(init, every); }};
}

class FrameworkRules : public testing::TestWithParam<Framework> {
 protected:
  /// Follows the rule until the pattern or the run ends; true if the run ended.
  static bool follow(double init, int interval, double overflowShare, unsigned seed) {
    ScalerConfig config = scalerPreset(GetParam().preset);
    config.init = init;
    config.interval = interval;
    LossScaler scaler(config);
    const auto rule = GetParam().rule(init, interval);
    std::mt19937 random(seed);
    std::bernoulli_distribution overflows(overflowShare);
    for (int step = 0; step < 4000; ++step) {
      const bool overflow = overflows(random);
      const double before = rule->scale;
      rule->step(overflow);
      // Frameworks that keep the scale in double still multiply an FP32 loss by it.
      rule->scale = static_cast<double>(static_cast<float>(rule->scale));
      const ScaleChange change = scaler.update(overflow);
      EXPECT_EQ(static_cast<double>(scaler.scale()), rule->scale) << "step " << step;
      EXPECT_EQ(change == ScaleChange::floorReached, rule->ended) << "step " << step;
      EXPECT_EQ(change == ScaleChange::grew, rule->scale > before) << "step " << step;
      EXPECT_EQ(change == ScaleChange::backedOff, rule->scale < before) << "step " << step;
      if (rule->ended) return true;
      if (testing::Test::HasFailure()) return false;
    }
    return false;
  }
};
INSTANTIATE_TEST_SUITE_P(
    Frameworks, FrameworkRules,
    testing::Values(framework<PyTorchRule>("pytorch"), framework<ApexRule>("apex"),
                    framework<DeepSpeedRule>("deepspeed"), framework<MegatronRule>("megatron"),
                    framework<KerasRule>("keras")),
    [](const testing::TestParamInfo<Framework>& each) { return std::string(each.param.preset); });

TEST_P(FrameworkRules, FollowedOverRandomOverflows) {
  unsigned seed = 0;
  for (const int interval : {1, 2, 5, 100}) {
    for (const double share : {0.01, 0.2, 0.5}) follow(0x1p16, interval, share, ++seed);
  }
}

TEST_P(FrameworkRules, FollowedFromTheirOwnDefaults) {
  const ScalerConfig config = scalerPreset(GetParam().preset);
  follow(config.init, config.interval, 0.0, 1);
  follow(config.init, config.interval, 0.001, 2);
}

TEST_P(FrameworkRules, FollowedDownToTheEnd) {
  const bool ended = follow(0x1p16, 1000, 1.0, 1);
  EXPECT_EQ(ended, std::string(GetParam().preset) == "deepspeed");
}

TEST_P(FrameworkRules, FollowedUpToTheEnd) {
  // 2^16 to 2^127 and one doubling more, which only some take.
  ScalerConfig config = scalerPreset(GetParam().preset);
  config.init = 0x1p16;
  config.interval = 1;
  LossScaler scaler(config);
  for (int step = 0; step < 112; ++step) scaler.update(false);
  const std::string preset = GetParam().preset;
  if (preset == "pytorch") {
    EXPECT_EQ(scaler.scale(), 0x1p127F);
  } else if (preset == "apex") {
    EXPECT_EQ(scaler.scale(), 0x1p24F);
  } else {
    EXPECT_TRUE(std::isinf(scaler.scale()));
    // 1/inf is 0: it is no collapse, but gradients times 0 are NaN where they overflowed.
    EXPECT_EQ(scaler.inverseScale(), 0.0F);
    EXPECT_FALSE(scaler.collapsed());
  }
}

}  // namespace
}  // namespace scalescope
