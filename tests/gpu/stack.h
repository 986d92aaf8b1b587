#pragma once

#include <cmath>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "core/backend/backend.h"
#include "core/base/random.h"

// A network straight on a back end, without configurations: for programs that are built where the
// libraries of the rest are missing.
namespace scalescope::gpu {

struct Layer {
  enum class Kind { conv, maxPool, averagePool, flatten, linear };
  Kind kind;
  std::int64_t out = 0;  ///< conv, linear
  int kernel = 1;        ///< conv, pools
  int padding = 0;
  bool relu = false;  ///< conv, linear
};

using Layers = std::vector<Layer>;

struct NetworkSpec {
  std::string name;
  Shape input;  ///< of a sample
  Layers layers;
};

inline NetworkSpec articleNetwork() {
  using K = Layer::Kind;
  return {"article",
          {1, 28, 28},
          {{K::conv, 32, 3, 0, true},
           {K::conv, 64, 3, 0, true},
           {K::averagePool, 0, 7},
           {K::flatten},
           {K::linear, 128, 1, 0, true},
           {K::linear, 10}}};
}

/// 3×3 convolutions of 64 to 512 channels on 32×32 images.
inline NetworkSpec deepNetwork() {
  using K = Layer::Kind;
  NetworkSpec spec{"deep", {3, 32, 32}, {}};
  for (const std::int64_t channels : {64, 128, 256, 512}) {
    spec.layers.push_back({K::conv, channels, 3, 1, true});
    spec.layers.push_back({K::conv, channels, 3, 1, true});
    if (channels < 512) spec.layers.push_back({K::maxPool, 0, 2});
  }
  spec.layers.push_back({K::averagePool, 0, 4});
  spec.layers.push_back({K::flatten});
  spec.layers.push_back({K::linear, 10});
  return spec;
}

/// A network with its update; every step is begun with begin() and taken with end().
class Stack {
 public:
  /// `half`: the format of all that a half policy rounds, with FP32 masters, or TF32; FP32: none.
  Stack(std::unique_ptr<Backend> backend, const NetworkSpec& spec, std::int64_t batch, Format half,
        const StepRules& rules, std::uint64_t seed)
      : backend_(std::move(backend)), batch_(batch), half_(half), seed_(seed) {
    Shape shape{batch};
    shape.insert(shape.end(), spec.input.begin(), spec.input.end());
    input_ = backend_->tensor(shape, half);
    inputCast_ = &sites_.add("input", TensorRole::activation, half);
    TensorPtr current = input_;
    bool afterRelu = false;
    for (const Layer& layer : spec.layers) {
      const bool product = layer.kind == Layer::Kind::conv || layer.kind == Layer::Kind::linear;
      operations_.push_back(make(layer, site(current, afterRelu, product)));
      current = operations_.back()->output();
      afterRelu = layer.relu;
    }
    loss_ = backend_->loss(site(current, afterRelu, false), LossKind::crossEntropy);
    for (std::size_t i = 0; i < operations_.size(); ++i) {
      operations_[i]->setOutputGradient(i + 1 < operations_.size()
                                            ? operations_[i + 1]->inputGradient()
                                            : loss_->inputGradient());
    }
    std::vector<Parameter*> parameters;
    for (Parameter& parameter : parameters_) parameters.push_back(&parameter);
    update_ = backend_->update(parameters, rules, sites_);
    update_->refreshOperands();
  }

  void begin(std::span<const float> pixels, std::span<const std::int32_t> labels) {
    backend_->load(pixels, labels);
    backend_->run(Pass::training, [this] {
      backend_->castBatch(*input_, inputCast_);
      for (const auto& operation : operations_) operation->forward(Pass::training);
      loss_->forward(batch_);
      loss_->backward();
      for (std::size_t i = operations_.size(); i-- > 0;) operations_[i]->backward();
      update_->unscale();
      update_->decide();
      update_->apply();
    });
  }
  StepOutcome end() { return update_->outcome(); }
  Backend& backend() const { return *backend_; }
  std::deque<Parameter>& parameters() { return parameters_; }
  /// The values that a parameter starts from, row-major.
  const std::vector<std::vector<float>>& initial() const { return initial_; }

 private:
  /// Under TF32 products alone compute in it.
  OperationSite site(const TensorPtr& input, bool afterRelu, bool product) {
    OperationSite s;
    s.name = "layers." + std::to_string(operations_.size());
    s.input = input;
    s.compute = product ? half_ : storageOf(half_);
    s.gradient = storageOf(half_);
    s.wantsInputGradient = !operations_.empty();
    s.inputIsRelu = afterRelu;
    s.sites = &sites_;
    return s;
  }

  /// Kaiming uniform, as PyTorch's layers start.
  Parameter& parameter(const Shape& shape, std::int64_t fanIn) {
    Parameter& p = parameters_.emplace_back();
    p.name = "p" + std::to_string(parameters_.size());
    p.value = backend_->tensor(shape, Format::fp32);
    const bool isBias = shape.size() == 1;
    const Format operand = isBias ? storageOf(half_) : half_;
    p.operand = operand == Format::fp32 ? p.value : backend_->tensor(shape, operand);
    p.gradient = backend_->tensor(shape, storageOf(half_));
    p.operandSite = &sites_.add(p.name, TensorRole::weight, operand);
    p.gradientSite = &sites_.add(p.name + ".grad", TensorRole::gradient, storageOf(half_));
    const double bound = 1.0 / std::sqrt(static_cast<double>(fanIn));
    std::vector<float> values(static_cast<std::size_t>(elementCount(shape)));
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] =
          static_cast<float>(bound * (2.0 * randomUniform(streamKey(seed_, p.name), i) - 1.0));
    }
    backend_->write(*p.value, values);
    initial_.push_back(std::move(values));
    return p;
  }

  std::unique_ptr<Operation> make(const Layer& layer, OperationSite s) {
    const Shape& in = s.input->shape();
    s.fuseRelu = layer.relu;
    switch (layer.kind) {
      case Layer::Kind::conv: {
        const std::int64_t fan = in[1] * layer.kernel * layer.kernel;
        Parameter& weight = parameter({layer.out, in[1], layer.kernel, layer.kernel}, fan);
        Parameter& bias = parameter({layer.out}, fan);
        return backend_->conv2d(s, {layer.out, layer.kernel, 1, layer.padding, 1}, weight, &bias);
      }
      case Layer::Kind::linear: {
        Parameter& weight = parameter({layer.out, in[1]}, in[1]);
        Parameter& bias = parameter({layer.out}, in[1]);
        return backend_->linear(s, layer.out, weight, &bias);
      }
      case Layer::Kind::flatten:
        return backend_->flatten(s);
      default:
        return backend_->pool2d(
            s, {layer.kind == Layer::Kind::averagePool, layer.kernel, layer.kernel, 0});
    }
  }

  std::unique_ptr<Backend> backend_;
  std::int64_t batch_;
  Format half_;
  std::uint64_t seed_;
  CastSites sites_;
  TensorPtr input_;
  CastSite* inputCast_ = nullptr;
  std::deque<Parameter> parameters_;
  std::vector<std::vector<float>> initial_;
  std::vector<std::unique_ptr<Operation>> operations_;
  std::unique_ptr<LossOperation> loss_;
  std::unique_ptr<ParameterUpdate> update_;
};

/// Images of noise in which every class brightens pixels of its own.
struct MadeUpBatch {
  std::vector<float> pixels;
  std::vector<std::int32_t> labels;
  MadeUpBatch(const Shape& sample, std::int64_t batch, std::uint64_t seed) {
    const auto elements = static_cast<std::size_t>(elementCount(sample));
    for (std::int64_t n = 0; n < batch; ++n) {
      const auto label =
          static_cast<std::int32_t>(randomBits(seed, static_cast<std::uint64_t>(n)) % 10);
      labels.push_back(label);
      for (std::size_t i = 0; i < elements; ++i) {
        const bool bright = i % 10 == static_cast<std::size_t>(label);
        const double noise = randomUniform(seed + 1, static_cast<std::uint64_t>(n) * elements + i);
        pixels.push_back(static_cast<float>(0.5 * noise + (bright ? 0.5 : 0.0)));
      }
    }
  }
};

}  // namespace scalescope::gpu
