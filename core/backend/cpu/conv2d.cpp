#include <string_view>

#include "core/backend/cpu/weighted.h"
#include "core/backend/window.h"

namespace scalescope::cpu {
namespace {

using dnnl::algorithm;
using dnnl::convolution_backward_data;
using dnnl::convolution_backward_weights;
using dnnl::convolution_forward;
using dnnl::prop_kind;

struct Geometry {
  Dims weight, bias, strides, padding;
  Shape output;
};

Geometry geometryOf(const Shape& in, const Conv2dSpec& spec, bool hasBias) {
  const std::int64_t k = spec.kernel;
  const auto extent = [&](std::int64_t size) {
    return windowCount(size, spec.kernel, spec.stride, spec.padding);
  };
  Geometry g;
  g.weight = spec.groups == 1
                 ? Dims{spec.out, in[1], k, k}
                 : Dims{spec.groups, spec.out / spec.groups, in[1] / spec.groups, k, k};
  if (hasBias) g.bias = {spec.out};
  g.strides = {spec.stride, spec.stride};
  g.padding = {spec.padding, spec.padding};
  g.output = {in[0], spec.out, extent(in[2]), extent(in[3])};
  return g;
}

Dims withBatch(const Shape& shape, std::int64_t batch) {
  Dims dims(shape.begin(), shape.end());
  dims[0] = batch;
  return dims;
}

struct Descriptors {
  convolution_forward::primitive_desc forward;
  convolution_backward_data::primitive_desc data;
  convolution_backward_weights::primitive_desc weights;
};

/// Of two ways to compute the same, the first unless the library has only its reference loop for
/// it. That happens where a direct kernel is missing (backward weights of one input channel without
/// AVX-512) in the layouts that the forward pass chose; plain ones let it multiply matrices
/// instead, 100 times as fast.
template <typename Describe>
auto unlessReference(const MemoryDesc& src, const MemoryDesc& dst, const Describe& describe) {
  auto chosen = describe(src, dst);
  const auto isReference = [](const auto& desc) {
    return std::string_view(desc.impl_info_str()).starts_with("ref");
  };
  if (!isReference(chosen)) return chosen;
  auto plain = describe(plainDesc(extents(src)), plainDesc(extents(dst)));
  return isReference(plain) ? chosen : plain;
}

/// `withBias`: the weights' backward also sums up the bias' gradient.
Descriptors describe(const dnnl::engine& engine, const MemoryDesc& src, const MemoryDesc& dst,
                     const Geometry& g, bool withBias) {
  const MemoryDesc weight = anyDesc(g.weight);
  const MemoryDesc bias = g.bias.empty() ? MemoryDesc() : plainDesc(g.bias);
  Descriptors d;
  d.forward = forwardDesc<convolution_forward>(engine, prop_kind::forward_training,
                                               algorithm::convolution_direct, src, weight, bias,
                                               dst, g.strides, g.padding, g.padding);
  d.data = unlessReference(src, dst, [&](const MemoryDesc& in, const MemoryDesc& out) {
    return backwardDesc<convolution_backward_data>(engine, d.forward, algorithm::convolution_direct,
                                                   in, weight, out, g.strides, g.padding,
                                                   g.padding);
  });
  d.weights = unlessReference(src, dst, [&](const MemoryDesc& in, const MemoryDesc& out) {
    return backwardDesc<convolution_backward_weights>(
        engine, d.forward, algorithm::convolution_direct, in, weight,
        withBias ? bias : MemoryDesc(), out, g.strides, g.padding, g.padding);
  });
  return d;
}

}  // namespace

std::unique_ptr<Operation> makeConv2d(const ContextPtr& context, const OperationSite& site,
                                      const Conv2dSpec& spec, Parameter& weight, Parameter* bias) {
  const Shape& in = site.input->shape();
  const Geometry g = geometryOf(in, spec, bias != nullptr);
  const bool withBias = !site.roundsOutputGradient();
  // The library picks the layouts for the whole batch; the slices' primitives are then made in
  // those.
  const Descriptors whole = describe(context->engine, anyDesc(withBatch(in, in[0])),
                                     anyDesc(withBatch(g.output, in[0])), g, withBias);
  const MemoryDesc src = whole.forward.src_desc();
  const MemoryDesc dst = whole.forward.dst_desc();
  WeightedPrimitives p;
  p.slicing = {in[0], 1};
  if (samplesAreContiguous(src) && samplesAreContiguous(dst) &&
      samplesAreContiguous(asCpu(site.input)->layout())) {
    p.slicing = chooseSlicing(in[0], std::max(elementsPerSample(in), elementsPerSample(g.output)));
  }
  const Descriptors d = describe(context->engine, sliceLayout(src, p.slicing.samples),
                                 sliceLayout(dst, p.slicing.samples), g, withBias);
  p.weightDims = g.weight;
  p.biasDims = g.bias;
  p.output = dst;
  p.forward = bind<convolution_forward>(*context, d.forward);
  p.forwardInput = d.forward.src_desc();
  p.forwardWeight = d.forward.weights_desc();
  p.forwardOutput = d.forward.dst_desc();
  p.backwardWeights = bind<convolution_backward_weights>(*context, d.weights);
  p.weightsInput = d.weights.src_desc();
  p.weightsGradient = d.weights.diff_weights_desc();
  p.weightsOutputGradient = d.weights.diff_dst_desc();
  if (site.wantsInputGradient) {
    p.backwardData = bind<convolution_backward_data>(*context, d.data);
    p.dataGradient = d.data.diff_src_desc();
    p.dataWeight = d.data.weights_desc();
    p.dataOutputGradient = d.data.diff_dst_desc();
  }
  return makeWeighted(context, site, g.output, std::move(p), weight, bias);
}

}  // namespace scalescope::cpu
