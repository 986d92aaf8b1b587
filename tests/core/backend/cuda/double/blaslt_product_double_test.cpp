#include <cstdint>
#include <limits>
#include <utility>

#include "core/backend/cuda/double/blaslt_fixture.h"

// What cuBLASLt's products compute, and when.
namespace scalescope::cuda_double {
namespace {

constexpr float kNotANumber = std::numeric_limits<float>::quiet_NaN();

struct Types {
  cudaDataType_t operands, result;
};

class BlasltDoubleTypes : public BlasltDouble, public testing::WithParamInterface<Types> {};

TEST_P(BlasltDoubleTypes, MultipliesAsDescribed) {
  for (const bool transposeA : {false, true}) {
    for (const bool transposeB : {false, true}) {
      Question question{GetParam().operands, GetParam().result, transposeA, transposeB};
      question.epilogue = CUBLASLT_EPILOGUE_RELU_BIAS;
      prepare(question);
      fill();
      alpha_ = 2.0F;
      beta_ = -1.0F;
      ASSERT_EQ(run(), CUBLAS_STATUS_SUCCESS);
      expectProduct();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, BlasltDoubleTypes,
                         testing::Values(Types{CUDA_R_32F, CUDA_R_32F},
                                         Types{CUDA_R_16F, CUDA_R_32F},
                                         Types{CUDA_R_16F, CUDA_R_16F},
                                         Types{CUDA_R_16BF, CUDA_R_32F},
                                         Types{CUDA_R_16BF, CUDA_R_16BF}));

TEST_F(BlasltDouble, KnowsEveryEpilogue) {
  for (const auto epilogue : {CUBLASLT_EPILOGUE_DEFAULT, CUBLASLT_EPILOGUE_BIAS,
                              CUBLASLT_EPILOGUE_RELU, CUBLASLT_EPILOGUE_RELU_BIAS}) {
    Question question;
    question.epilogue = epilogue;
    prepare(question);
    fill();
    ASSERT_EQ(run(), CUBLAS_STATUS_SUCCESS);
    expectProduct();
  }
}

TEST_F(BlasltDouble, MultipliesMoreRowsThanABlock) {
  Question question;
  question.rows = 300;
  question.columns = 3;
  question.depth = 2;
  question.pitch = 304;
  prepare(question);
  fill();
  ASSERT_EQ(run(), CUBLAS_STATUS_SUCCESS);
  for (const std::uint64_t row : {0U, 255U, 256U, 299U}) {
    EXPECT_EQ(result(row, 2), expected(row, 2));
  }
}

TEST_F(BlasltDouble, WritesOnlyItsRows) {
  prepare({});
  fill();
  ASSERT_EQ(run(), CUBLAS_STATUS_SUCCESS);
  const auto bytes = bytesAt(3);
  for (std::size_t i = 5 * 4; i < 8 * 4; ++i) EXPECT_EQ(bytes[i], 0xFF);
  EXPECT_EQ(bytes[(3 * 8 + 5) * 4], 0xFF);
}

TEST_F(BlasltDouble, ReadsNoCWithoutAFactorForIt) {
  prepare({});
  fill();
  put(2, CUDA_R_32F, 0, 0, kNotANumber);
  ASSERT_EQ(run(), CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(result(0, 0), expected(0, 0));
  at_[2] = nullptr;
  EXPECT_EQ(run(), CUBLAS_STATUS_SUCCESS);
}

TEST_F(BlasltDouble, AddsToDInPlace) {
  prepare({});
  fill();
  ASSERT_EQ(run(), CUBLAS_STATUS_SUCCESS);
  const float once = result(1, 1);
  at_[2] = at_[3];
  beta_ = 1.0F;
  ASSERT_EQ(run(), CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(result(1, 1), 2.0F * once);
}

TEST_F(BlasltDouble, ReluHidesNan) {
  Question question;
  question.epilogue = CUBLASLT_EPILOGUE_RELU;
  prepare(question);
  fill();
  put(0, CUDA_R_32F, 2, 0, kNotANumber);
  ASSERT_EQ(run(), CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(result(2, 0), 0.0F);
}

/// One product of two numbers in FP32, with the operands as `compute` takes them.
TEST_F(BlasltDouble, RoundsOperandsToTf32IfAllowed) {
  for (const auto& [compute, value] : {std::pair{CUBLAS_COMPUTE_32F, 1.0F + 0x1p-11F + 0x1p-20F},
                                       {CUBLAS_COMPUTE_32F_FAST_TF32, 1.0F + 0x1p-10F}}) {
    Question question;
    question.compute = compute;
    question.rows = question.columns = question.depth = 1;
    prepare(question);
    put(0, CUDA_R_32F, 0, 0, 1.0F + 0x1p-11F + 0x1p-20F);
    put(1, CUDA_R_32F, 0, 0, 1.0F);
    ASSERT_EQ(run(), CUBLAS_STATUS_SUCCESS);
    EXPECT_EQ(result(0, 0), value);
  }
}

TEST_F(BlasltDouble, RoundsOnceAtTheEnd) {
  Question question{CUDA_R_16F, CUDA_R_16F};
  question.rows = question.columns = 1;
  prepare(question);
  // In FP16 every sum on the way would be 2048 again.
  const float values[] = {2048.0F, 1.0F, 1.0F};
  for (std::uint64_t k = 0; k < 3; ++k) {
    put(0, CUDA_R_16F, 0, k, values[k]);
    put(1, CUDA_R_16F, k, 0, 1.0F);
  }
  ASSERT_EQ(run(), CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(result(0, 0), 2050.0F);
}

TEST_F(BlasltDouble, IsDoneInTheStreamsTurnWithWhatItWasGiven) {
  Question question;
  question.epilogue = CUBLASLT_EPILOGUE_BIAS;
  prepare(question);
  fill();
  ASSERT_EQ(run(), CUBLAS_STATUS_SUCCESS);
  const float before = expected(1, 2);
  EXPECT_GT(queued(), 0U);
  alpha_ = 100.0F;
  beta_ = kNotANumber;
  set(CUBLASLT_MATMUL_DESC_BIAS_POINTER, static_cast<const void*>(nullptr));
  forget();
  EXPECT_EQ(result(1, 2), before);
}

TEST_F(BlasltDouble, IsCapturedAndRepeated) {
  prepare({});
  fill();
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t exec = nullptr;
  ASSERT_EQ(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal), cudaSuccess);
  EXPECT_EQ(run(), CUBLAS_STATUS_SUCCESS);
  ASSERT_EQ(cudaStreamEndCapture(stream_, &graph), cudaSuccess);
  EXPECT_EQ(bytesAt(3)[0], 0xFF);
  ASSERT_EQ(cudaGraphInstantiate(&exec, graph, 0), cudaSuccess);
  for (const float factor : {1.0F, 2.0F}) {
    put(0, CUDA_R_32F, 0, 0, factor);
    EXPECT_EQ(cudaGraphLaunch(exec, stream_), cudaSuccess);
    const float rest = elementOf(0, 1, 0) * elementOf(1, 0, 1) +  //
                       elementOf(0, 2, 0) * elementOf(2, 0, 1);
    EXPECT_EQ(result(0, 0), factor * elementOf(0, 0, 1) + rest);
  }
  cudaGraphExecDestroy(exec);
  cudaGraphDestroy(graph);
}

}  // namespace
}  // namespace scalescope::cuda_double
