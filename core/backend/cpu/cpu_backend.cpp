#include "core/backend/cpu/cpu_backend.h"

#include <omp.h>

#include <algorithm>
#include <cstring>
#include <fstream>

#include "core/backend/cpu/kernels.h"
#include "core/backend/cpu/layers.h"
#include "core/backend/cpu/slices.h"
#include "core/backend/cpu/weighted.h"
#include "core/base/error.h"

namespace scalescope {
namespace {

using namespace cpu;

std::string processorName() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("model name", 0) == 0 && line.find(": ") != std::string::npos) {
      return line.substr(line.find(": ") + 2);
    }
  }
  return "unknown processor";
}

std::string libraryVersion() {
  const dnnl_version_t* version = dnnl_version();
  return "oneDNN " + std::to_string(version->major) + "." + std::to_string(version->minor) + "." +
         std::to_string(version->patch);
}

class CpuBackend final : public Backend {
 public:
  explicit CpuBackend(int threads) : context_(std::make_shared<Context>()) {
    // OpenMP's number belongs to the calling thread, and outlives a back end that has set it.
    static const int offered = omp_get_max_threads();
    omp_set_num_threads(threads > 0 ? std::min(threads, offered) : offered);
    info_ = {"cpu", processorName(), libraryVersion(), omp_get_max_threads()};
  }

  BackendInfo info() const override { return info_; }
  std::size_t memoryInUse() const override { return context_->pool->current(); }
  std::size_t memoryPeak() const override { return context_->pool->peak(); }

  TensorPtr tensor(const Shape& shape, Format format) override {
    return makeTensor(context_, shape, format, plainDesc({shape.begin(), shape.end()}));
  }

  void write(Tensor& tensor, std::span<const float> values, CastSite* site) override {
    auto& target = static_cast<CpuTensor&>(tensor);
    Buffer reordered;
    const float* source = values.data();
    if (!target.isPlain()) {  // never for a tensor made by tensor(): steps allocate nothing here
      const MemoryDesc plain = plainDesc({tensor.shape().begin(), tensor.shape().end()});
      reordered = Buffer(target.layout().get_size(), context_->pool);
      reorder(plain, const_cast<float*>(source), target.layout(), reordered.data());
      source = reordered.as<float>();
    }
    collectAt(site, source, Format::fp32, target.storedElements(), target.elements());
    const CastCounts counts =
        storeRounded(source, target.at(0), target.format(), false, target.storedElements());
    countAt(site, counts, target.elements());
  }

  void read(const Tensor& tensor, std::span<float> values) const override {
    const auto& source = static_cast<const CpuTensor&>(tensor);
    const MemoryDesc plain = plainDesc({tensor.shape().begin(), tensor.shape().end()});
    if (plain == source.layout()) {
      loadOperand(source.at(0), source.format(), Format::fp32, values.data(), values.size());
      return;
    }
    Buffer stored(source.layout().get_size(), context_->pool);
    loadOperand(source.at(0), source.format(), Format::fp32, stored.as<float>(),
                source.storedElements());
    reorder(source.layout(), stored.data(), plain, values.data());
  }

  void copy(const Tensor& from, Tensor& to) override {
    const auto& source = static_cast<const CpuTensor&>(from);
    std::memcpy(static_cast<CpuTensor&>(to).at(0), source.at(0),
                source.storedElements() * bytesOf(source.format()));
  }

  TensorStatistics statistics(const Tensor& tensor) const override {
    const auto& source = static_cast<const CpuTensor&>(tensor);
    TensorStatistics statistics =
        statisticsOf(source.at(0), source.format(), source.format(), source.storedElements());
    statistics.dropPadding(static_cast<std::uint64_t>(source.elements()));
    return statistics;
  }

  void load(std::span<const float> pixels, std::span<const std::int32_t> labels) override {
    context_->pixels = pixels;
    context_->labels = labels;
  }
  bool keep(const SampleSet&) override { return false; }  // they are where it computes
  void loadKept(std::span<const std::int64_t>) override {
    fail("CPU back end", "keeps no samples of its own");
  }
  void castBatch(Tensor& input, CastSite* site) override { write(input, context_->pixels, site); }
  void run(Pass, const std::function<void()>& work) override { work(); }
  void proceed(const std::function<void()>& work) override { work(); }
  void collectCounts() override {}
  StepState stepState() const override { return context_->step; }
  void setStepState(const StepState& state) override { context_->step = state; }

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
                                          const StepRules& rules, const CastSites& sites) override {
    return makeUpdate(context_, std::move(parameters), rules, sites);
  }

 private:
  void reorder(const MemoryDesc& from, void* source, const MemoryDesc& to, void* target) const {
    dnnl::memory in(from, context_->engine, source);
    dnnl::memory out(to, context_->engine, target);
    dnnl::reorder(in, out).execute(context_->stream, in, out);
    context_->stream.wait();
  }

  ContextPtr context_;
  BackendInfo info_;
};

}  // namespace

std::unique_ptr<Backend> makeCpuBackend(int threads) {
  return std::make_unique<CpuBackend>(threads);
}

}  // namespace scalescope
