#include "core/backend/cpu/kernels.h"
#include "core/backend/cpu/layers.h"
#include "core/backend/cpu/operation_base.h"
#include "core/base/random.h"

namespace scalescope::cpu {
namespace {

/// Values pass from input to output slice by slice, changed on the way.
class PassThrough : public CpuOperation {
 public:
  void forward(Pass pass) override {
    for (std::int64_t slice = 0; slice < slicing_.count; ++slice) {
      const dnnl::memory& x = source_.load(slice, operandSite_);
      transform(pass, slice, x, sink_.target(slice));
      sink_.finish(slice, outputSite_);
    }
  }
  void backward() override {
    if (!inputGradient_) return;
    if (!bound_) gradientSource_ = outputGradientSource(slicing_, gradientLayout_);
    bound_ = true;
    for (std::int64_t slice = 0; slice < slicing_.count; ++slice) {
      const dnnl::memory& dy = gradientSource_.load(slice);
      transform(Pass::training, slice, dy, gradientSink_.target(slice));
      gradientSink_.finish(slice, gradientSite_);
    }
  }

 protected:
  using CpuOperation::CpuOperation;

  /// `inner` is the layout in which slices are changed, for input and output alike.
  void prepare(const Shape& outputShape, const MemoryDesc& outputLayout, const MemoryDesc& inner,
               bool rounds) {
    operandSite_ = addOperandSite();
    makeOutput(outputShape, outputLayout, rounds);
    makeInputGradient(rounds);
    source_ = inputSource(slicing_, inner);
    sink_ = outputSink(slicing_, sliceLayout(outputLayout, slicing_.samples));
    gradientLayout_ = sliceLayout(outputLayout, slicing_.samples);
    if (site_.wantsInputGradient) gradientSink_ = inputGradientSink(slicing_, inner);
  }
  virtual void transform(Pass pass, std::int64_t slice, const dnnl::memory& from,
                         const dnnl::memory& to) = 0;

  static const float* values(const dnnl::memory& memory) {
    return static_cast<const float*>(memory.get_data_handle());
  }
  static float* room(const dnnl::memory& memory) {
    return static_cast<float*>(memory.get_data_handle());
  }
  void chooseSlices() {
    const Shape& in = input_->shape();
    slicing_ = samplesAreContiguous(input_->layout()) ? chooseSlicing(in[0], elementsPerSample(in))
                                                      : Slicing{in[0], 1};
  }

  Slicing slicing_;
  SliceSource source_, gradientSource_;
  SliceSink sink_, gradientSink_;
  MemoryDesc gradientLayout_;
  bool bound_ = false;
};

class Relu final : public PassThrough {
 public:
  Relu(const ContextPtr& context, const OperationSite& site) : PassThrough(context, site) {
    chooseSlices();
    const MemoryDesc inner = sliceLayout(input_->layout(), slicing_.samples);
    prepare(input_->shape(), input_->layout(), inner, false);
    sink_.applyRelu();
    if (site_.wantsInputGradient) gradientSink_.maskBy(output());
  }

 private:
  void transform(Pass, std::int64_t, const dnnl::memory& from, const dnnl::memory& to) override {
    std::copy_n(values(from), storedElements(from), room(to));
  }
};

class Flatten final : public PassThrough {
 public:
  Flatten(const ContextPtr& context, const OperationSite& site) : PassThrough(context, site) {
    chooseSlices();
    const Shape& in = input_->shape();
    Dims slice(in.begin(), in.end());
    slice[0] = slicing_.samples;
    const Shape out{in[0], elementsPerSample(in)};
    prepare(out, plainDesc({out[0], out[1]}), plainDesc(slice), false);
  }

 private:
  void transform(Pass, std::int64_t, const dnnl::memory& from, const dnnl::memory& to) override {
    std::copy_n(values(from), storedElements(from), room(to));
  }
};

/// Inverted dropout. Works on row-major slices, so that an element's mask depends on its logical
/// index and not on a layout; backward draws the same mask again instead of keeping it.
class Dropout final : public PassThrough {
 public:
  Dropout(const ContextPtr& context, const OperationSite& site, const DropoutSpec& spec)
      : PassThrough(context, site), spec_(spec) {
    chooseSlices();
    const Shape& in = input_->shape();
    Dims whole(in.begin(), in.end());
    const MemoryDesc plain = plainDesc(whole);
    prepare(in, plain, sliceLayout(plain, slicing_.samples), true);
  }

 private:
  void transform(Pass pass, std::int64_t slice, const dnnl::memory& from,
                 const dnnl::memory& to) override {
    const std::int64_t count = slicing_.samples * elementsPerSample(input_->shape());
    const float* in = values(from);
    float* out = room(to);
    if (pass == Pass::evaluation || spec_.p <= 0.0) {
      std::copy_n(in, count, out);
      return;
    }
    const std::uint64_t key =
        mix64(spec_.seed + mix64(static_cast<std::uint64_t>(context_->step.step)));
    const auto first = static_cast<std::uint64_t>(slice * count);
    const float factor = spec_.p < 1.0 ? static_cast<float>(1.0 / (1.0 - spec_.p)) : 0.0F;
    const double p = spec_.p;
#pragma omp parallel for schedule(static)
    for (std::int64_t i = 0; i < count; ++i) {
      const bool keep = randomUniform(key, first + static_cast<std::uint64_t>(i)) >= p;
      out[i] = keep ? in[i] * factor : 0.0F;
    }
  }

  DropoutSpec spec_;
};

}  // namespace

std::unique_ptr<Operation> makeRelu(const ContextPtr& context, const OperationSite& site) {
  return std::make_unique<Relu>(context, site);
}
std::unique_ptr<Operation> makeFlatten(const ContextPtr& context, const OperationSite& site) {
  return std::make_unique<Flatten>(context, site);
}
std::unique_ptr<Operation> makeDropout(const ContextPtr& context, const OperationSite& site,
                                       const DropoutSpec& spec) {
  return std::make_unique<Dropout>(context, site, spec);
}

}  // namespace scalescope::cpu
