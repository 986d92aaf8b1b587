#pragma once

#include <string>

#include "core/backend/cast_site.h"
#include "core/backend/tensor.h"

namespace scalescope {

/// A trained tensor. `value` is what the optimizer updates: FP32 master weights, or the stored
/// weight itself in a policy without masters. `operand` is what layers compute with; the same
/// tensor as `value` when the formats agree.
struct Parameter {
  std::string name;  ///< "layers.0.weight"
  TensorPtr value;
  TensorPtr operand;
  TensorPtr gradient;  ///< scaled gradient in the policy's gradient format, written by backward
  /// Of value → operand; a cast only where they are two tensors. Where they are one, its overflows
  /// are values that the update in half made non-finite.
  CastSite* operandSite = nullptr;
  CastSite* gradientSite = nullptr;  ///< of `gradient`
  CastSite* updateSite = nullptr;    ///< what the optimizer takes off `value`

  /// In FP8 and INT8 the layer that multiplies with `operand` casts `value` to it, scaled, in its
  /// forward.
  bool castByLayer() const { return isScaled(operand->format()); }
};

}  // namespace scalescope
