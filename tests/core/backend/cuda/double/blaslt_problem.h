#pragma once

#include <cublasLt.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/backend/cuda/double/library_call.h"

// Matrix products of cuBLASLt in the double: D = epilogue(alpha · op(A) · op(B) + beta · C), all
// stored by columns.
namespace scalescope::cuda_double {

struct MatrixLayout {
  cudaDataType_t type = CUDA_R_32F;
  std::uint64_t rows = 0, columns = 0;
  std::int64_t pitch = 0;  ///< the leading dimension: elements from column to column

  bool operator==(const MatrixLayout&) const = default;
  std::size_t elementBytes() const { return type == CUDA_R_32F ? 4 : 2; }
  std::size_t bytes() const {  ///< from the first element to the last
    return ((columns - 1) * static_cast<std::uint64_t>(pitch) + rows) * elementBytes();
  }
};

struct ProductSettings {
  cublasComputeType_t compute = CUBLAS_COMPUTE_32F;
  cudaDataType_t scale = CUDA_R_32F;
  std::int32_t transposeA = CUBLAS_OP_N, transposeB = CUBLAS_OP_N;
  std::uint32_t epilogue = CUBLASLT_EPILOGUE_DEFAULT;
  std::int32_t biasType = -1;  ///< as the library's default: D's type

  bool operator==(const ProductSettings&) const = default;
};

struct MatrixProblem {
  ProductSettings product;
  MatrixLayout a, b, c, d;

  bool operator==(const MatrixProblem&) const = default;
  bool hasBias() const { return (product.epilogue & CUBLASLT_EPILOGUE_BIAS) != 0; }
  bool hasRelu() const { return (product.epilogue & CUBLASLT_EPILOGUE_RELU) != 0; }
  std::uint64_t depth() const { return product.transposeA == CUBLAS_OP_N ? a.columns : a.rows; }
};

/// What the library's documentation forbids about it, or the double does not know; empty: nothing.
std::string faultOf(const MatrixProblem& problem);

struct MatrixArguments {
  float alpha = 1.0F, beta = 0.0F;
  const void* a = nullptr;
  const void* b = nullptr;
  const void* c = nullptr;
  void* d = nullptr;
  const void* bias = nullptr;  ///< an element a row of D
};

/// FP32 products and sums in the order of the inner extent, rounded once, at the end.
void multiply(const MatrixProblem& problem, const MatrixArguments& arguments);

struct ProductDescriptor {
  ProductSettings settings;
  const void* bias = nullptr;  ///< not part of the problem: it may be set anew for every product
};

/// What the caller promises of the addresses of A, B, C and D, in bytes.
using Alignments = std::array<std::uint32_t, 4>;

struct ProductPreference {
  std::uint64_t mostWorkspace = 0;
  std::uint32_t reductions = CUBLASLT_REDUCTION_SCHEME_MASK;
  Alignments alignments{256, 256, 256, 256};
};

struct ProductAlgorithm {
  MatrixProblem problem;
  std::size_t workspace = 0;
  Alignments alignments{};

  bool operator==(const ProductAlgorithm&) const = default;
};

struct ProductHandle {};

/// What was made and not destroyed, and the algorithms that were given out.
struct ProductLibrary {
  Handles<cublasLtHandle_t, ProductHandle> handles;
  Handles<cublasLtMatmulDesc_t, ProductDescriptor> products;
  Handles<cublasLtMatrixLayout_t, MatrixLayout> layouts;
  Handles<cublasLtMatmulPreference_t, ProductPreference> preferences;
  std::vector<ProductAlgorithm> algorithms;
};

/// To be used under the machine's lock only.
ProductLibrary& productLibrary();

using ProductCall =
    LibraryCall<cublasStatus_t, CUBLAS_STATUS_INVALID_VALUE, CUBLAS_STATUS_EXECUTION_FAILED>;

}  // namespace scalescope::cuda_double
