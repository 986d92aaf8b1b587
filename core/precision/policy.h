#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/json_reader.h"
#include "core/numerics/format.h"

namespace scalescope {

/// Formats of one layer. Sums inside an operation are always FP32; its output is rounded once, to
/// `compute`, unless that is a format of operands: then the operands are, and the output stays
/// FP32. In FP8 the output's gradient is an operand in E5M2, whatever `compute` is; in INT8 it
/// stays FP32.
struct LayerFormats {
  Format weight = Format::fp32;    ///< weights and biases as stored for the layer
  Format compute = Format::fp32;   ///< operands (a wider weight is cast) and output
  Format gradient = Format::fp32;  ///< activation gradients and weight and bias gradients
  /// Of a batch normalisation: what the sums of its batch statistics are kept in. FP32 in every
  /// policy.
  Format statistics = Format::fp32;
  bool operator==(const LayerFormats&) const = default;
};

/// Per-layer edits of a policy: only what is given replaces the policy's choice.
/// In JSON `{"compute": "fp32"}`; "compute" alone also sets weight and gradient, to FP32 under
/// TF32, FP8 and INT8, unless they are given.
struct FormatOverride {
  std::optional<Format> weight;
  std::optional<Format> compute;
  std::optional<Format> gradient;
  std::optional<Format> statistics = {};
  bool empty() const { return !weight && !compute && !gradient && !statistics; }
  bool operator==(const FormatOverride&) const = default;
};

/// Kinds of layer that a policy tells apart.
enum class LayerRole {
  matmul,      ///< convolution, linear: compute-bound, low precision under autocast
  batchNorm,   ///< statistics in FP32, output in its input's format under autocast
  layerNorm,   ///< FP32 under autocast
  passThrough  ///< ReLU, pooling, dropout, flatten: their input's format
};

/// A preset of the design's table: "fp32", "tf32", "fp16-pure", "fp16-mixed", "fp16-autocast",
/// "bf16-mixed", "fp8-hybrid", "int8-qat".
struct Policy {
  std::string name = "fp32";
  Format low = Format::fp32;   ///< the low format; FP32 if there is none
  bool masterWeights = false;  ///< the optimizer updates an FP32 copy
  bool autocast = false;       ///< per-operation list instead of a model cast to `low`
  Format optimizerState =
      Format::fp32;  ///< format of momentum and moments, and of the update's arithmetic
  std::string defaultScaler = "none";  ///< scaler kind of a run that names none
};

std::vector<std::string> policyNames();
/// Throws Error (input) for an unknown name.
const Policy& policyNamed(const std::string& name);
/// The formats of a layer under a policy, given the format that its input arrives in.
LayerFormats resolveFormats(const Policy& policy, LayerRole role, Format inputFormat,
                            const FormatOverride& override);

/// Refused, with source and JSON pointer: an unknown key or format, and for anything but "compute"
/// a format other than FP32, FP16 and BF16.
FormatOverride parseFormatOverride(JsonReader reader);
OrderedJson toJson(const FormatOverride& override);

}  // namespace scalescope
