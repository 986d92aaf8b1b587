#include "core/backend/cuda/cuda_backend.h"

#include "core/backend/cuda/devices.h"
#include "core/backend/cuda/kernels.h"
#include "core/backend/cuda/layers.h"
#include "core/backend/cuda/step_graph.h"
#include "core/backend/cuda/transfer.h"

namespace scalescope {
namespace {

using namespace cuda;

class CudaBackend final : public Backend {
 public:
  explicit CudaBackend(int device) : context_(std::make_shared<Context>(device)) {
    info_ = {"cuda", deviceName(device), libraryVersions(), 0};
  }

  BackendInfo info() const override { return info_; }
  std::size_t memoryInUse() const override { return context_->arena.bytes(); }
  std::size_t memoryPeak() const override { return context_->arena.bytes(); }

  TensorPtr tensor(const Shape& shape, Format format) override {
    return makeTensor(context_, shape, format, true);
  }
  void write(Tensor& tensor, std::span<const float> values, CastSite* site) override {
    context_->use();
    cuda::write(*context_, static_cast<CudaTensor&>(tensor), values, site);
  }
  void read(const Tensor& tensor, std::span<float> values) const override {
    context_->use();
    cuda::read(*context_, static_cast<const CudaTensor&>(tensor), values);
  }
  void copy(const Tensor& from, Tensor& to) override {
    context_->use();
    cuda::copy(*context_, static_cast<const CudaTensor&>(from), static_cast<CudaTensor&>(to));
  }
  TensorStatistics statistics(const Tensor& tensor) const override {
    context_->use();
    return cuda::statistics(*context_, static_cast<const CudaTensor&>(tensor));
  }

  void load(std::span<const float> pixels, std::span<const std::int32_t> labels) override {
    context_->use();
    context_->feed.load(pixels, labels);
  }
  bool keep(const SampleSet& samples) override {
    context_->use();
    return context_->feed.keep(samples);
  }
  void loadKept(std::span<const std::int64_t> indices) override {
    context_->use();
    context_->feed.loadKept(indices);
  }
  void castBatch(Tensor& input, CastSite* site) override {
    const auto& target = static_cast<const CudaTensor&>(input);
    PermuteJob job;
    job.in = context_->feed.pixels();
    job.inLayout = plainLayoutOf(input.shape());
    job.out = target.data();
    job.outLayout = target.layout();
    job.to = input.format();
    job.tally = context_->telemetry.tally(context_->telemetry.counter(site));
    start(context_->stream(), job);
  }
  void run(Pass pass, const std::function<void()>& work) override {
    if (pass == Pass::evaluation) return work();
    graph_.run(*context_, work);
  }
  void proceed(const std::function<void()>& work) override {
    context_->telemetry.begin();
    work();
    context_->telemetry.end();
  }
  void collectCounts() override { context_->telemetry.collect(); }
  StepState stepState() const override { return context_->state(); }
  void setStepState(const StepState& state) override { context_->setState(state); }

  std::unique_ptr<Operation> conv2d(const OperationSite& site, const Conv2dSpec& spec,
                                    Parameter& weight, Parameter* bias) override {
    return makeConv2d(context_, site, spec, weight, bias);
  }
  std::unique_ptr<Operation> linear(const OperationSite& site, std::int64_t out, Parameter& weight,
                                    Parameter* bias) override {
    return makeLinear(context_, site, out, weight, bias);
  }
  std::unique_ptr<Operation> pool2d(const OperationSite& site, const PoolSpec& spec) override {
    return makePool2d(context_, site, spec);
  }
  std::unique_ptr<Operation> batchNorm(const OperationSite& site, const NormSpec& spec,
                                       Parameter& weight, Parameter& bias, TensorPtr mean,
                                       TensorPtr variance) override {
    return makeBatchNorm(context_, site, spec, weight, bias, mean, variance);
  }
  std::unique_ptr<Operation> layerNorm(const OperationSite& site, const NormSpec& spec,
                                       Parameter& weight, Parameter& bias) override {
    return makeLayerNorm(context_, site, spec, weight, bias);
  }
  std::unique_ptr<Operation> relu(const OperationSite& site) override {
    return makeRelu(context_, site);
  }
  std::unique_ptr<Operation> dropout(const OperationSite& site, const DropoutSpec& spec) override {
    return makeDropout(context_, site, spec);
  }
  std::unique_ptr<Operation> flatten(const OperationSite& site) override {
    return makeFlatten(context_, site);
  }
  std::unique_ptr<LossOperation> loss(const OperationSite& site, LossKind kind) override {
    return makeLoss(context_, site, kind);
  }
  std::unique_ptr<ParameterUpdate> update(std::vector<Parameter*> parameters,
                                          const StepRules& rules, const CastSites&) override {
    return makeUpdate(context_, parameters, rules);
  }

 private:
  ContextPtr context_;
  StepGraph graph_;
  BackendInfo info_;
};

}  // namespace

std::unique_ptr<Backend> makeCudaBackend(int device) {
  return std::make_unique<CudaBackend>(device);
}

}  // namespace scalescope
