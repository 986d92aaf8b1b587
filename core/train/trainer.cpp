#include "core/train/trainer.h"

#include <algorithm>

#include "core/base/error.h"

namespace scalescope {

Trainer::Trainer(std::unique_ptr<Backend> backend, const ExperimentConfig& config, int run,
                 const std::vector<HostTensor>& initialWeights)
    : config_(config), run_(run), backend_(std::move(backend)), scaler_(runConfig().scaler) {
  network_ = std::make_unique<Network>(
      *backend_, config_.network, policyNamed(runConfig().precision),
      layerOverrides(runConfig(), config_.network), config_.loss, config_.batchSize, config_.seed);
  network_->writeParameters(initialWeights);
  update_ = backend_->update(network_->parameters(), config_.optimizer.type,
                             config_.optimizer.momentum != 0.0);
  update_->refreshOperands();
}

LossResult Trainer::evaluate(std::span<const float> pixels, std::span<const std::int32_t> labels,
                             std::int64_t count) {
  const StepContext context{static_cast<std::uint64_t>(step_), 1.0F, false};
  backend_->write(network_->input(), pixels);
  network_->forward(context);
  LossResult result = network_->loss(labels.data(), count);
  result.loss *= static_cast<double>(count);
  return result;
}

std::string Trainer::firstNonFinite() const {
  for (const auto& [name, tensor] : network_->tensorsInOrder()) {
    const HostTensor values = readTensor(name, *tensor);
    if (!std::all_of(values.data.begin(), values.data.end(), isFiniteBits)) return name;
  }
  return "";
}

HostTensor Trainer::readTensor(const std::string& name, const Tensor& tensor) const {
  HostTensor values{name, tensor.shape(),
                    std::vector<float>(static_cast<std::size_t>(elementCount(tensor.shape())))};
  backend_->read(tensor, values.data);
  return values;
}

std::vector<HostTensor> Trainer::weights() const {
  std::vector<HostTensor> tensors = network_->readParameters();
  for (const auto& [name, tensor] : network_->buffers()) {
    tensors.push_back(readTensor(name, *tensor));
  }
  return tensors;
}

}  // namespace scalescope
