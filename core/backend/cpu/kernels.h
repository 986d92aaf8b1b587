#pragma once

#include <cstddef>
#include <cstdint>

#include "core/numerics/cast_counts.h"
#include "core/numerics/tensor_statistics.h"

// Vectorised passes over contiguous memory (Google Highway, dispatched at run time), spread over
// the OpenMP threads. Results and counts are the same on every instruction set and for every number
// of threads. `n` counts elements; `void*` memory holds FP32 or 16-bit elements as its format says.
namespace scalescope::cpu {

/// out ← values of `stored`, each rounded to `operand` (FP32 holds it exactly). Counts if the
/// rounding can change a value, else returns zero counts. The memories do not overlap.
CastCounts loadOperand(const void* in, Format stored, Format operand, float* out, std::size_t n);

/// The same for FP8 and INT8, whose values are multiplied by `scale` before they are rounded with
/// saturation, and divided by it after; castScaled() says what is counted.
CastCounts loadScaled(const void* in, Format stored, Format operand, float scale, float* out,
                      std::size_t n);

/// out ← acc rounded to `format` (may be the same memory when FP32), then ReLU if asked (NaN stays
/// NaN). Counts are those of the rounding, before ReLU; under FP32 they are zero.
CastCounts storeRounded(const float* acc, void* out, Format format, bool relu, std::size_t n);

/// As storeRounded, then elements whose `mask` is ≤ 0 become 0 (a NaN mask keeps its gradient):
/// ReLU's backward. `mask` may be null.
CastCounts storeGradient(const float* acc, const void* mask, Format maskFormat, void* out,
                         Format format, std::size_t n);

/// sum ← sum + part.
void accumulate(const float* part, float* sum, std::size_t n);

/// gradients ← scaled · inverseScale; counts elements that are not finite, and sums squares in
/// double over fixed blocks, so that the sum does not depend on the number of threads.
struct UnscaleResult {
  std::uint64_t nonFinite = 0;
  double sumOfSquares = 0.0;
};
UnscaleResult unscale(const void* scaled, Format format, float inverseScale, float* gradients,
                      std::size_t n);

/// What `n` values of `stored` are, rounded to `format`.
TensorStatistics statisticsOf(const void* values, Format stored, Format format, std::size_t n);

/// out[i] ← 0 where INT8 clips operand[i] at this scale.
void zeroClipped(void* out, Format format, const void* operand, Format stored, float scale,
                 std::size_t n);

/// The largest finite magnitude of `n` values of `stored`; 0 if there is none.
float amaxOf(const void* values, Format stored, std::size_t n);

/// True if any element is ±inf or NaN.
bool anyNonFinite(const void* data, Format format, std::size_t n);

}  // namespace scalescope::cpu
