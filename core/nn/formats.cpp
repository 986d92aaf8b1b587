#include "core/nn/formats.h"

namespace scalescope {
namespace {

FormatOverride merged(const FormatOverride& network, const FormatOverride& run) {
  return {run.weight ? run.weight : network.weight, run.compute ? run.compute : network.compute,
          run.gradient ? run.gradient : network.gradient,
          run.statistics ? run.statistics : network.statistics};
}

std::string labelOf(Format format) { return std::string(info(format).label); }

}  // namespace

NetworkFormats resolveNetwork(const NetworkConfig& network, const Policy& policy,
                              const std::vector<FormatOverride>& runOverrides) {
  NetworkFormats formats;
  // A model cast to half gets its batches in half; autocast leaves them to the first layer.
  Format arriving = policy.autocast ? Format::fp32 : policy.low;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const LayerConfig& layer = network.layers[i];
    const FormatOverride own = i < runOverrides.size() ? runOverrides[i] : FormatOverride{};
    formats.layers.push_back(
        resolveFormats(policy, roleOf(layer.type), arriving, merged(layer.precision, own)));
    arriving = storageOf(formats.layers.back().compute);
  }
  if (formats.layers.empty()) return formats;
  // A first layer in FP8 or INT8 scales the batch before it rounds it.
  const Format first = formats.layers.front().compute;
  formats.input = isScaled(first) ? storageOf(first) : first;
  formats.lossGradient = formats.layers.back().gradient;
  return formats;
}

std::optional<Sentence> conflictOf(const LayerFormats& formats, LayerRole role) {
  if (isOperandFormat(formats.compute) && role != LayerRole::matmul) {
    return Sentence(phrase("%1 is a format of the operands of matrix products: only conv2d and "
                           "linear layers compute in it"),
                    {labelOf(formats.compute)});
  }
  if (formats.statistics != Format::fp32 && role != LayerRole::batchNorm) {
    return phrase("it has no batch statistics: only batchnorm layers do");
  }
  if (formats.weight == Format::fp32 || formats.compute == Format::fp32 ||
      formats.weight == formats.compute) {
    return std::nullopt;
  }
  return Sentence(phrase("weights in %1 cannot be computed with in %2: one of the two must be "
                         "FP32, or both alike"),
                  {labelOf(formats.weight), labelOf(formats.compute)});
}

}  // namespace scalescope
