#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/backend/backend.h"
#include "core/nn/network_config.h"
#include "core/precision/fp8_scaling.h"
#include "core/tensor/safetensors.h"

namespace scalescope {

/// A network built on a back end for one batch size and one policy: its operations in order, its
/// parameters, its buffers. ReLU is fused into the layer before it where both ends can; numbers and
/// counts are the same.
class Network {
 public:
  /// `layerOverrides` are the run's own edits, by layer index; they win over those of the
  /// configuration.
  Network(Backend& backend, const NetworkConfig& config, const Policy& policy,
          const std::vector<FormatOverride>& layerOverrides, LossKind loss, std::int64_t batchSize,
          std::uint64_t seed, bool fuse = true, Fp8Scaling fp8Scaling = Fp8Scaling::amax);

  Tensor& input() { return *input_; }  ///< [batch, …], in the first layer's operand format
  CastSite& inputCast() { return *inputCast_; }
  const Tensor& logits() const { return *operations_.back()->output(); }
  /// Called with each tensor of tensorsInOrder() once it has its values.
  using TensorHook = std::function<void(const std::string& name, Tensor& tensor)>;
  void forward(Pass pass, const TensorHook& hook = {});
  LossOperation& loss() { return *loss_; }
  /// From the loss to the first trained layer.
  void backward(const TensorHook& hook = {});

  std::vector<Parameter*> parameters();
  CastSites& sites() { return sites_; }
  CastSite* siteOf(const std::string& tensor);  ///< null if it is no cast site
  /// The cast sites in order of computation of a step: activations from the input on, gradients
  /// from the loss back, the optimizer's updates, and the weights that they lead to.
  std::vector<const CastSite*> sitesInOrder() const;
  /// Running statistics of batchnorm layers, named "layers.N.running_mean", "layers.N.running_var".
  const std::vector<std::pair<std::string, TensorPtr>>& buffers() const { return buffers_; }
  /// Keeps running statistics and amax histories, or brings back what was kept: for a step that is
  /// done again.
  void keepBuffers();
  void restoreBuffers();
  /// What FP8 and INT8 operands were, pass by pass (core/precision/fp8_scaling.h), named
  /// "layers.N.input.amax_history".
  const std::vector<std::pair<std::string, TensorPtr>>& amaxHistories() const {
    return amaxHistories_;
  }
  /// Finite values that became ±inf where a parameter's gradient was rounded, in this step.
  std::uint64_t gradientCastOverflows() const;
  /// The first cast, in order of computation, at which a value overflowed in this step; "" if none.
  std::string firstOverflow() const;
  /// In order of computation: every operand and activation, then every activation and weight
  /// gradient, named like cast sites.
  std::vector<std::pair<std::string, TensorPtr>> tensorsInOrder() const;

  void writeParameters(
      const std::vector<HostTensor>& values);      ///< into `value`; call refreshOperands() after
  std::vector<HostTensor> readParameters() const;  ///< from `value`

 private:
  friend class NetworkBuilder;
  using ParameterTensor = TensorPtr Parameter::*;
  void showParameters(const TensorHook& hook, std::size_t operation, const std::string& suffix,
                      ParameterTensor member);
  Backend& backend_;
  CastSites sites_;
  TensorPtr input_;
  CastSite* inputCast_ = nullptr;
  std::deque<Parameter> parameters_;
  std::vector<std::string> operationNames_;
  std::vector<std::unique_ptr<Operation>> operations_;
  std::size_t firstTrained_ = 0;  ///< operations before it run forward only
  std::unique_ptr<LossOperation> loss_;
  std::vector<std::pair<std::string, TensorPtr>> buffers_;
  std::vector<std::pair<std::string, TensorPtr>> amaxHistories_;
  std::vector<TensorPtr> keptBuffers_;    ///< one a buffer
  std::vector<TensorPtr> keptHistories_;  ///< one a history
};

}  // namespace scalescope
