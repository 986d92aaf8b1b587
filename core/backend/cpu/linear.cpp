#include "core/backend/cpu/weighted.h"

namespace scalescope::cpu {

using dnnl::inner_product_backward_data;
using dnnl::inner_product_backward_weights;
using dnnl::inner_product_forward;

std::unique_ptr<Operation> makeLinear(const ContextPtr& context, const OperationSite& site,
                                      std::int64_t out, Parameter& weight, Parameter* bias) {
  const Shape& in = site.input->shape();
  const Shape outputShape{in[0], out};
  WeightedPrimitives p;
  p.slicing = chooseSlicing(in[0], std::max(in[1], out));
  p.weightDims = {out, in[1]};
  if (bias) p.biasDims = {out};
  p.output = plainDesc({in[0], out});
  const MemoryDesc src = plainDesc({p.slicing.samples, in[1]});
  const MemoryDesc dst = plainDesc({p.slicing.samples, out});
  const MemoryDesc any = anyDesc(p.weightDims);
  const MemoryDesc biasDesc = bias ? plainDesc(p.biasDims) : MemoryDesc();
  const dnnl::engine& engine = context->engine;

  const auto forward = forwardDesc<inner_product_forward>(engine, dnnl::prop_kind::forward_training,
                                                          src, any, biasDesc, dst);
  p.forward = bind<inner_product_forward>(*context, forward);
  p.forwardInput = src;
  p.forwardWeight = forward.weights_desc();
  p.forwardOutput = dst;
  const auto weights = backwardDesc<inner_product_backward_weights>(
      engine, forward, src, any, site.roundsOutputGradient() ? MemoryDesc() : biasDesc, dst);
  p.backwardWeights = bind<inner_product_backward_weights>(*context, weights);
  p.weightsInput = src;
  p.weightsGradient = weights.diff_weights_desc();
  p.weightsOutputGradient = dst;
  if (site.wantsInputGradient) {
    const auto data = backwardDesc<inner_product_backward_data>(engine, forward, src, any, dst);
    p.backwardData = bind<inner_product_backward_data>(*context, data);
    p.dataGradient = src;
    p.dataWeight = data.weights_desc();
    p.dataOutputGradient = dst;
  }
  return makeWeighted(context, site, outputShape, std::move(p), weight, bias);
}

}  // namespace scalescope::cpu
