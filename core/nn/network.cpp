#include "core/nn/network.h"

#include "core/base/error.h"
#include "core/nn/network_builder.h"

namespace scalescope {
namespace {

/// The operand of a weight that its layer casts in every pass is overwritten there: what can be
/// shown, and changed, is what it is cast from.
const TensorPtr& tensorOf(const Parameter& parameter, TensorPtr Parameter::*member) {
  const bool operand = member == &Parameter::operand;
  return operand && parameter.castByLayer() ? parameter.value : parameter.*member;
}

}  // namespace

Network::Network(Backend& backend, const NetworkConfig& config, const Policy& policy,
                 const std::vector<FormatOverride>& layerOverrides, LossKind loss,
                 std::int64_t batchSize, std::uint64_t seed, bool fuse, Fp8Scaling fp8Scaling)
    : backend_(backend) {
  NetworkBuilder(*this, config, policy, resolveNetwork(config, policy, layerOverrides), seed, fuse,
                 fp8Scaling)
      .build(batchSize, loss);
}

void Network::showParameters(const TensorHook& hook, std::size_t operation,
                             const std::string& suffix, ParameterTensor member) {
  for (Parameter& parameter : parameters_) {
    if (parameter.name.rfind(operationNames_[operation] + ".", 0) != 0) continue;
    hook(parameter.name + suffix, *tensorOf(parameter, member));
  }
}

void Network::forward(Pass pass, const TensorHook& hook) {
  if (hook) hook("input", *input_);
  for (std::size_t i = 0; i < operations_.size(); ++i) {
    if (hook) showParameters(hook, i, "", &Parameter::operand);
    operations_[i]->forward(pass);
    if (hook) hook(operationNames_[i] + ".output", *operations_[i]->output());
  }
}

void Network::backward(const TensorHook& hook) {
  loss_->backward();
  if (hook) hook("loss.input.grad", *loss_->inputGradient());
  for (std::size_t i = operations_.size(); i-- > firstTrained_;) {
    operations_[i]->backward();
    if (!hook) continue;
    showParameters(hook, i, ".grad", &Parameter::gradient);
    if (const TensorPtr& gradient = operations_[i]->inputGradient()) {
      hook(operationNames_[i] + ".input.grad", *gradient);
    }
  }
}

CastSite* Network::siteOf(const std::string& tensor) { return sites_.find(tensor); }

void Network::keepBuffers() {
  for (std::size_t i = 0; i < buffers_.size(); ++i) {
    backend_.copy(*buffers_[i].second, *keptBuffers_[i]);
  }
  for (std::size_t i = 0; i < amaxHistories_.size(); ++i) {
    backend_.copy(*amaxHistories_[i].second, *keptHistories_[i]);
  }
}

void Network::restoreBuffers() {
  for (std::size_t i = 0; i < buffers_.size(); ++i) {
    backend_.copy(*keptBuffers_[i], *buffers_[i].second);
  }
  for (std::size_t i = 0; i < amaxHistories_.size(); ++i) {
    backend_.copy(*keptHistories_[i], *amaxHistories_[i].second);
  }
}

std::vector<Parameter*> Network::parameters() {
  std::vector<Parameter*> parameters;
  for (auto& parameter : parameters_) parameters.push_back(&parameter);
  return parameters;
}

std::uint64_t Network::gradientCastOverflows() const {
  std::uint64_t count = 0;
  for (const auto& parameter : parameters_) {
    if (parameter.gradientSite) count += parameter.gradientSite->counts.overflow;
  }
  return count;
}

std::vector<const CastSite*> Network::sitesInOrder() const {
  std::vector<const CastSite*> ordered;
  const auto add = [&](TensorRole role, const std::string& operation, const auto& wanted) {
    for (const auto& site : sites_.all()) {
      const bool belongs = operation.empty() || site.tensor.rfind(operation + ".", 0) == 0;
      if (site.role == role && belongs && wanted(site.tensor)) ordered.push_back(&site);
    }
  };
  const auto any = [](const std::string&) { return true; };
  const auto ofOutput = [](const std::string& name) { return name.ends_with(".output.grad"); };
  const auto ofInput = [](const std::string& name) { return name.ends_with(".input.grad"); };
  add(TensorRole::activation, "", any);
  add(TensorRole::gradient, "loss", any);
  for (std::size_t i = operations_.size(); i-- > firstTrained_;) {
    const std::string& operation = operationNames_[i];
    add(TensorRole::gradient, operation, ofOutput);
    add(TensorRole::gradient, operation,
        [&](const std::string& name) { return !ofOutput(name) && !ofInput(name); });
    add(TensorRole::gradient, operation, ofInput);
  }
  add(TensorRole::update, "", any);
  add(TensorRole::weight, "", any);
  return ordered;
}

std::string Network::firstOverflow() const {
  for (const CastSite* site : sitesInOrder()) {
    if (site->counts.overflow > 0) return site->tensor;
  }
  return "";
}

std::vector<std::pair<std::string, TensorPtr>> Network::tensorsInOrder() const {
  std::vector<std::pair<std::string, TensorPtr>> tensors{{"input", input_}};
  const auto addParameters = [&](const std::string& operation, const std::string& suffix,
                                 TensorPtr Parameter::*member) {
    for (const auto& parameter : parameters_) {
      if (parameter.name.rfind(operation + ".", 0) != 0) continue;
      tensors.emplace_back(parameter.name + suffix, tensorOf(parameter, member));
    }
  };
  for (std::size_t i = 0; i < operations_.size(); ++i) {
    addParameters(operationNames_[i], "", &Parameter::operand);
    tensors.emplace_back(operationNames_[i] + ".output", operations_[i]->output());
  }
  tensors.emplace_back("loss.input.grad", loss_->inputGradient());
  for (std::size_t i = operations_.size(); i-- > firstTrained_;) {
    addParameters(operationNames_[i], ".grad", &Parameter::gradient);
    if (const TensorPtr& gradient = operations_[i]->inputGradient()) {
      tensors.emplace_back(operationNames_[i] + ".input.grad", gradient);
    }
  }
  return tensors;
}

void Network::writeParameters(const std::vector<HostTensor>& values) {
  for (auto& parameter : parameters_) {
    const HostTensor* found = nullptr;
    for (const auto& each : values) found = each.name == parameter.name ? &each : found;
    if (!found || found->shape != parameter.value->shape()) {
      fail("network", {phrase("values for %1 of shape %2 are missing"),
                       {parameter.name, toString(parameter.value->shape())}});
    }
    backend_.write(*parameter.value, found->data);
  }
}

std::vector<HostTensor> Network::readParameters() const {
  std::vector<HostTensor> values;
  for (const auto& parameter : parameters_) {
    const Shape& shape = parameter.value->shape();
    HostTensor tensor{parameter.name, shape,
                      std::vector<float>(static_cast<std::size_t>(elementCount(shape)))};
    backend_.read(*parameter.value, tensor.data);
    values.push_back(std::move(tensor));
  }
  return values;
}

}  // namespace scalescope
