#include "core/backend/reference.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace scalescope::reference {
namespace {

std::int64_t at4(const Shape& s, std::int64_t n, std::int64_t c, std::int64_t h, std::int64_t w) {
  return ((n * s[1] + c) * s[2] + h) * s[3] + w;
}

/// The outputs of a row whose window reaches a place that is there: place = output · stride +
/// shift.
struct Reach {
  std::int64_t begin, end;
  Reach(std::int64_t shift, int stride, std::int64_t size, std::int64_t outputs)
      : begin(shift < 0 ? (stride - 1 - shift) / stride : 0),
        end(std::min(outputs, (size - shift + stride - 1) / stride)) {}
};

// Calls visit(x index, w index, y index) for every product of a convolution; along a row last,
// which compilers make the most of.
template <typename Visit>
void everyProduct(const Shape& x, const Shape& w, const Shape& y, const Conv2dSpec& spec,
                  Visit visit) {
  const std::int64_t outPerGroup = y[1] / spec.groups;
  for (std::int64_t n = 0; n < y[0]; ++n)
    for (std::int64_t o = 0; o < y[1]; ++o)
      for (std::int64_t c = 0; c < w[1]; ++c)
        for (std::int64_t p = 0; p < w[2]; ++p)
          for (std::int64_t q = 0; q < w[3]; ++q) {
            const Reach rows(p - spec.padding, spec.stride, x[2], y[2]);
            const Reach columns(q - spec.padding, spec.stride, x[3], y[3]);
            const std::int64_t weight = at4(w, o, c, p, q);
            for (std::int64_t i = rows.begin; i < rows.end; ++i) {
              const std::int64_t from = at4(x, n, o / outPerGroup * w[1] + c,
                                            i * spec.stride + p - spec.padding, q - spec.padding);
              const std::int64_t to = at4(y, n, o, i, 0);
              for (std::int64_t j = columns.begin; j < columns.end; ++j) {
                visit(from + j * spec.stride, weight, to + j);
              }
            }
          }
}

Shape convOutput(const Shape& x, const Shape& w, const Conv2dSpec& spec) {
  const auto extent = [&](std::int64_t size) {
    return (size + 2 * spec.padding - w[2]) / spec.stride + 1;
  };
  return {x[0], w[0], extent(x[2]), extent(x[3])};
}

std::int64_t channelOf(const Shape& shape, std::int64_t index) {
  std::int64_t inner = 1;
  for (std::size_t i = 2; i < shape.size(); ++i) inner *= shape[i];
  return index / inner % shape[1];
}

// Normalisation over groups of elements: `groupOf` and `parameterOf` map an element to its group
// and its parameter.
template <typename GroupOf>
struct Normaliser {
  std::vector<double> mean, deviation;
  std::int64_t count;
  Normaliser(const Array& x, std::int64_t groups, double eps, GroupOf groupOf)
      : mean(static_cast<std::size_t>(groups)), deviation(mean), count(x.size() / groups) {
    std::vector<double> variance(mean.size());
    for (std::int64_t i = 0; i < x.size(); ++i)
      mean[groupOf(i)] += x[i] / static_cast<double>(count);
    for (std::int64_t i = 0; i < x.size(); ++i) {
      variance[groupOf(i)] += std::pow(x[i] - mean[groupOf(i)], 2) / static_cast<double>(count);
    }
    for (std::size_t g = 0; g < mean.size(); ++g) deviation[g] = std::sqrt(variance[g] + eps);
  }
};

template <typename GroupOf, typename ParameterOf>
Array normalise(const Array& x, const Array& w, const Array& b, double eps, std::int64_t groups,
                GroupOf groupOf, ParameterOf parameterOf) {
  const Normaliser<GroupOf> n(x, groups, eps, groupOf);
  Array y(x.shape);
  for (std::int64_t i = 0; i < x.size(); ++i) {
    y[i] = (x[i] - n.mean[groupOf(i)]) / n.deviation[groupOf(i)] * w[parameterOf(i)] +
           b[parameterOf(i)];
  }
  return y;
}

// Ioffe & Szegedy 2015, section 3: the mean and the deviation depend on every element of their
// group.
template <typename GroupOf, typename ParameterOf>
Gradients normaliseBackward(const Array& x, const Array& w, const Array& dy, double eps,
                            std::int64_t groups, GroupOf groupOf, ParameterOf parameterOf) {
  const Normaliser<GroupOf> n(x, groups, eps, groupOf);
  Gradients g{Array(x.shape), Array(w.shape), Array(w.shape)};
  std::vector<double> sum(n.mean.size()), sumHat(n.mean.size());
  const auto hat = [&](std::int64_t i) {
    return (x[i] - n.mean[groupOf(i)]) / n.deviation[groupOf(i)];
  };
  for (std::int64_t i = 0; i < x.size(); ++i) {
    g.weight[parameterOf(i)] += dy[i] * hat(i);
    g.bias[parameterOf(i)] += dy[i];
    sum[groupOf(i)] += dy[i] * w[parameterOf(i)];
    sumHat[groupOf(i)] += dy[i] * w[parameterOf(i)] * hat(i);
  }
  for (std::int64_t i = 0; i < x.size(); ++i) {
    const auto m = static_cast<double>(n.count);
    g.input[i] =
        (dy[i] * w[parameterOf(i)] - sum[groupOf(i)] / m - hat(i) * sumHat[groupOf(i)] / m) /
        n.deviation[groupOf(i)];
  }
  return g;
}

}  // namespace

Array conv2d(const Array& x, const Array& w, const Array& b, const Conv2dSpec& spec) {
  Array y(convOutput(x.shape, w.shape, spec));
  for (std::int64_t i = 0; i < y.size() && b.size() > 0; ++i) y[i] = b[channelOf(y.shape, i)];
  everyProduct(x.shape, w.shape, y.shape, spec,
               [&](std::int64_t xi, std::int64_t wi, std::int64_t yi) { y[yi] += x[xi] * w[wi]; });
  return y;
}

Gradients conv2dBackward(const Array& x, const Array& w, const Array& dy, const Conv2dSpec& spec) {
  Gradients g{Array(x.shape), Array(w.shape), Array({w.shape[0]})};
  everyProduct(x.shape, w.shape, dy.shape, spec,
               [&](std::int64_t xi, std::int64_t wi, std::int64_t yi) {
                 g.input[xi] += dy[yi] * w[wi];
                 g.weight[wi] += dy[yi] * x[xi];
               });
  for (std::int64_t i = 0; i < dy.size(); ++i) g.bias[channelOf(dy.shape, i)] += dy[i];
  return g;
}

Array linear(const Array& x, const Array& w, const Array& b) {
  Array y({x.shape[0], w.shape[0]});
  for (std::int64_t n = 0; n < x.shape[0]; ++n)
    for (std::int64_t o = 0; o < w.shape[0]; ++o) {
      double sum = b.size() > 0 ? b[o] : 0.0;
      for (std::int64_t k = 0; k < w.shape[1]; ++k)
        sum += x[n * w.shape[1] + k] * w[o * w.shape[1] + k];
      y[n * w.shape[0] + o] = sum;
    }
  return y;
}

Gradients linearBackward(const Array& x, const Array& w, const Array& dy) {
  Gradients g{Array(x.shape), Array(w.shape), Array({w.shape[0]})};
  const std::int64_t in = w.shape[1];
  for (std::int64_t n = 0; n < x.shape[0]; ++n)
    for (std::int64_t o = 0; o < w.shape[0]; ++o) {
      const double d = dy[n * w.shape[0] + o];
      g.bias[o] += d;
      for (std::int64_t k = 0; k < in; ++k) {
        g.input[n * in + k] += d * w[o * in + k];
        g.weight[o * in + k] += d * x[n * in + k];
      }
    }
  return g;
}

namespace {

// Calls visit(y index, x indices of the window).
template <typename Visit>
void everyWindow(const Shape& x, const Shape& y, const PoolSpec& spec, Visit visit) {
  std::vector<std::int64_t> window;
  for (std::int64_t n = 0; n < y[0]; ++n)
    for (std::int64_t c = 0; c < y[1]; ++c)
      for (std::int64_t i = 0; i < y[2]; ++i)
        for (std::int64_t j = 0; j < y[3]; ++j) {
          window.clear();
          for (std::int64_t p = 0; p < spec.kernel; ++p)
            for (std::int64_t q = 0; q < spec.kernel; ++q) {
              const std::int64_t r = i * spec.stride + p - spec.padding;
              const std::int64_t s = j * spec.stride + q - spec.padding;
              if (r >= 0 && s >= 0 && r < x[2] && s < x[3]) window.push_back(at4(x, n, c, r, s));
            }
          visit(at4(y, n, c, i, j), window);
        }
}

Shape poolOutput(const Shape& x, const PoolSpec& spec) {
  const auto extent = [&](std::int64_t size) {
    return (size + 2 * spec.padding - spec.kernel) / spec.stride + 1;
  };
  return {x[0], x[1], extent(x[2]), extent(x[3])};
}

std::int64_t largestOf(const Array& x, const std::vector<std::int64_t>& window) {
  return *std::max_element(window.begin(), window.end(),
                           [&](std::int64_t a, std::int64_t b) { return x[a] < x[b]; });
}

}  // namespace

Array pool2d(const Array& x, const PoolSpec& spec) {
  Array y(poolOutput(x.shape, spec));
  everyWindow(x.shape, y.shape, spec,
              [&](std::int64_t yi, const std::vector<std::int64_t>& window) {
                if (!spec.average) {
                  y[yi] = x[largestOf(x, window)];
                  return;
                }
                for (const auto xi : window) y[yi] += x[xi] / (spec.kernel * spec.kernel);
              });
  return y;
}

Array pool2dBackward(const Array& x, const Array& dy, const PoolSpec& spec) {
  Array dx(x.shape);
  everyWindow(x.shape, dy.shape, spec,
              [&](std::int64_t yi, const std::vector<std::int64_t>& window) {
                if (!spec.average) {
                  dx[largestOf(x, window)] += dy[yi];
                  return;
                }
                for (const auto xi : window) dx[xi] += dy[yi] / (spec.kernel * spec.kernel);
              });
  return dx;
}

Array batchNorm(const Array& x, const Array& w, const Array& b, double eps) {
  const auto channel = [&](std::int64_t i) {
    return static_cast<std::size_t>(channelOf(x.shape, i));
  };
  return normalise(x, w, b, eps, x.shape[1], channel,
                   [&](std::int64_t i) { return channelOf(x.shape, i); });
}

Gradients batchNormBackward(const Array& x, const Array& w, const Array& dy, double eps) {
  const auto channel = [&](std::int64_t i) {
    return static_cast<std::size_t>(channelOf(x.shape, i));
  };
  return normaliseBackward(x, w, dy, eps, x.shape[1], channel,
                           [&](std::int64_t i) { return channelOf(x.shape, i); });
}

void batchStatistics(const Array& x, Array& mean, Array& variance) {
  const auto channel = [&](std::int64_t i) {
    return static_cast<std::size_t>(channelOf(x.shape, i));
  };
  const Normaliser<decltype(channel)> n(x, x.shape[1], 0.0, channel);
  mean = variance = Array({x.shape[1]});
  const auto m = static_cast<double>(n.count);
  for (std::int64_t c = 0; c < x.shape[1]; ++c) {
    mean[c] = n.mean[static_cast<std::size_t>(c)];
    variance[c] = std::pow(n.deviation[static_cast<std::size_t>(c)], 2) * m / (m - 1.0);
  }
}

Array layerNorm(const Array& x, const Array& w, const Array& b, double eps) {
  const std::int64_t features = x.size() / x.shape[0];
  return normalise(
      x, w, b, eps, x.shape[0],
      [=](std::int64_t i) { return static_cast<std::size_t>(i / features); },
      [=](std::int64_t i) { return i % features; });
}

Gradients layerNormBackward(const Array& x, const Array& w, const Array& dy, double eps) {
  const std::int64_t features = x.size() / x.shape[0];
  return normaliseBackward(
      x, w, dy, eps, x.shape[0],
      [=](std::int64_t i) { return static_cast<std::size_t>(i / features); },
      [=](std::int64_t i) { return i % features; });
}

Array relu(const Array& x) {
  Array y(x.shape);
  for (std::int64_t i = 0; i < x.size(); ++i) y[i] = std::max(x[i], 0.0);
  return y;
}

Array reluBackward(const Array& x, const Array& dy) {
  Array dx(x.shape);
  for (std::int64_t i = 0; i < x.size(); ++i) dx[i] = x[i] > 0.0 ? dy[i] : 0.0;
  return dx;
}

double loss(const Array& logits, const std::vector<std::int32_t>& labels, LossKind kind) {
  const std::int64_t classes = logits.shape[1];
  double total = 0.0;
  for (std::int64_t n = 0; n < logits.shape[0]; ++n) {
    const std::int32_t label = labels[static_cast<std::size_t>(n)];
    double sum = 0.0;
    for (std::int64_t k = 0; k < classes; ++k) {
      const double value = logits[n * classes + k];
      sum +=
          kind == LossKind::mse ? std::pow(value - (k == label ? 1.0 : 0.0), 2) : std::exp(value);
    }
    total += kind == LossKind::mse ? sum / static_cast<double>(classes)
                                   : std::log(sum) - logits[n * classes + label];
  }
  return total / static_cast<double>(logits.shape[0]);
}

Array lossBackward(const Array& logits, const std::vector<std::int32_t>& labels, LossKind kind) {
  const std::int64_t classes = logits.shape[1];
  Array d(logits.shape);
  for (std::int64_t n = 0; n < logits.shape[0]; ++n) {
    const std::int32_t label = labels[static_cast<std::size_t>(n)];
    double sum = 0.0;
    for (std::int64_t k = 0; k < classes; ++k) sum += std::exp(logits[n * classes + k]);
    for (std::int64_t k = 0; k < classes; ++k) {
      const double value = logits[n * classes + k];
      const double target = k == label ? 1.0 : 0.0;
      d[n * classes + k] = kind == LossKind::mse
                               ? 2.0 * (value - target) / static_cast<double>(classes)
                               : std::exp(value) / sum - target;
      d[n * classes + k] /= static_cast<double>(logits.shape[0]);
    }
  }
  return d;
}

}  // namespace scalescope::reference
