#include <cmath>

#include "core/backend/bench_rig.h"
#include "core/backend/under_test.h"

// Batch statistics that are summed in a half: what a sum loses there, and where it overflows.
namespace scalescope::test {
namespace {

struct ChannelMoments {
  std::vector<double> mean, variance;
};

/// By the definition: every term and every sum in row-major order, rounded as it arises.
ChannelMoments momentsIn(Format format, const Array& x) {
  const auto round = [format](double value) {
    return static_cast<double>(roundTo(format, static_cast<float>(value)));
  };
  const std::int64_t channels = x.shape[1];
  const std::int64_t inner = x.shape.size() == 2 ? 1 : x.shape[2] * x.shape[3];
  const auto count = static_cast<double>(x.size() / channels);
  ChannelMoments moments;
  for (std::int64_t c = 0; c < channels; ++c) {
    const auto sumOf = [&](auto term) {
      double sum = 0.0;
      for (std::int64_t i = 0; i < x.size(); ++i) {
        if (i / inner % channels == c) sum = round(sum + round(term(x[i])));
      }
      return round(sum / count);
    };
    const double mean = sumOf([](double value) { return value; });
    moments.mean.push_back(mean);
    moments.variance.push_back(sumOf([&](double value) {
      const double difference = round(value - mean);
      return difference * difference;
    }));
  }
  return moments;
}

class BatchMoments : public testing::TestWithParam<Format> {
 protected:
  struct Norm {
    Parameter weight, bias;
    TensorPtr mean, variance;
    std::unique_ptr<Operation> operation;
  };
  void make(Norm& norm, const Array& x, const Array& w, const Array& b) {
    const std::int64_t channels = x.shape[1];
    norm.weight = rig.parameter("w", w);
    norm.bias = rig.parameter("b", b);
    norm.mean = rig.tensor(Array({channels}), Format::fp32);
    norm.variance = rig.tensor(Array({channels}), Format::fp32);
    OperationSite site = rig.site(x);
    site.statistics = GetParam();
    norm.operation =
        rig.backend().batchNorm(site, kSpec, norm.weight, norm.bias, norm.mean, norm.variance);
  }

  static constexpr NormSpec kSpec{1e-5, 0.25};
  Rig rig{makeBackendUnderTest(), Format::fp32};
};

INSTANTIATE_TEST_SUITE_P(Halves, BatchMoments, testing::Values(Format::fp16, Format::bf16),
                         [](const auto& test) {
                           return std::string(test.param == Format::fp16 ? "fp16" : "bf16");
                         });

TEST_P(BatchMoments, AreSummedInTheHalf) {
  for (const Shape& shape : {Shape{8, 5, 6, 6}, Shape{16, 12}, Shape{20, 9, 12, 12}}) {
    const Array x = rig.random(shape, 2.0);
    const Array w = rig.random({shape[1]});
    const Array b = rig.random({shape[1]});
    Norm norm;
    make(norm, x, w, b);
    const ChannelMoments moments = momentsIn(GetParam(), x);
    const Array dy = rig.random(shape);
    const std::int64_t inner = shape.size() == 2 ? 1 : shape[2] * shape[3];
    const auto count = static_cast<double>(x.size() / shape[1]);
    Array y(shape), dx(shape), dw({shape[1]}), db({shape[1]});
    const auto channel = [&](std::int64_t i) { return i / inner % shape[1]; };
    const auto inverse = [&](std::int64_t c) {
      return 1.0 / std::sqrt(moments.variance[static_cast<std::size_t>(c)] + kSpec.eps);
    };
    const auto hat = [&](std::int64_t i) {
      const std::int64_t c = channel(i);
      return (x[i] - moments.mean[static_cast<std::size_t>(c)]) * inverse(c);
    };
    for (std::int64_t i = 0; i < x.size(); ++i) {
      const std::int64_t c = channel(i);
      y[i] = hat(i) * w[c] + b[c];
      db[c] += dy[i];
      dw[c] += dy[i] * hat(i);
    }
    for (std::int64_t i = 0; i < x.size(); ++i) {
      const std::int64_t c = channel(i);
      dx[i] = (dy[i] - (db[c] + hat(i) * dw[c]) / count) * inverse(c) * w[c];
    }
    rig.expectClose(rig.forward(*norm.operation), y, "output", 1e-5);
    rig.expectClose(rig.backward(*norm.operation, dy), dx, "input gradient", 1e-5);
    rig.expectClose(rig.read(*norm.weight.gradient), dw, "weight gradient", 1e-5);
    rig.expectClose(rig.read(*norm.bias.gradient), db, "bias gradient", 1e-5);
    const Array runningMean = rig.read(*norm.mean);
    const Array runningVariance = rig.read(*norm.variance);
    for (std::int64_t c = 0; c < shape[1]; ++c) {
      const auto at = static_cast<std::size_t>(c);
      EXPECT_NEAR(runningMean[c], 0.25 * moments.mean[at], 1e-6);
      const double unbiased = moments.variance[at] * count / (count - 1.0);
      EXPECT_NEAR(runningVariance[c], 0.25 * unbiased, 1e-6 * unbiased);
    }
  }
}

// 65504 is the largest of FP16, and 3.4e38 that of BF16.
TEST_P(BatchMoments, OverflowWithLargeValues) {
  Array x = rig.random({8, 3, 4, 4}, 200.0);
  const Array ones = [] {
    Array array({3});
    for (auto& value : array.values) value = 1.0;
    return array;
  }();
  Norm norm;
  make(norm, x, ones, Array({3}));
  const Array y = rig.forward(*norm.operation);
  const bool overflows = GetParam() == Format::fp16;
  for (const double value : y.values) ASSERT_EQ(value == 0.0, overflows);
  const Array variance = rig.read(*norm.variance);
  for (const double value : variance.values) EXPECT_EQ(std::isinf(value), overflows);
}

// One more than a large number is that number again.
TEST_P(BatchMoments, StopGrowingWithManyTerms) {
  Array x({64, 1, 16, 16});
  for (auto& value : x.values) value = 1.0;
  Norm norm;
  make(norm, x, Array({1}), Array({1}));
  rig.forward(*norm.operation);
  const double reached = GetParam() == Format::fp16 ? 2048.0 : 256.0;
  EXPECT_EQ(rig.read(*norm.mean)[0], 0.25 * reached / (64.0 * 256.0));
}

}  // namespace
}  // namespace scalescope::test
