#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// The arithmetic that convolutions and matrix products share.
namespace scalescope::cuda_double {

/// Row-major; rows are padded with zeros to whole vectors.
struct PaddedMatrix {
  PaddedMatrix(std::int64_t rowCount, std::int64_t columnCount);
  float* row(std::int64_t i) { return values.data() + i * pitch; }
  const float* row(std::int64_t i) const { return values.data() + i * pitch; }

  std::int64_t rows, columns, pitch;
  std::vector<float> values;
};

/// A matrix in somebody else's memory.
struct MatrixView {
  const float* first;
  std::int64_t rowStride, columnStride;
};

enum class SumOrder { ascending, descending };

/// c += a·b for `depth` columns of `a` and rows of `b`: each element is one FP32 sum in the given
/// order, which goes on from what `c` holds. A product of FP32 values is rounded before it is
/// added; products of FP16 or BF16 values are exact.
void multiply(const MatrixView& a, const PaddedMatrix& b, std::int64_t depth, PaddedMatrix& c,
              SumOrder order = SumOrder::ascending);

}  // namespace scalescope::cuda_double
