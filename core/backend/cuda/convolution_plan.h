#pragma once

#include <array>
#include <memory>
#include <vector>

#include "core/backend/cuda/context.h"
#include "core/backend/cuda/operand_formats.h"
#include "core/backend/operation.h"

namespace scalescope::cuda {

/// `backwardData`: the gradient by the input. `backwardWeights`: that by the weight.
enum class ConvolutionKind { forward, backwardData, backwardWeights };

/// A convolution as the library sees it. Extents are those in memory, padding included.
struct ConvolutionGeometry {
  std::array<std::int64_t, 4> x{}, w{}, y{};  ///< N C H W; w: K C/groups R S
  int stride = 1;
  int padding = 0;
  bool channelsLast = true;  ///< NHWC and KRSC; else NCHW and KCRS
};

ConvolutionGeometry geometryOf(const Shape& input, const Conv2dSpec& spec);
Shape outputShape(const Shape& input, const Conv2dSpec& spec);

/// One convolution on cuDNN's graph API: two operands of one format and an FP32 result, with FP32
/// sums. Engines are tried in the order of the library's heuristics, never by timing, since another
/// engine has other bits: only deterministic ones, and none that computes in less precision than
/// asked for. Winograd's transforms are left out as well.
class ConvolutionPlan {
 public:
  /// The operands are w and x (forward), w and dy (data), x and dy (weights). Where no engine takes
  /// them in `operands`, the plan is made for TF32, or else for FP32, which lose nothing:
  /// operands() says which. Throws Error (failed) if the library has none.
  ConvolutionPlan(const ContextPtr& context, ConvolutionKind kind,
                  const ConvolutionGeometry& geometry, Format operands);
  ~ConvolutionPlan();
  ConvolutionPlan(ConvolutionPlan&&) noexcept;
  ConvolutionPlan& operator=(ConvolutionPlan&&) noexcept;

  Format operands() const { return operands_; }
  /// Puts it on the stream: result ← convolution of the two, in the order x, w, y of those it
  /// reads.
  void run(const void* first, const void* second, float* result);

 private:
  struct Engine;
  std::unique_ptr<Engine> engine_;
  Format operands_;
};

}  // namespace scalescope::cuda
