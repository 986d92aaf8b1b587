#include <optional>

#include "core/backend/cuda/layers.h"
#include "core/backend/cuda/matmul.h"
#include "core/backend/cuda/operation_base.h"
#include "core/backend/cuda/parameter_gradient.h"

namespace scalescope::cuda {
namespace {

/// A product with its two operands.
struct Product {
  Matmul matmul;
  Operand first, second;
};

/// y = x · Wᵀ + b. The library adds the bias; rounding, counting and a fused ReLU follow in one
/// pass of our own: the library's ReLU would turn NaN into 0, and hide it.
class Linear final : public CudaOperation {
 public:
  Linear(const ContextPtr& context, const OperationSite& site, std::int64_t out, Parameter& weight,
         Parameter* bias)
      : CudaOperation(context, site), weight_(asCuda(weight.operand)) {
    registerOperand();
    registerWeight(weight);
    makeOutput({input_->shape()[0], out}, true);
    makeInputGradient(true);
    registerOutputGradient();
    reserveResult(*output());
    if (inputGradient_) reserveResult(*inputGradient());
    weightGradient_ = ParameterGradient(context_, weight, Slot::result);
    if (bias) {
      const CudaTensorPtr operand = asCuda(bias->operand);
      bias_.emplace(context_, operand, operand->format(), Format::fp32, Slot::third);
      biasGradient_ = ParameterGradient(context_, *bias, Slot::result);
      reserveChannelSums(*context_, output()->layout());
    }
    forward_.emplace(product(x(), false, xFormat(), w(), true, weight_->format(), y(), input_,
                             weight_, bias_.has_value()));
    forward_->first.scaleBy(inputScale_);
  }

  void forward(Pass pass) override {
    prepareOperands(pass);
    const void* first = forward_->first.load(tally(operandCounter_));
    const void* second = forward_->second.load();
    const auto* bias = bias_ ? static_cast<const float*>(bias_->load()) : nullptr;
    forward_->matmul.run(first, second, resultFor(*output()), bias);
    finishOutput();
  }

  void backward() override {
    scaleOutputGradient();
    const void* dy = weights_->first.load(tally(outputGradientCounter_));
    weights_->matmul.run(dy, weights_->second.load(), weightGradient_.result(), nullptr);
    weightGradient_.finish();
    if (bias_) biasGradient_.sumChannels(*outputGradient());
    if (!inputGradient_) return;
    const void* gradient = data_->first.load();
    data_->matmul.run(gradient, data_->second.load(), resultFor(*inputGradient()), nullptr);
    finishInputGradient();
  }

 private:
  void prepareBackward() override {
    const CudaTensorPtr dy = outputGradient();
    const Format dyFormat = outputGradientFormat();
    weights_.emplace(product(y(), true, dyFormat, x(), false, xFormat(), w(), dy, input_, false));
    weights_->first.scaleBy(gradientScale_);
    weights_->second.scaleBy(inputScale_);
    if (!inputGradient_) return;
    data_.emplace(
        product(y(), false, dyFormat, w(), false, weight_->format(), x(), dy, weight_, false));
    data_->first.scaleBy(gradientScale_);
  }

  Product product(const Matrix& a, bool transposeA, Format formatA, const Matrix& b,
                  bool transposeB, Format formatB, const Matrix& result, const CudaTensorPtr& first,
                  const CudaTensorPtr& second, bool bias) const {
    Matmul matmul(context_, a, transposeA, b, transposeB, result, commonFormat(formatA, formatB),
                  bias);
    Operand left(context_, first, formatA, matmul.operands(), Slot::first);
    Operand right(context_, second, formatB, matmul.operands(), Slot::second);
    return {std::move(matmul), std::move(left), std::move(right)};
  }

  // Padding is multiplied with: it is zero.
  static Matrix matrixOf(const Layout& layout) {
    return {layout.pixels(), layout.pitch, layout.pitch};
  }
  Matrix x() const { return matrixOf(input_->layout()); }
  Matrix y() const { return matrixOf(output()->layout()); }
  Matrix w() const { return {y().columns, x().columns, x().columns}; }
  Format xFormat() const { return roundedFormat(*input_, site_.compute); }

  CudaTensorPtr weight_;
  std::optional<Operand> bias_;
  ParameterGradient weightGradient_, biasGradient_;
  std::optional<Product> forward_, weights_, data_;
};

}  // namespace

std::unique_ptr<Operation> makeLinear(const ContextPtr& context, const OperationSite& site,
                                      std::int64_t out, Parameter& weight, Parameter* bias) {
  return std::make_unique<Linear>(context, site, out, weight, bias);
}

}  // namespace scalescope::cuda
