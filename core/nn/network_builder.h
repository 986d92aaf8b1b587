#pragma once

#include <string>

#include "core/nn/formats.h"
#include "core/nn/network.h"
#include "core/nn/shape_inference.h"

namespace scalescope {

/// Makes the tensors, parameters and operations of a network, layer by layer.
class NetworkBuilder {
 public:
  NetworkBuilder(Network& network, const NetworkConfig& config, const Policy& policy,
                 NetworkFormats formats, std::uint64_t seed, bool fuse, Fp8Scaling fp8Scaling);
  void build(std::int64_t batchSize, LossKind loss);

 private:
  bool canFuseRelu(std::size_t index) const;
  OperationSite siteOf(std::size_t index, const TensorPtr& input) const;
  Parameter* addParameter(std::size_t index, const ParameterShape& shape);
  void addParameters(std::size_t index);
  TensorPtr addHistory(std::size_t index, const std::string& operand);
  TensorPtr addBuffer(std::size_t index, const std::string& name, float value);
  std::unique_ptr<Operation> makeOperation(std::size_t index, const OperationSite& site);
  void addLoss(const TensorPtr& logits, LossKind kind);
  void connectGradients();

  Network& net_;
  const NetworkConfig& config_;
  const Policy& policy_;
  const NetworkFormats formats_;
  const std::vector<LayerShape> shapes_;
  std::uint64_t seed_;
  bool fuse_;
  Fp8Scaling fp8Scaling_;
  bool inputIsRelu_ = false;     ///< of the operation that is made next
  Parameter* weight_ = nullptr;  ///< of the layer at hand; null if it has none
  Parameter* bias_ = nullptr;
};

}  // namespace scalescope
