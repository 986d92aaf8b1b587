#include "core/backend/cpu/primitive_timer.h"

#include <unordered_map>

#include "core/backend/cpu/onednn.h"

namespace scalescope {

using namespace cpu;
using dnnl::algorithm;
using dnnl::prop_kind;
using Arguments = std::unordered_map<int, dnnl::memory>;

struct PrimitiveList::Engine {
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};

  dnnl::memory memory(const MemoryDesc& desc) const {
    dnnl::memory made(desc, engine);
    auto* bytes = static_cast<char*>(made.get_data_handle());
    if (bytes) std::fill_n(bytes, desc.get_size(), char{0});
    return made;
  }
};

namespace {

template <typename Primitive, typename Owner>
TimedPrimitive timed(const std::string& name, const std::shared_ptr<Owner>& owner,
                     const typename Primitive::primitive_desc& desc, Arguments arguments) {
  arguments[DNNL_ARG_SCRATCHPAD] = owner->memory(desc.scratchpad_desc());
  return {name, [owner, primitive = Primitive(desc), arguments = std::move(arguments)] {
            primitive.execute(owner->stream, arguments);
            owner->stream.wait();
          }};
}

}  // namespace

PrimitiveList::PrimitiveList() : engine_(std::make_shared<Engine>()) {}
PrimitiveList::~PrimitiveList() = default;

void PrimitiveList::conv2d(const std::string& layer, const Shape& input, const Conv2dSpec& spec,
                           bool wantsInputGradient) {
  using Forward = dnnl::convolution_forward;
  using Data = dnnl::convolution_backward_data;
  using Weights = dnnl::convolution_backward_weights;
  const auto extent = [&](std::int64_t size) {
    return (size + 2 * spec.padding - spec.kernel) / spec.stride + 1;
  };
  const MemoryDesc src = anyDesc({input.begin(), input.end()});
  const MemoryDesc dst = anyDesc({input[0], spec.out, extent(input[2]), extent(input[3])});
  const std::int64_t k = spec.kernel;
  const MemoryDesc weight = anyDesc(
      spec.groups == 1 ? Dims{spec.out, input[1], k, k}
                       : Dims{spec.groups, spec.out / spec.groups, input[1] / spec.groups, k, k});
  const MemoryDesc bias = plainDesc({spec.out});
  const Dims strides{spec.stride, spec.stride};
  const Dims padding{spec.padding, spec.padding};
  const auto direct = algorithm::convolution_direct;
  const auto forward = forwardDesc<Forward>(engine_->engine, prop_kind::forward_training, direct,
                                            src, weight, bias, dst, strides, padding, padding);
  const auto m = [&](const MemoryDesc& desc) { return engine_->memory(desc); };
  primitives_.push_back(timed<Forward>(layer + " conv2d forward", engine_, forward,
                                       {{DNNL_ARG_SRC, m(forward.src_desc())},
                                        {DNNL_ARG_WEIGHTS, m(forward.weights_desc())},
                                        {DNNL_ARG_BIAS, m(bias)},
                                        {DNNL_ARG_DST, m(forward.dst_desc())}}));
  const auto weights = backwardDesc<Weights>(engine_->engine, forward, direct, src, weight, bias,
                                             dst, strides, padding, padding);
  primitives_.push_back(timed<Weights>(layer + " conv2d backward by weights", engine_, weights,
                                       {{DNNL_ARG_SRC, m(weights.src_desc())},
                                        {DNNL_ARG_DIFF_DST, m(weights.diff_dst_desc())},
                                        {DNNL_ARG_DIFF_WEIGHTS, m(weights.diff_weights_desc())},
                                        {DNNL_ARG_DIFF_BIAS, m(bias)}}));
  if (!wantsInputGradient) return;
  const auto data = backwardDesc<Data>(engine_->engine, forward, direct, src, weight, dst, strides,
                                       padding, padding);
  primitives_.push_back(timed<Data>(layer + " conv2d backward by data", engine_, data,
                                    {{DNNL_ARG_DIFF_DST, m(data.diff_dst_desc())},
                                     {DNNL_ARG_WEIGHTS, m(data.weights_desc())},
                                     {DNNL_ARG_DIFF_SRC, m(data.diff_src_desc())}}));
}

void PrimitiveList::linear(const std::string& layer, const Shape& input, std::int64_t out) {
  using Forward = dnnl::inner_product_forward;
  using Data = dnnl::inner_product_backward_data;
  using Weights = dnnl::inner_product_backward_weights;
  const MemoryDesc src = plainDesc({input[0], input[1]});
  const MemoryDesc dst = plainDesc({input[0], out});
  const MemoryDesc weight = anyDesc({out, input[1]});
  const MemoryDesc bias = plainDesc({out});
  const auto m = [&](const MemoryDesc& desc) { return engine_->memory(desc); };
  const auto forward =
      forwardDesc<Forward>(engine_->engine, prop_kind::forward_training, src, weight, bias, dst);
  primitives_.push_back(timed<Forward>(layer + " linear forward", engine_, forward,
                                       {{DNNL_ARG_SRC, m(src)},
                                        {DNNL_ARG_WEIGHTS, m(forward.weights_desc())},
                                        {DNNL_ARG_BIAS, m(bias)},
                                        {DNNL_ARG_DST, m(dst)}}));
  const auto weights = backwardDesc<Weights>(engine_->engine, forward, src, weight, bias, dst);
  primitives_.push_back(timed<Weights>(layer + " linear backward by weights", engine_, weights,
                                       {{DNNL_ARG_SRC, m(src)},
                                        {DNNL_ARG_DIFF_DST, m(dst)},
                                        {DNNL_ARG_DIFF_WEIGHTS, m(weights.diff_weights_desc())},
                                        {DNNL_ARG_DIFF_BIAS, m(bias)}}));
  const auto data = backwardDesc<Data>(engine_->engine, forward, src, weight, dst);
  primitives_.push_back(timed<Data>(layer + " linear backward by data", engine_, data,
                                    {{DNNL_ARG_DIFF_DST, m(dst)},
                                     {DNNL_ARG_WEIGHTS, m(data.weights_desc())},
                                     {DNNL_ARG_DIFF_SRC, m(src)}}));
}

namespace {

// Pooling and ReLU keep the blocked layout that convolutions hand on.
MemoryDesc blockedDesc(const Shape& shape) {
  const Dims dims(shape.begin(), shape.end());
  if (dims.size() != 4 || dims[1] % 16 != 0) return plainDesc(dims);
  return {dims, kF32, Tag::nChw16c};
}

}  // namespace

void PrimitiveList::pool2d(const std::string& layer, const Shape& input, const PoolSpec& spec) {
  const auto extent = [&](std::int64_t size) {
    return (size + 2 * spec.padding - spec.kernel) / spec.stride + 1;
  };
  const MemoryDesc src = blockedDesc(input);
  const MemoryDesc dst = blockedDesc({input[0], input[1], extent(input[2]), extent(input[3])});
  const Dims strides{spec.stride, spec.stride};
  const Dims kernel{spec.kernel, spec.kernel};
  const Dims padding{spec.padding, spec.padding};
  const Dims dilation{0, 0};
  const auto kind = spec.average ? kAverage : algorithm::pooling_max;
  const auto forward =
      forwardDesc<PoolForward>(engine_->engine, prop_kind::forward_training, kind, src, dst,
                               strides, kernel, dilation, padding, padding);
  const auto backward = backwardDesc<PoolBackward>(engine_->engine, forward, kind, src, dst,
                                                   strides, kernel, dilation, padding, padding);
  const dnnl::memory winners = engine_->memory(forward.workspace_desc());
  Arguments there{{DNNL_ARG_SRC, engine_->memory(src)}, {DNNL_ARG_DST, engine_->memory(dst)}};
  Arguments back{{DNNL_ARG_DIFF_DST, engine_->memory(dst)},
                 {DNNL_ARG_DIFF_SRC, engine_->memory(src)}};
  if (!spec.average) there[DNNL_ARG_WORKSPACE] = back[DNNL_ARG_WORKSPACE] = winners;
  primitives_.push_back(timed<PoolForward>(layer + " pool2d forward", engine_, forward, there));
  primitives_.push_back(timed<PoolBackward>(layer + " pool2d backward", engine_, backward, back));
}

void PrimitiveList::relu(const std::string& layer, const Shape& shape) {
  using Forward = dnnl::eltwise_forward;
  using Backward = dnnl::eltwise_backward;
  const MemoryDesc desc = blockedDesc(shape);
#if DNNL_VERSION_MAJOR >= 3
  const auto forward = forwardDesc<Forward>(engine_->engine, prop_kind::forward_training,
                                            algorithm::eltwise_relu, desc, desc, 0.0F, 0.0F);
  const auto backward = backwardDesc<Backward>(engine_->engine, forward, algorithm::eltwise_relu,
                                               desc, desc, desc, 0.0F, 0.0F);
#else
  const auto forward = forwardDesc<Forward>(engine_->engine, prop_kind::forward_training,
                                            algorithm::eltwise_relu, desc, 0.0F, 0.0F);
  const auto backward = backwardDesc<Backward>(engine_->engine, forward, algorithm::eltwise_relu,
                                               desc, desc, 0.0F, 0.0F);
#endif
  const dnnl::memory values = engine_->memory(desc);
  primitives_.push_back(timed<Forward>(layer + " relu forward", engine_, forward,
                                       {{DNNL_ARG_SRC, values}, {DNNL_ARG_DST, values}}));
  const dnnl::memory gradients = engine_->memory(desc);
  primitives_.push_back(timed<Backward>(
      layer + " relu backward", engine_, backward,
      {{DNNL_ARG_SRC, values}, {DNNL_ARG_DIFF_DST, gradients}, {DNNL_ARG_DIFF_SRC, gradients}}));
}

}  // namespace scalescope
