#include "core/backend/cuda/matmul.h"

#include "core/base/error.h"

namespace scalescope::cuda {
namespace {

constexpr std::size_t kMostWorkspace = std::size_t{32} << 20U;  // what NVIDIA advises for Hopper
constexpr Phrase kDescribing = phrase("describing a matrix product to cuBLASLt");

cudaDataType_t matrixType(Format format) {
  switch (format) {
    case Format::fp16:
      return CUDA_R_16F;
    case Format::bf16:
      return CUDA_R_16BF;
    default:
      return CUDA_R_32F;
  }
}

template <typename Value>
void setProduct(cublasLtMatmulDesc_t product, cublasLtMatmulDescAttributes_t name,
                const Value& value) {
  check(cublasLtMatmulDescSetAttribute(product, name, &value, sizeof value), kDescribing);
}

template <typename Value>
void setPreference(cublasLtMatmulPreference_t preference, cublasLtMatmulPreferenceAttributes_t name,
                   const Value& value) {
  check(cublasLtMatmulPreferenceSetAttribute(preference, name, &value, sizeof value), kDescribing);
}

}  // namespace

/// The library counts by columns: a row-major matrix is its transpose there.
Matmul::Layout Matmul::layoutFor(const Matrix& matrix, Format format) {
  cublasLtMatrixLayout_t layout = nullptr;
  check(cublasLtMatrixLayoutCreate(&layout, matrixType(format),
                                   static_cast<std::uint64_t>(matrix.columns),
                                   static_cast<std::uint64_t>(matrix.rows), matrix.pitch),
        kDescribing);
  return Layout(layout);
}

// Row-major result = A·B is, by columns, resultᵀ = Bᵀ·Aᵀ: the operands change places, and since
// each is stored as its transpose, the flags stay.
Matmul::Matmul(const ContextPtr& context, const Matrix& a, bool transposeA, const Matrix& b,
               bool transposeB, const Matrix& result, Format operands, bool bias)
    : context_(context), operands_(operands), result_(layoutFor(result, Format::fp32)) {
  for (const Format format : withoutLoss(operands)) {
    operands_ = format;
    a_ = layoutFor(b, format);
    b_ = layoutFor(a, format);
    describe(format, transposeA, transposeB, bias);
    if (chooseAlgorithm()) return;
  }
  fail("cuBLASLt", phrase("has no algorithm for a linear layer of this size on this GPU"));
}

void Matmul::describe(Format operands, bool transposeA, bool transposeB, bool bias) {
  const cublasComputeType_t compute =
      operands == Format::tf32 ? CUBLAS_COMPUTE_32F_FAST_TF32 : CUBLAS_COMPUTE_32F;
  cublasLtMatmulDesc_t product = nullptr;
  check(cublasLtMatmulDescCreate(&product, compute, CUDA_R_32F), kDescribing);
  product_.reset(product);
  setProduct(product, CUBLASLT_MATMUL_DESC_TRANSA, transposeB ? CUBLAS_OP_T : CUBLAS_OP_N);
  setProduct(product, CUBLASLT_MATMUL_DESC_TRANSB, transposeA ? CUBLAS_OP_T : CUBLAS_OP_N);
  if (!bias) return;
  setProduct(product, CUBLASLT_MATMUL_DESC_EPILOGUE, CUBLASLT_EPILOGUE_BIAS);
  setProduct(product, CUBLASLT_MATMUL_DESC_BIAS_DATA_TYPE, CUDA_R_32F);
}

bool Matmul::chooseAlgorithm() {
  cublasLtMatmulPreference_t made = nullptr;
  check(cublasLtMatmulPreferenceCreate(&made), kDescribing);
  const Owned<cublasLtMatmulPreference_t, cublasLtMatmulPreferenceDestroy> preference(made);
  setPreference(made, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, kMostWorkspace);
  const std::uint32_t sums =
      CUBLASLT_REDUCTION_SCHEME_NONE | CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE;
  setPreference(made, CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK, sums);
  cublasLtMatmulHeuristicResult_t found{};
  int count = 0;
  const cublasStatus_t status =
      cublasLtMatmulAlgoGetHeuristic(context_->matmul.get(), product_.get(), a_.get(), b_.get(),
                                     result_.get(), result_.get(), made, 1, &found, &count);
  if (status == CUBLAS_STATUS_NOT_SUPPORTED || (status == CUBLAS_STATUS_SUCCESS && count == 0)) {
    return false;
  }
  check(status, phrase("choosing a matrix product's algorithm"));
  algorithm_ = found.algo;
  workspace_ = found.workspaceSize;
  context_->reserve(Slot::library, workspace_);
  return true;
}

void Matmul::run(const void* a, const void* b, float* result, const float* bias) {
  if (bias) setProduct(product_.get(), CUBLASLT_MATMUL_DESC_BIAS_POINTER, bias);
  const float one = 1.0F;
  const float zero = 0.0F;
  check(cublasLtMatmul(context_->matmul.get(), product_.get(), &one, b, a_.get(), a, b_.get(),
                       &zero, result, result_.get(), result, result_.get(), &algorithm_,
                       context_->scratch(Slot::library), workspace_, context_->stream()),
        phrase("a matrix product"));
}

}  // namespace scalescope::cuda
