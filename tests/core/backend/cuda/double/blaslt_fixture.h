#pragma once

#include <cublasLt.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "core/backend/cuda/double/control.h"
#include "core/numerics/round.h"

namespace scalescope::cuda_double {

inline constexpr std::size_t kWorkspace = 4096;
inline constexpr std::size_t kArea = 4096;  // of device memory, for each matrix

inline std::size_t bytesOf(cudaDataType_t type) { return type == CUDA_R_32F ? 4 : 2; }

inline void store(cudaDataType_t type, float value, unsigned char* to) {
  const std::uint16_t half = type == CUDA_R_16F ? toHalfBits(value) : toBfloat16Bits(value);
  std::memcpy(to, type == CUDA_R_32F ? static_cast<const void*>(&value) : &half, bytesOf(type));
}

inline float load(cudaDataType_t type, const unsigned char* from) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, from, bytesOf(type));
  if (type == CUDA_R_32F) return bitsFloat(bits);
  const auto half = static_cast<std::uint16_t>(bits);
  return type == CUDA_R_16F ? fromHalfBits(half) : fromBfloat16Bits(half);
}

/// What a product is asked for: D (rows × columns) from an inner extent of `depth`.
struct Question {
  cudaDataType_t operands = CUDA_R_32F, result = CUDA_R_32F;
  bool transposeA = false, transposeB = false;
  std::uint32_t epilogue = CUBLASLT_EPILOGUE_DEFAULT;
  cublasComputeType_t compute = CUBLAS_COMPUTE_32F;
  std::uint64_t rows = 5, columns = 4, depth = 3;
  std::int64_t pitch = 8;  ///< of all matrices
};

/// Small integers, so that sums are exact, and different at every place.
inline float elementOf(std::uint64_t row, std::uint64_t column, std::uint64_t salt) {
  return static_cast<float>((row * 5 + column * 3 + salt) % 7) - 3.0F;
}

/// A product with device memory for its matrices, at `at_`: A, B, C, D, bias, workspace.
class BlasltDouble : public testing::Test {
 protected:
  BlasltDouble() {
    reset();
    EXPECT_EQ(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), cudaSuccess);
    EXPECT_EQ(cudaMalloc(&memory_, 6 * kArea), cudaSuccess);
    for (std::size_t i = 0; i < 6; ++i) at_[i] = static_cast<unsigned char*>(memory_) + i * kArea;
    EXPECT_EQ(cublasLtCreate(&handle_), CUBLAS_STATUS_SUCCESS);
    EXPECT_EQ(cublasLtMatmulPreferenceCreate(&preference_), CUBLAS_STATUS_SUCCESS);
    prefer(CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, std::uint64_t{1} << 20U);
    prefer(CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK,
           std::uint32_t{CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE});
  }
  ~BlasltDouble() override {
    reset();
    forget();
    cublasLtMatmulPreferenceDestroy(preference_);
    cublasLtDestroy(handle_);
    cudaFree(memory_);
    cudaStreamDestroy(stream_);
    EXPECT_EQ(held().libraryObjects, 0U);
    EXPECT_TRUE(complaints().empty());
  }

  template <typename Name, typename Value>
  cublasStatus_t set(Name name, const Value& value) {
    return cublasLtMatmulDescSetAttribute(product_, name, &value, sizeof value);
  }
  template <typename Value>
  void prefer(cublasLtMatmulPreferenceAttributes_t name, const Value& value) {
    EXPECT_EQ(cublasLtMatmulPreferenceSetAttribute(preference_, name, &value, sizeof value),
              CUBLAS_STATUS_SUCCESS);
  }
  void forget() {
    for (cublasLtMatrixLayout_t& layout : layouts_) {
      if (layout) cublasLtMatrixLayoutDestroy(layout);
      layout = nullptr;
    }
    if (product_) cublasLtMatmulDescDestroy(product_);
    product_ = nullptr;
  }
  void make(std::size_t i, cudaDataType_t type, bool transposed, std::uint64_t rows,
            std::uint64_t columns) {
    if (transposed) std::swap(rows, columns);
    EXPECT_EQ(cublasLtMatrixLayoutCreate(&layouts_[i], type, rows, columns, asked_.pitch),
              CUBLAS_STATUS_SUCCESS);
  }
  void describe(const Question& question) {
    forget();
    asked_ = question;
    EXPECT_EQ(cublasLtMatmulDescCreate(&product_, question.compute, CUDA_R_32F),
              CUBLAS_STATUS_SUCCESS);
    set(CUBLASLT_MATMUL_DESC_TRANSA, question.transposeA ? CUBLAS_OP_T : CUBLAS_OP_N);
    set(CUBLASLT_MATMUL_DESC_TRANSB, question.transposeB ? CUBLAS_OP_T : CUBLAS_OP_N);
    set(CUBLASLT_MATMUL_DESC_EPILOGUE, question.epilogue);
    set(CUBLASLT_MATMUL_DESC_BIAS_POINTER, static_cast<const void*>(at_[4]));
    make(0, question.operands, question.transposeA, question.rows, question.depth);
    make(1, question.operands, question.transposeB, question.depth, question.columns);
    make(2, question.result, false, question.rows, question.columns);
    make(3, question.result, false, question.rows, question.columns);
  }
  cublasStatus_t choose() {
    return cublasLtMatmulAlgoGetHeuristic(handle_, product_, layouts_[0], layouts_[1], layouts_[2],
                                          layouts_[3], preference_, 1, &found_, &count_);
  }
  cublasStatus_t run() {
    return cublasLtMatmul(handle_, product_, alphaAt_, at_[0], layouts_[0], at_[1], layouts_[1],
                          betaAt_, at_[2], layouts_[2], at_[3], layouts_[3], algo_, at_[5],
                          workspaceBytes_, stream_);
  }
  void prepare(const Question& question) {
    describe(question);
    ASSERT_EQ(choose(), CUBLAS_STATUS_SUCCESS);
    ASSERT_EQ(count_, 1);
  }
  /// Sets one element of the operand `i`, counted in its own rows and columns.
  void put(std::size_t i, cudaDataType_t type, std::uint64_t row, std::uint64_t column, float value,
           bool transposed = false) {
    if (transposed) std::swap(row, column);
    unsigned char element[4];
    store(type, value, element);
    const std::size_t index = column * static_cast<std::size_t>(asked_.pitch) + row;
    EXPECT_EQ(cudaMemcpyAsync(at_[i] + index * bytesOf(type), element, bytesOf(type),
                              cudaMemcpyHostToDevice, stream_),
              cudaSuccess);
  }
  void fill() {
    const Question& q = asked_;
    for (std::uint64_t k = 0; k < q.depth; ++k) {
      for (std::uint64_t i = 0; i < q.rows; ++i) {
        put(0, q.operands, i, k, elementOf(i, k, 0), q.transposeA);
      }
      for (std::uint64_t j = 0; j < q.columns; ++j) {
        put(1, q.operands, k, j, elementOf(k, j, 1), q.transposeB);
      }
    }
    for (std::uint64_t i = 0; i < q.rows; ++i) {
      put(4, q.result, i, 0, elementOf(i, 0, 2));
      for (std::uint64_t j = 0; j < q.columns; ++j) put(2, q.result, i, j, elementOf(i, j, 4));
    }
  }
  float expected(std::uint64_t row, std::uint64_t column) const {
    float sum = 0.0F;
    for (std::uint64_t k = 0; k < asked_.depth; ++k) {
      sum += elementOf(row, k, 0) * elementOf(k, column, 1);
    }
    float value = alpha_ * sum + beta_ * elementOf(row, column, 4);
    if ((asked_.epilogue & CUBLASLT_EPILOGUE_BIAS) != 0) value += elementOf(row, 0, 2);
    return (asked_.epilogue & CUBLASLT_EPILOGUE_RELU) != 0 ? std::max(value, 0.0F) : value;
  }
  std::vector<unsigned char> bytesAt(std::size_t i) {
    std::vector<unsigned char> bytes(kArea);
    EXPECT_EQ(cudaMemcpyAsync(bytes.data(), at_[i], kArea, cudaMemcpyDeviceToHost, stream_),
              cudaSuccess);
    EXPECT_EQ(cudaStreamSynchronize(stream_), cudaSuccess);
    return bytes;
  }
  float result(std::uint64_t row, std::uint64_t column) {
    const std::size_t index = column * static_cast<std::size_t>(asked_.pitch) + row;
    return load(asked_.result, bytesAt(3).data() + index * bytesOf(asked_.result));
  }
  void expectProduct() {
    for (std::uint64_t i = 0; i < asked_.rows; ++i) {
      for (std::uint64_t j = 0; j < asked_.columns; ++j) {
        EXPECT_EQ(result(i, j), expected(i, j)) << i << ' ' << j;
      }
    }
  }
  /// That the call was a misuse, and what was said of it.
  static void expectComplaint(cublasStatus_t status, const std::string& text) {
    EXPECT_EQ(status, CUBLAS_STATUS_INVALID_VALUE);
    const std::vector<std::string> all = complaints();
    ASSERT_EQ(all.size(), 1U) << text;
    EXPECT_NE(all.front().find(text), std::string::npos) << all.front() << " / " << text;
    reset();
  }

  unsigned char* at_[6] = {};
  cublasLtHandle_t handle_ = nullptr;
  cublasLtMatmulDesc_t product_ = nullptr;
  cublasLtMatrixLayout_t layouts_[4] = {};
  cublasLtMatmulPreference_t preference_ = nullptr;
  cublasLtMatmulHeuristicResult_t found_{};
  const cublasLtMatmulAlgo_t* algo_ = &found_.algo;
  int count_ = 0;
  float alpha_ = 1.0F, beta_ = 0.0F;
  const float* alphaAt_ = &alpha_;
  const float* betaAt_ = &beta_;
  std::size_t workspaceBytes_ = kWorkspace;
  cudaStream_t stream_ = nullptr;
  void* memory_ = nullptr;
  Question asked_;
};

}  // namespace scalescope::cuda_double
