#pragma once

#include "core/backend/cuda/context.h"
#include "core/backend/cuda/operand_formats.h"

namespace scalescope::cuda {

/// A matrix of a product, row-major: `rows` × `columns`, `pitch` elements from row to row.
struct Matrix {
  std::int64_t rows = 0, columns = 0, pitch = 0;
};

/// result ← op(a) · op(b) (+ bias) on cuBLASLt: operands of one format, FP32 sums and result, and
/// no sum rounded on its way. FP32 operands are multiplied exactly, TF32 ones on tensor cores. The
/// algorithm is the first of the library's heuristics.
class Matmul {
 public:
  /// `transposeA`: aᵀ is multiplied. `bias`: an FP32 element a column of the result is added.
  /// Where the library cannot multiply what is in `operands`, the product is made for TF32, or else
  /// for FP32, which lose nothing: operands() says which. Throws Error (failed) if it cannot.
  Matmul(const ContextPtr& context, const Matrix& a, bool transposeA, const Matrix& b,
         bool transposeB, const Matrix& result, Format operands, bool bias);
  Format operands() const { return operands_; }
  /// `bias` is null unless the product was made with one.
  void run(const void* a, const void* b, float* result, const float* bias);

 private:
  using Layout = Owned<cublasLtMatrixLayout_t, cublasLtMatrixLayoutDestroy>;
  static Layout layoutFor(const Matrix& matrix, Format format);
  void describe(Format operands, bool transposeA, bool transposeB, bool bias);
  bool chooseAlgorithm();  ///< false if the library has none

  ContextPtr context_;
  Format operands_;
  Owned<cublasLtMatmulDesc_t, cublasLtMatmulDescDestroy> product_;
  Layout a_, b_, result_;
  cublasLtMatmulAlgo_t algorithm_{};
  std::size_t workspace_ = 0;
};

}  // namespace scalescope::cuda
