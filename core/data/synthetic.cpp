#include "core/data/synthetic.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>

#include "core/base/random.h"

namespace scalescope {
namespace {

/// A stream of draws; each is a function of its number.
class Draws {
 public:
  Draws(std::uint64_t seed, std::string_view purpose) : key_(streamKey(seed, purpose)) {}
  double uniform(std::uint64_t number) const { return randomUniform(key_, number); }
  /// Normal with mean 0 and deviation 1 (Box & Muller 1958), from two uniform draws.
  double normal(std::uint64_t number) const {
    const double radius = std::sqrt(-2 * std::log(1 - uniform(2 * number)));
    return radius * std::cos(2 * std::numbers::pi * uniform(2 * number + 1));
  }

 private:
  std::uint64_t key_;
};

/// Fills the features of sample `index` and returns its label.
using Generator = std::function<int(std::uint64_t index, std::span<float> features)>;

Generator spirals(const DatasetConfig& config, std::uint64_t seed) {
  constexpr double kTurns = 1.5;
  return [classes = config.classes, noise = config.noise, radii = Draws(seed, "spiral radius"),
          angles = Draws(seed, "spiral angle")](std::uint64_t index, std::span<float> features) {
    const auto label = static_cast<int>(index % static_cast<std::uint64_t>(classes));
    const double radius = radii.uniform(index);
    const double turn = radius * kTurns + static_cast<double>(label) / classes;
    const double angle = 2 * std::numbers::pi * turn + noise * angles.normal(index);
    features[0] = static_cast<float>(radius * std::cos(angle));
    features[1] = static_cast<float>(radius * std::sin(angle));
    return label;
  };
}

Generator blobs(const DatasetConfig& config, std::uint64_t seed) {
  return [classes = config.classes, noise = config.noise, centres = Draws(seed, "blob centre"),
          offsets = Draws(seed, "blob offset")](std::uint64_t index, std::span<float> features) {
    const std::uint64_t label = index % static_cast<std::uint64_t>(classes);
    for (std::size_t i = 0; i < features.size(); ++i) {
      const double centre = 2 * centres.uniform(label * features.size() + i) - 1;
      const double offset = noise * offsets.normal(index * features.size() + i);
      features[i] = static_cast<float>(centre + offset);
    }
    return static_cast<int>(label);
  };
}

/// A network of one hidden layer whose weights are drawn as they are needed first.
class Teacher {
 public:
  Teacher(const DatasetConfig& config, std::uint64_t seed)
      : classes_(static_cast<std::size_t>(config.classes)),
        noise_(config.noise),
        inputs_(seed, "teacher input"),
        noises_(seed, "teacher noise"),
        first_(
            draw(seed, "teacher first layer", kHidden, static_cast<std::size_t>(config.features))),
        second_(draw(seed, "teacher second layer", classes_, kHidden)) {}

  int operator()(std::uint64_t index, std::span<float> features) const {
    for (std::size_t i = 0; i < features.size(); ++i) {
      features[i] = static_cast<float>(inputs_.normal(index * features.size() + i));
    }
    std::array<double, kHidden> hidden{};
    for (std::size_t h = 0; h < kHidden; ++h) {
      double sum = 0;
      for (std::size_t i = 0; i < features.size(); ++i) {
        sum += first_[h * features.size() + i] * double{features[i]};
      }
      hidden[h] = std::tanh(sum);
    }
    std::size_t best = 0;
    double highest = 0;
    for (std::size_t k = 0; k < classes_; ++k) {
      double logit = noise_ * noises_.normal(index * classes_ + k);
      for (std::size_t h = 0; h < kHidden; ++h) logit += second_[k * kHidden + h] * hidden[h];
      if (k > 0 && logit <= highest) continue;
      best = k;
      highest = logit;
    }
    return static_cast<int>(best);
  }

 private:
  static constexpr std::size_t kHidden = 32;

  /// [rows, columns], scaled so that each output's variance is that of an input; a little more, so
  /// that tanh bends.
  static std::vector<double> draw(std::uint64_t seed, std::string_view purpose, std::size_t rows,
                                  std::size_t columns) {
    const Draws draws(seed, purpose);
    const double scale = 1.5 / std::sqrt(static_cast<double>(columns));
    std::vector<double> weights(rows * columns);
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = scale * draws.normal(i);
    return weights;
  }

  std::size_t classes_;
  double noise_;
  Draws inputs_;
  Draws noises_;
  std::vector<double> first_;   ///< [hidden, features]
  std::vector<double> second_;  ///< [classes, hidden]
};

Samples make(const Generator& generator, std::int64_t features, std::int64_t count) {
  std::vector<float> values(static_cast<std::size_t>(count * features));
  std::vector<std::int32_t> labels(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto width = static_cast<std::size_t>(features);
    labels[i] = generator(i, std::span(values).subspan(i * width, width));
  }
  return {{features}, std::move(values), std::move(labels)};
}

Generator generatorOf(const DatasetConfig& config, std::uint64_t seed, std::uint64_t first) {
  Generator generator = config.generator == "spirals" ? spirals(config, seed)
                        : config.generator == "blobs" ? blobs(config, seed)
                                                      : Generator(Teacher(config, seed));
  return [generator, first](std::uint64_t index, std::span<float> features) {
    return generator(first + index, features);
  };
}

}  // namespace

std::int64_t syntheticTestCount(const DatasetConfig& config) {
  return std::max<std::int64_t>(1, config.samples / 5);
}

Dataset makeSynthetic(const DatasetConfig& config, std::uint64_t seed) {
  // Test samples are numbered from far beyond any training sample.
  constexpr std::uint64_t kFirstTest = std::uint64_t{1} << 40;
  Dataset dataset;
  dataset.name = config.generator;
  dataset.classes = config.classes;
  dataset.train = make(generatorOf(config, seed, 0), config.features, config.samples);
  dataset.test =
      make(generatorOf(config, seed, kFirstTest), config.features, syntheticTestCount(config));
  return dataset;
}

}  // namespace scalescope
