#include "core/backend/cuda/double/library_product.h"

#include <cstring>

namespace scalescope::cuda_double {

namespace {

constexpr std::int64_t kLanes = 4;
constexpr std::int64_t kTile = 2 * kLanes;  // columns of a tile, whose sums stay in registers

using Vector = float __attribute__((vector_size(kLanes * sizeof(float))));

void loadVector(Vector& vector, const float* from) { std::memcpy(&vector, from, sizeof vector); }
void storeVector(float* to, const Vector& vector) { std::memcpy(to, &vector, sizeof vector); }

/// `rows` rows and kTile columns of c. `b` steps from row to row by `step`.
template <int rows>
void multiplyTile(const float* a, std::int64_t rowStride, std::int64_t columnStride, const float* b,
                  std::int64_t step, std::int64_t depth, float* c, std::int64_t pitch) {
  Vector sums[rows][2];
  for (int i = 0; i < rows; ++i) {
    loadVector(sums[i][0], c + i * pitch);
    loadVector(sums[i][1], c + i * pitch + kLanes);
  }
  for (std::int64_t k = 0; k < depth; ++k) {
    Vector left;
    Vector right;
    loadVector(left, b);
    loadVector(right, b + kLanes);
    for (int i = 0; i < rows; ++i) {
      const float factor = a[i * rowStride];
      sums[i][0] += factor * left;
      sums[i][1] += factor * right;
    }
    a += columnStride;
    b += step;
  }
  for (int i = 0; i < rows; ++i) {
    storeVector(c + i * pitch, sums[i][0]);
    storeVector(c + i * pitch + kLanes, sums[i][1]);
  }
}

}  // namespace

PaddedMatrix::PaddedMatrix(std::int64_t rowCount, std::int64_t columnCount)
    : rows(rowCount),
      columns(columnCount),
      pitch((columnCount + kTile - 1) / kTile * kTile),
      values(static_cast<std::size_t>(rows * pitch)) {}

void multiply(const MatrixView& a, const PaddedMatrix& b, std::int64_t depth, PaddedMatrix& c,
              SumOrder order) {
  if (depth == 0) return;
  const bool up = order == SumOrder::ascending;
  const std::int64_t start = up ? 0 : depth - 1;
  const std::int64_t columnStride = up ? a.columnStride : -a.columnStride;
  const std::int64_t step = up ? b.pitch : -b.pitch;
  constexpr std::int64_t kRows = 4;
  for (std::int64_t j = 0; j < c.pitch; j += kTile) {
    const float* bFirst = b.row(start) + j;
    std::int64_t i = 0;
    for (; i + kRows <= c.rows; i += kRows) {
      const float* aFirst = a.first + i * a.rowStride + start * a.columnStride;
      multiplyTile<kRows>(aFirst, a.rowStride, columnStride, bFirst, step, depth, c.row(i) + j,
                          c.pitch);
    }
    for (; i < c.rows; ++i) {
      const float* aFirst = a.first + i * a.rowStride + start * a.columnStride;
      multiplyTile<1>(aFirst, a.rowStride, columnStride, bFirst, step, depth, c.row(i) + j,
                      c.pitch);
    }
  }
}

}  // namespace scalescope::cuda_double
