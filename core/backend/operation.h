#pragma once

#include <cstdint>
#include <vector>

#include "core/backend/cast_site.h"
#include "core/backend/parameter.h"
#include "core/backend/tensor.h"

namespace scalescope {

/// What a forward pass is for.
enum class Pass {
  training,   ///< batch statistics and dropout
  evaluation  ///< running statistics and no dropout
};

/// What a layer's FP8 and INT8 operands are scaled by (core/precision/fp8_scaling.h): FP32 tensors
/// [kAmaxHistory] that training passes go on with; null: every scale is 1 in FP8, and that of the
/// operand's own amax in INT8.
struct AmaxHistories {
  TensorPtr input, weight, outputGradient;
};

/// Where an operation stands in the network: made once, before its operation object.
struct OperationSite {
  std::string name;  ///< "layers.0"
  TensorPtr input;   ///< [N, C, H, W] or [N, features]
  /// Operands are rounded to it, and the output, unless it is a format of operands alone: TF32,
  /// FP8, INT8. In INT8 gradients pass straight through: that of an input that was clipped is 0.
  Format compute = Format::fp32;
  Format gradient = Format::fp32;  ///< weight and input gradients are rounded to it
  /// Of a batch normalisation: what it sums its batch statistics in (moments_rule.h).
  Format statistics = Format::fp32;
  bool wantsInputGradient = true;  ///< false for the first layer
  bool inputIsRelu =
      false;  ///< the input went through a fused ReLU: mask the input gradient by input > 0
  bool fuseRelu = false;       ///< apply ReLU to the output after rounding and counting it
  AmaxHistories amax;          ///< of convolutions and linear layers in FP8 or INT8
  CastSites* sites = nullptr;  ///< where the operation registers its casts

  /// Under TF32 and FP8 the output's gradient is an operand that arrives as FP32 and is rounded for
  /// the products; a bias' gradient is the sum of what arrived.
  bool roundsOutputGradient() const { return isOperandFormat(compute) && compute != Format::int8; }
  /// What it is rounded to. Gradients need E5M2's range more than E4M3's precision.
  Format outputGradientOperand() const {
    if (compute == Format::int8) return Format::fp32;
    return isFp8(compute) ? Format::e5m2 : compute;
  }
};

/// An operation bound to its tensors, descriptors and workspaces. Running it does no set-up and
/// allocates nothing. Gradient tensors are those of the scaled loss.
class Operation {
 public:
  virtual ~Operation() = default;
  virtual void forward(Pass pass) = 0;
  virtual void backward() = 0;  ///< of the training pass before

  const TensorPtr& output() const { return output_; }
  /// Null when the site does not want it. Layout as the input's; rounded to `gradient`.
  const TensorPtr& inputGradient() const { return inputGradient_; }
  /// To be called once, with the consumer's inputGradient(), before the first backward.
  void setOutputGradient(TensorPtr gradient) {
    outputGradient_ = std::move(gradient);
    prepareBackward();
  }

 protected:
  virtual void prepareBackward() {}  ///< the output's gradient is known now
  TensorPtr output_;
  TensorPtr inputGradient_;
  TensorPtr outputGradient_;
};

/// A convolution as torch.nn.Conv2d without dilation: windows of kernel × kernel, and as much
/// stride and zero padding along both extents. `out` channels; `groups` divides them and the
/// input's.
struct Conv2dSpec {
  std::int64_t out = 1;
  int kernel = 1, stride = 1, padding = 0, groups = 1;
};
/// A pooling as torch.nn.AvgPool2d, whose padding counts as zeros, or MaxPool2d, whose padding is
/// passed over.
struct PoolSpec {
  bool average = true;
  int kernel = 1, stride = 1, padding = 0;
};
/// (x − mean) / sqrt(variance + eps) · weight + bias: Ioffe & Szegedy 2015 (batch normalisation),
/// Ba, Kiros & Hinton 2016 (layer normalisation). `momentum`, of batch normalisation alone, is the
/// share of the batch in running statistics: running ← (1 − momentum) · running + momentum · batch,
/// as in PyTorch.
struct NormSpec {
  double eps = 1e-5;
  double momentum = 0.1;
};
/// Inverted dropout, as torch.nn.Dropout: in training an element becomes 0 with probability `p` (0
/// … 1), and is multiplied by 1 / (1 − p) otherwise.
struct DropoutSpec {
  double p = 0.5;
  std::uint64_t seed = 0;
};

/// Losses; averaged over the batch (cross-entropy) or over all elements (mse), as PyTorch's
/// reduction "mean".
enum class LossKind { crossEntropy, mse };

/// Of one forward pass over a batch.
struct LossResult {
  double loss = 0.0;         ///< unscaled
  std::int64_t correct = 0;  ///< samples whose largest logit is the label's
};

/// Loss on logits [N, classes], computed in FP32 from whatever format they have, against the labels
/// of the batch that the back end was given. Labels are integers; mse compares with their one-hot
/// vectors.
class LossOperation {
 public:
  virtual ~LossOperation() = default;
  /// Looks at the first `count` samples only (a last, short evaluation batch).
  virtual void forward(std::int64_t count) = 0;
  /// Gradient of loss · loss scale by the logits, rounded to the site's gradient format.
  virtual void backward() = 0;
  /// Of the last forward; waits for it.
  virtual LossResult result() = 0;
  const TensorPtr& inputGradient() const { return inputGradient_; }

 protected:
  TensorPtr inputGradient_;
};

}  // namespace scalescope
