#include "core/nn/initialise.h"

#include <cmath>
#include <cstdio>
#include <filesystem>

#include "core/nn/network_json.h"
#include "core/refusal.h"

namespace scalescope {
namespace {

using test::articleNetwork;
using test::expectWords;
using test::networkFrom;
using test::refusalOf;

struct Moments {
  double mean = 0.0, deviation = 0.0, largest = 0.0;
};

Moments momentsOf(const std::vector<float>& values) {
  Moments m;
  double squares = 0.0;
  for (const double value : values) {
    m.mean += value;
    squares += value * value;
    m.largest = std::max(m.largest, std::abs(value));
  }
  const auto count = static_cast<double>(values.size());
  m.mean /= count;
  m.deviation = std::sqrt(squares / count - m.mean * m.mean);
  return m;
}

/// The 128 × 576 weight: enough draws for means to be within 2 % of a deviation.
HostTensor bigWeight(const std::string& scheme, std::uint64_t seed = 1) {
  for (auto& tensor : initialWeights(articleNetwork(), {scheme, {}}, seed)) {
    if (tensor.name == "layers.6.weight") return tensor;
  }
  return {};
}

TEST(Initialise, SchemesHaveTheirSpread) {
  const double in = 576.0;
  const double both = 576.0 + 128.0;
  const double uniformShare = 1.0 / std::sqrt(3.0);  // deviation of U(−1, 1)
  const std::vector<std::pair<std::string, double>> expected{
      {"kaiming-uniform", uniformShare / std::sqrt(in)},
      {"kaiming-normal", std::sqrt(2.0 / in)},
      {"xavier-uniform", uniformShare * std::sqrt(6.0 / both)},
      {"xavier-normal", std::sqrt(2.0 / both)}};
  for (const auto& [scheme, deviation] : expected) {
    const Moments m = momentsOf(bigWeight(scheme).data);
    EXPECT_NEAR(m.deviation / deviation, 1.0, 0.02) << scheme;
    EXPECT_NEAR(m.mean / deviation, 0.0, 0.02) << scheme;
    const bool uniform = scheme.ends_with("uniform");
    if (uniform) {
      EXPECT_LE(m.largest, deviation / uniformShare);
    } else {
      EXPECT_GT(m.largest, 3.5 * deviation) << "a normal distribution has tails";
    }
  }
}

TEST(Initialise, BiasesHaveTheSpreadOfTheirFanIn) {
  const auto weights = initialWeights(articleNetwork(), {}, 3);
  EXPECT_EQ(weights.size(), 8U);
  EXPECT_EQ(weights[1].name, "layers.0.bias");
  const Moments m = momentsOf(weights[1].data);
  EXPECT_LE(m.largest, 1.0 / 3.0);  // fan_in 1·3·3
  EXPECT_GT(m.largest, 0.2);
  const auto xavier = initialWeights(articleNetwork(), {"xavier-normal", {}}, 3);
  for (const float value : xavier[1].data) EXPECT_EQ(value, 0.0F);
}

TEST(Initialise, DependsOnSeedAndNameAlone) {
  EXPECT_EQ(bigWeight("kaiming-uniform", 7).data, bigWeight("kaiming-uniform", 7).data);
  EXPECT_NE(bigWeight("kaiming-uniform", 7).data, bigWeight("kaiming-uniform", 8).data);
  // Another layer before it changes nothing that its name does not.
  const auto one = initialWeights(
      networkFrom(R"({"input": [4], "layers": [{"type": "relu"}, {"type": "linear", "out": 3}]})"),
      {}, 5);
  const auto other = initialWeights(
      networkFrom(
          R"({"input": [4], "layers": [{"type": "layernorm"}, {"type": "linear", "out": 3}]})"),
      {}, 5);
  EXPECT_EQ(one[0].name, other[2].name);
  EXPECT_EQ(one[0].data, other[2].data);
  EXPECT_NE(one[0].data[0], one[1].data[0]);
}

TEST(Initialise, NormsStartAsIdentity) {
  const auto weights = initialWeights(
      networkFrom(
          R"({"input": [3, 2, 2], "layers": [{"type": "batchnorm"}, {"type": "layernorm"}]})"),
      {"kaiming-normal", {}}, 1);
  for (const float value : weights[0].data) EXPECT_EQ(value, 1.0F);
  for (const float value : weights[1].data) EXPECT_EQ(value, 0.0F);
  EXPECT_EQ(weights[2].shape, (Shape{3, 2, 2}));
  for (const float value : weights[2].data) EXPECT_EQ(value, 1.0F);
}

class InitFile : public testing::Test {
 protected:
  void SetUp() override {
    path_ =
        (std::filesystem::temp_directory_path() /
         ("scalescope-init-" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
          "-" + testing::UnitTest::GetInstance()->current_test_info()->name() + ".safetensors"))
            .string();
  }
  void TearDown() override { std::remove(path_.c_str()); }

  std::vector<HostTensor> load(const std::vector<HostTensor>& tensors) {
    writeSafetensors({tensors, {}}, path_);
    return initialWeights(network_, {"kaiming-uniform", path_}, 1);
  }
  std::string refusal(const std::vector<HostTensor>& tensors) {
    const std::string message = refusalOf([&] { load(tensors); });
    expectWords(message, {path_});
    return message;
  }

  const NetworkConfig network_ =
      networkFrom(R"({"input": [2], "layers": [{"type": "linear", "out": 3}]})");
  const HostTensor weight_{"layers.0.weight", {3, 2}, {1, 2, 3, 4, 5, 6}};
  const HostTensor bias_{"layers.0.bias", {3}, {7, 8, 9}};
  std::string path_;
};

TEST_F(InitFile, IsTakenAsItIs) {
  const auto weights = load({bias_, weight_});
  ASSERT_EQ(weights.size(), 2U);
  EXPECT_EQ(weights[0].data, weight_.data);
  EXPECT_EQ(weights[1].data, bias_.data);
}

TEST_F(InitFile, MustFitTheNetwork) {
  expectWords(refusal({weight_}), {"\"layers.0.bias\"", "[3]", "missing"});
  HostTensor transposed = weight_;
  transposed.shape = {2, 3};
  expectWords(refusal({transposed, bias_}), {"\"layers.0.weight\"", "[2, 3]", "needs [3, 2]"});
  HostTensor other = bias_;
  other.name = "layers.1.bias";
  expectWords(refusal({weight_, bias_, other}), {"\"layers.1.bias\"", "belongs to no layer"});
}

TEST_F(InitFile, RunningStatisticsAreThoseOfABatchNormOfTheNetwork) {
  const HostTensor mean{"layers.1.running_mean", {1}, {0.5F}};
  expectWords(refusal({weight_, bias_, mean}), {"running_mean", "no layer"});
}

TEST_F(InitFile, MustBeThere) {
  expectWords(refusalOf([&] { initialWeights(network_, {"kaiming-uniform", path_}, 1); }), {path_});
}

}  // namespace
}  // namespace scalescope
