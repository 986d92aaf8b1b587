#include "core/nn/network_builder.h"

#include "core/base/random.h"

namespace scalescope {
namespace {

std::string layerName(std::size_t index) { return "layers." + std::to_string(index); }

bool endsInRoundedOutput(LayerType type) {
  return type == LayerType::conv2d || type == LayerType::linear || type == LayerType::batchnorm ||
         type == LayerType::layernorm;
}

Shape batchOf(std::int64_t samples, const Shape& sample) {
  Shape shape{samples};
  shape.insert(shape.end(), sample.begin(), sample.end());
  return shape;
}

}  // namespace

NetworkBuilder::NetworkBuilder(Network& network, const NetworkConfig& config, const Policy& policy,
                               NetworkFormats formats, std::uint64_t seed, bool fuse,
                               Fp8Scaling fp8Scaling)
    : net_(network),
      config_(config),
      policy_(policy),
      formats_(std::move(formats)),
      shapes_(requireShapes(config, "network")),
      seed_(seed),
      fuse_(fuse),
      fp8Scaling_(fp8Scaling) {}

void NetworkBuilder::build(std::int64_t batchSize, LossKind loss) {
  net_.input_ = net_.backend_.tensor(batchOf(batchSize, config_.input), formats_.input);
  net_.inputCast_ = &net_.sites_.add("input", TensorRole::activation, formats_.input);
  TensorPtr current = net_.input_;
  for (std::size_t i = 0; i < config_.layers.size(); ++i) {
    // Nothing before the first trained layer needs a gradient.
    const bool trainedBefore = !net_.parameters_.empty();
    if (!trainedBefore) net_.firstTrained_ = net_.operations_.size();
    addParameters(i);
    OperationSite site = siteOf(i, current);
    site.wantsInputGradient = trainedBefore;
    if (isFp8(site.compute) && fp8Scaling_ == Fp8Scaling::amax) {
      site.amax = {addHistory(i, "input"), addHistory(i, "weight"), addHistory(i, "output.grad")};
    }
    // Weights in INT8 have the scale of their own amax, which nothing need remember.
    if (site.compute == Format::int8) site.amax.input = addHistory(i, "input");
    net_.operations_.push_back(makeOperation(i, site));
    net_.operationNames_.push_back(site.name);
    current = net_.operations_.back()->output();
    inputIsRelu_ = site.fuseRelu;
    if (site.fuseRelu) ++i;
  }
  addLoss(current, loss);
  connectGradients();
}

/// A ReLU that rounds nothing of its own can be part of the layer before it: its output then has
/// the same format as its input, and its gradient is rounded by whoever consumes it, or not at all.
bool NetworkBuilder::canFuseRelu(std::size_t index) const {
  const std::size_t relu = index + 1;
  if (!fuse_ || !endsInRoundedOutput(config_.layers[index].type)) return false;
  if (relu >= config_.layers.size() || config_.layers[relu].type != LayerType::relu) return false;
  const Format consumer =
      relu + 1 < config_.layers.size() ? formats_.layers[relu + 1].gradient : formats_.lossGradient;
  const Format own = formats_.layers[relu].gradient;
  return formats_.layers[relu].compute == storageOf(formats_.layers[index].compute) &&
         (own == Format::fp32 || own == consumer);
}

OperationSite NetworkBuilder::siteOf(std::size_t index, const TensorPtr& input) const {
  OperationSite site;
  site.name = layerName(index);
  site.input = input;
  site.compute = formats_.layers[index].compute;
  site.gradient = formats_.layers[index].gradient;
  site.statistics = formats_.layers[index].statistics;
  site.inputIsRelu = inputIsRelu_;
  site.fuseRelu = canFuseRelu(index);
  site.sites = &net_.sites_;
  return site;
}

Parameter* NetworkBuilder::addParameter(std::size_t index, const ParameterShape& shape) {
  const LayerFormats& formats = formats_.layers[index];
  Backend& backend = net_.backend_;
  Parameter& parameter = net_.parameters_.emplace_back();
  parameter.name = layerName(index) + "." + shape.name;
  const Format stored = policy_.masterWeights ? Format::fp32 : formats.weight;
  parameter.value = backend.tensor(shape.shape, stored);
  // FP32 values are rounded to the layer's format; halves enter the operation as they are stored.
  Format operand = formats.weight == Format::fp32 ? formats.compute : formats.weight;
  // A bias is added to sums: it is no operand of a product.
  if (shape.name != "weight") operand = storageOf(operand);
  parameter.operand = operand == stored ? parameter.value : backend.tensor(shape.shape, operand);
  parameter.gradient = backend.tensor(shape.shape, formats.gradient);
  parameter.operandSite = &net_.sites_.add(parameter.name, TensorRole::weight, operand);
  return &parameter;
}

void NetworkBuilder::addParameters(std::size_t index) {
  weight_ = bias_ = nullptr;
  for (const auto& shape : shapes_[index].parameters) {
    Parameter* added = addParameter(index, shape);
    (shape.name == "weight" ? weight_ : bias_) = added;
  }
  const Format gradient = formats_.layers[index].gradient;
  for (Parameter* parameter : {weight_, bias_}) {
    if (!parameter) continue;
    parameter->gradientSite =
        &net_.sites_.add(parameter->name + ".grad", TensorRole::gradient, gradient);
    parameter->updateSite = &net_.sites_.add(parameter->name + ".update", TensorRole::update,
                                             parameter->value->format());
  }
}

TensorPtr NetworkBuilder::addHistory(std::size_t index, const std::string& operand) {
  TensorPtr tensor = net_.backend_.tensor({kAmaxHistory}, Format::fp32);
  net_.backend_.write(*tensor, std::vector<float>(kAmaxHistory, 0.0F));
  net_.amaxHistories_.emplace_back(layerName(index) + "." + operand + ".amax_history", tensor);
  net_.keptHistories_.push_back(net_.backend_.tensor({kAmaxHistory}, Format::fp32));
  return tensor;
}

TensorPtr NetworkBuilder::addBuffer(std::size_t index, const std::string& name, float value) {
  const Shape shape{shapes_[index].input.front()};
  TensorPtr tensor = net_.backend_.tensor(shape, Format::fp32);
  const std::vector<float> values(static_cast<std::size_t>(shape.front()), value);
  net_.backend_.write(*tensor, values);
  net_.buffers_.emplace_back(layerName(index) + "." + name, tensor);
  net_.keptBuffers_.push_back(net_.backend_.tensor(shape, Format::fp32));
  return tensor;
}

std::unique_ptr<Operation> NetworkBuilder::makeOperation(std::size_t index,
                                                         const OperationSite& site) {
  const LayerConfig& layer = config_.layers[index];
  Backend& backend = net_.backend_;
  switch (layer.type) {
    case LayerType::conv2d:
      return backend.conv2d(site,
                            {layer.out, layer.kernel, layer.stride, layer.padding, layer.groups},
                            *weight_, bias_);
    case LayerType::linear:
      return backend.linear(site, layer.out, *weight_, bias_);
    case LayerType::avgpool2d:
    case LayerType::maxpool2d:
      return backend.pool2d(
          site, {layer.type == LayerType::avgpool2d, layer.kernel, layer.stride, layer.padding});
    case LayerType::batchnorm: {
      const TensorPtr mean = addBuffer(index, "running_mean", 0.0F);
      const TensorPtr variance = addBuffer(index, "running_var", 1.0F);
      return backend.batchNorm(site, {layer.eps, layer.momentum}, *weight_, *bias_, mean, variance);
    }
    case LayerType::layernorm:
      return backend.layerNorm(site, {layer.eps, layer.momentum}, *weight_, *bias_);
    case LayerType::dropout:
      return backend.dropout(site, {layer.p, streamKey(seed_, site.name + ".dropout")});
    case LayerType::flatten:
      return backend.flatten(site);
    case LayerType::relu:
      break;
  }
  return backend.relu(site);
}

void NetworkBuilder::addLoss(const TensorPtr& logits, LossKind kind) {
  OperationSite site;
  site.name = "loss";
  site.input = logits;
  site.gradient = formats_.lossGradient;
  site.inputIsRelu = inputIsRelu_;
  site.sites = &net_.sites_;
  net_.loss_ = net_.backend_.loss(site, kind);
}

void NetworkBuilder::connectGradients() {
  auto& operations = net_.operations_;
  for (std::size_t i = net_.firstTrained_; i < operations.size(); ++i) {
    operations[i]->setOutputGradient(i + 1 < operations.size() ? operations[i + 1]->inputGradient()
                                                               : net_.loss_->inputGradient());
  }
}

}  // namespace scalescope
