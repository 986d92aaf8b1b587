#include "core/backend/cuda/dnn_tensor.h"
#include "core/backend/cuda/layers.h"
#include "core/backend/cuda/operation_base.h"
#include "core/backend/cuda/parameter_gradient.h"

namespace scalescope::cuda {
namespace {

/// The library normalises FP32 values, so that the rounding of its results can be counted. Padded
/// channels have weight and bias 0.
class BatchNorm final : public CudaOperation {
 public:
  BatchNorm(const ContextPtr& context, const OperationSite& site, const NormSpec& spec,
            const Parameter& weight, const Parameter& bias, CudaTensorPtr mean,
            CudaTensorPtr variance)
      : CudaOperation(context, site),
        spec_(spec),
        runningMean_(std::move(mean)),
        runningVariance_(std::move(variance)),
        weightGradient_(context, weight, Slot::partial),
        biasGradient_(context, bias, Slot::library) {
    registerOperand();
    makeOutput(input_->shape(), true);
    makeInputGradient(true);
    reserveResult(*output());
    if (inputGradient_) reserveResult(*inputGradient());
    if (!inputGradient_) context_->reserve(Slot::result, input_->floatBytes());
    x_ =
        Operand(context_, input_, roundedFormat(*input_, site_.compute), Format::fp32, Slot::first);
    weight_ = parameterOperand(weight, Slot::third);
    bias_ = parameterOperand(bias, Slot::library);
    describe();
  }

  void forward(Pass pass) override {
    const void* x = x_.load(tally(operandCounter_));
    const void* weight = weight_.load();
    const void* bias = bias_.load();
    const float one = 1.0F;
    const float zero = 0.0F;
    float* y = resultFor(*output());
    if (pass == Pass::training && variance_) {
      start(stream(), moments(static_cast<const float*>(x)));
      normalise(x, y, weight, bias, mean_->data(), variance_->data());
    } else if (pass == Pass::training) {
      check(cudnnBatchNormalizationForwardTraining(
                dnn(), CUDNN_BATCHNORM_SPATIAL, &one, &zero, data_.get(), x, data_.get(), y,
                perChannel_.get(), weight, bias, spec_.momentum, runningMean_->data(),
                runningVariance_->data(), spec_.eps, mean_->data(), inverse_->data()),
            phrase("batch normalisation"));
    } else {
      normalise(x, y, weight, bias, runningMean_->data(), runningVariance_->data());
    }
    finishOutput();
  }

  void backward() override {
    const void* x = x_.load();
    const void* dy = dy_.load();
    const void* weight = weight_.load();
    const float one = 1.0F;
    const float zero = 0.0F;
    float* dx =
        inputGradient_ ? resultFor(*inputGradient()) : context_->scratch<float>(Slot::result);
    check(cudnnBatchNormalizationBackward(
              dnn(), CUDNN_BATCHNORM_SPATIAL, &one, &zero, &one, &zero, data_.get(), x, data_.get(),
              dy, data_.get(), dx, perChannel_.get(), weight, weightGradient_.result(),
              biasGradient_.result(), spec_.eps, mean_->data(), inverse_->data()),
          phrase("batch normalisation's backward"));
    weightGradient_.finish();
    biasGradient_.finish();
    if (inputGradient_) finishInputGradient();
  }

 private:
  void normalise(const void* x, float* y, const void* weight, const void* bias, const void* mean,
                 const void* variance) const {
    const float one = 1.0F;
    const float zero = 0.0F;
    check(cudnnBatchNormalizationForwardInference(dnn(), CUDNN_BATCHNORM_SPATIAL, &one, &zero,
                                                  data_.get(), x, data_.get(), y, perChannel_.get(),
                                                  weight, bias, mean, variance, spec_.eps),
          phrase("batch normalisation"));
  }
  BatchMomentsBody moments(const float* x) const {
    const auto floats = [](const BlockPtr& block) { return static_cast<float*>(block->data()); };
    BatchMomentsBody job;
    job.x = x;
    job.layout = input_->layout();
    job.format = site_.statistics;
    job.eps = spec_.eps;
    job.momentum = spec_.momentum;
    job.mean = floats(mean_);
    job.variance = floats(variance_);
    job.inverse = floats(inverse_);
    job.runningMean = runningMean_->as<float>();
    job.runningVariance = runningVariance_->as<float>();
    return job;
  }

  void prepareBackward() override {
    dy_ =
        Operand(context_, outputGradient(), outputGradient()->format(), Format::fp32, Slot::second);
  }
  Operand parameterOperand(const Parameter& parameter, Slot slot) const {
    const CudaTensorPtr operand = asCuda(parameter.operand);
    return {context_, operand, operand->format(), Format::fp32, slot};
  }
  cudnnHandle_t dnn() const { return context_->dnn.get(); }

  void describe() {
    const auto channels = static_cast<std::size_t>(input_->layout().pitch);
    mean_ = context_->arena.reserve(channels * sizeof(float));
    inverse_ = context_->arena.reserve(channels * sizeof(float));
    if (site_.statistics != Format::fp32) {
      variance_ = context_->arena.reserve(channels * sizeof(float));
    }
    data_ = dnnTensor(input_->shape(), input_->layout());
    constexpr Phrase what = phrase("describing a batch normalisation to cuDNN");
    cudnnTensorDescriptor_t made = nullptr;
    check(cudnnCreateTensorDescriptor(&made), what);
    perChannel_.reset(made);
    check(cudnnDeriveBNTensorDescriptor(made, data_.get(), CUDNN_BATCHNORM_SPATIAL), what);
  }

  NormSpec spec_;
  CudaTensorPtr runningMean_, runningVariance_;
  ParameterGradient weightGradient_, biasGradient_;
  // Of the last training forward, by channel; `variance_` where the library does not sum.
  BlockPtr mean_, inverse_, variance_;
  Operand x_, dy_, weight_, bias_;
  DnnTensor data_, perChannel_;
};

}  // namespace

std::unique_ptr<Operation> makeBatchNorm(const ContextPtr& context, const OperationSite& site,
                                         const NormSpec& spec, Parameter& weight, Parameter& bias,
                                         const TensorPtr& runningMean,
                                         const TensorPtr& runningVariance) {
  return std::make_unique<BatchNorm>(context, site, spec, weight, bias, asCuda(runningMean),
                                     asCuda(runningVariance));
}

}  // namespace scalescope::cuda
