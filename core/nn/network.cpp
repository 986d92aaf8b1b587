#include "core/nn/network.h"

#include "core/base/error.h"
#include "core/nn/network_builder.h"

namespace scalescope {

Network::Network(Backend& backend, const NetworkConfig& config, const Policy& policy,
                 const std::vector<FormatOverride>& layerOverrides, LossKind loss,
                 std::int64_t batchSize, std::uint64_t seed, bool fuse)
    : backend_(backend) {
  NetworkBuilder(*this, config, policy, resolveNetwork(config, policy, layerOverrides), seed, fuse)
      .build(batchSize, loss);
}

void Network::forward(Pass pass) {
  for (const auto& operation : operations_) operation->forward(pass);
}

void Network::backward() {
  loss_->backward();
  for (std::size_t i = operations_.size(); i-- > firstTrained_;) operations_[i]->backward();
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

std::string Network::firstOverflow() const {
  const auto isGradient = [](const CastSite& site) { return site.tensor.ends_with(".grad"); };
  for (const auto& site : sites_.all()) {
    if (!isGradient(site) && site.counts.overflow > 0) return site.tensor;
  }
  // Gradients are computed from the loss back to the input.
  const auto& all = sites_.all();
  for (auto site = all.rbegin(); site != all.rend(); ++site) {
    if (isGradient(*site) && site->counts.overflow > 0) return site->tensor;
  }
  return "";
}

std::vector<std::pair<std::string, TensorPtr>> Network::tensorsInOrder() const {
  std::vector<std::pair<std::string, TensorPtr>> tensors{{"input", input_}};
  const auto addParameters = [&](const std::string& operation, const std::string& suffix,
                                 TensorPtr Parameter::*member) {
    for (const auto& parameter : parameters_) {
      if (parameter.name.rfind(operation + ".", 0) != 0) continue;
      tensors.emplace_back(parameter.name + suffix, parameter.*member);
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
      fail("network", "values for " + parameter.name + " of shape " +
                          toString(parameter.value->shape()) + " are missing");
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
