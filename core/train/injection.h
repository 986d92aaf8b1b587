#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/json_reader.h"

namespace scalescope {

/// A fault that is planted on purpose, for a demonstration.
struct Injection {
  enum class Kind {
    multiply,  ///< all values of a tensor by `value`
    set,       ///< the first value of a tensor to `value`: NaN, ±inf or a number
    scale      ///< the loss scale to `value`, before the step
  };
  Kind kind = Kind::multiply;
  std::int64_t step = 0;
  std::string run;     ///< its name; empty: every run
  std::string tensor;  ///< "input", or as cast sites are named; empty with `scale`
  double value = 1.0;
  bool concerns(const std::string& runName) const { return run.empty() || run == runName; }
  bool operator==(const Injection& other) const;  ///< NaN equals NaN
};

/// In JSON {"step": 40, "run": "fp16", "tensor": "input", "multiply": 1000},
/// {"step": 40, "tensor": "layers.2.output", "set": "nan"}, {"step": 40, "scale": 1e9}.
Injection parseInjection(JsonReader reader);
OrderedJson toJson(const Injection& injection);
std::string describe(const Injection& injection);  ///< "input × 1000", in one plain sentence

/// Changes the values of a tensor as it says. Not for Kind::scale.
void inject(const Injection& injection, std::vector<float>& values);

}  // namespace scalescope
