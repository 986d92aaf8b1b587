#pragma once

#include "core/backend/backend.h"

namespace scalescope::test {

/// Another back end, with what a test overrides of it.
class ForwardingBackend : public Backend {
 public:
  explicit ForwardingBackend(std::unique_ptr<Backend> real) : real_(std::move(real)) {}

  BackendInfo info() const override { return real_->info(); }
  std::size_t memoryInUse() const override { return real_->memoryInUse(); }
  std::size_t memoryPeak() const override { return real_->memoryPeak(); }
  TensorPtr tensor(const Shape& shape, Format format) override {
    return real_->tensor(shape, format);
  }
  void write(Tensor& tensor, std::span<const float> values, CastSite* site) override {
    real_->write(tensor, values, site);
  }
  void read(const Tensor& tensor, std::span<float> values) const override {
    real_->read(tensor, values);
  }
  void copy(const Tensor& from, Tensor& to) override { real_->copy(from, to); }
  TensorStatistics statistics(const Tensor& tensor) const override {
    return real_->statistics(tensor);
  }
  void load(std::span<const float> pixels, std::span<const std::int32_t> labels) override {
    real_->load(pixels, labels);
  }
  bool keep(const SampleSet& samples) override { return real_->keep(samples); }
  void loadKept(std::span<const std::int64_t> indices) override { real_->loadKept(indices); }
  void castBatch(Tensor& input, CastSite* site) override { real_->castBatch(input, site); }
  void run(Pass pass, const std::function<void()>& work) override { real_->run(pass, work); }
  void proceed(const std::function<void()>& work) override { real_->proceed(work); }
  void collectCounts() override { real_->collectCounts(); }
  StepState stepState() const override { return real_->stepState(); }
  void setStepState(const StepState& state) override { real_->setStepState(state); }

  std::unique_ptr<Operation> conv2d(const OperationSite& site, const Conv2dSpec& spec,
                                    Parameter& weight, Parameter* bias) override {
    return real_->conv2d(site, spec, weight, bias);
  }
  std::unique_ptr<Operation> linear(const OperationSite& site, std::int64_t out, Parameter& weight,
                                    Parameter* bias) override {
    return real_->linear(site, out, weight, bias);
  }
  std::unique_ptr<Operation> pool2d(const OperationSite& site, const PoolSpec& spec) override {
    return real_->pool2d(site, spec);
  }
  std::unique_ptr<Operation> batchNorm(const OperationSite& site, const NormSpec& spec,
                                       Parameter& weight, Parameter& bias, TensorPtr mean,
                                       TensorPtr variance) override {
    return real_->batchNorm(site, spec, weight, bias, std::move(mean), std::move(variance));
  }
  std::unique_ptr<Operation> layerNorm(const OperationSite& site, const NormSpec& spec,
                                       Parameter& weight, Parameter& bias) override {
    return real_->layerNorm(site, spec, weight, bias);
  }
  std::unique_ptr<Operation> relu(const OperationSite& site) override { return real_->relu(site); }
  std::unique_ptr<Operation> dropout(const OperationSite& site, const DropoutSpec& spec) override {
    return real_->dropout(site, spec);
  }
  std::unique_ptr<Operation> flatten(const OperationSite& site) override {
    return real_->flatten(site);
  }
  std::unique_ptr<LossOperation> loss(const OperationSite& site, LossKind kind) override {
    return real_->loss(site, kind);
  }
  std::unique_ptr<ParameterUpdate> update(std::vector<Parameter*> parameters,
                                          const StepRules& rules, const CastSites& sites) override {
    return real_->update(std::move(parameters), rules, sites);
  }

 protected:
  std::unique_ptr<Backend> real_;
};

}  // namespace scalescope::test
