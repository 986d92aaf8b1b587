#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/backend/cuda/double/blaslt_fixture.h"
#include "core/backend/cuda/double/blaslt_problem.h"

// What cuBLASLt's double complains of, and how its calls fail.
namespace scalescope::cuda_double {
namespace {

TEST_F(BlasltDouble, ChecksProblems) {
  const auto expectFault = [this](std::size_t i, const MatrixLayout& layout,
                                  const std::string& text) {
    describe({});
    cublasLtMatrixLayoutDestroy(layouts_[i]);
    cublasLtMatrixLayoutCreate(&layouts_[i], layout.type, layout.rows, layout.columns,
                               layout.pitch);
    expectComplaint(choose(), text);
  };
  expectFault(0, {CUDA_R_64F, 5, 3, 8}, "A has a type");
  expectFault(0, {CUDA_R_16F, 5, 3, 8}, "A and B have different types");
  expectFault(1, {CUDA_R_32F, 0, 4, 8}, "B is empty");
  expectFault(1, {CUDA_R_32F, 3, 4, 2}, "B's leading dimension");
  expectFault(1, {CUDA_R_32F, 3, 4, -8}, "B's leading dimension");
  expectFault(1, {CUDA_R_32F, 4, 4, 8}, "inner extents");
  expectFault(2, {CUDA_R_16F, 5, 4, 8}, "C and D have different types");
  expectFault(2, {CUDA_R_32F, 5, 3, 8}, "C is not as large");
  expectFault(3, {CUDA_R_32F, 6, 4, 8}, "D is not as large");
  expectFault(3, {CUDA_R_32F, 5, 4, std::int64_t{1} << 40U}, "D is too large");
}

TEST_F(BlasltDouble, ChecksTypes) {
  Question question;
  question.operands = CUDA_R_16F;
  question.compute = CUBLAS_COMPUTE_32F_FAST_TF32;
  describe(question);
  expectComplaint(choose(), "TF32");
  question.compute = CUBLAS_COMPUTE_16F;
  describe(question);
  expectComplaint(choose(), "compute type");
  question.compute = CUBLAS_COMPUTE_32F;
  question.result = CUDA_R_16BF;
  describe(question);
  expectComplaint(choose(), "neither FP32");
  question.result = CUDA_R_32F;
  question.epilogue = CUBLASLT_EPILOGUE_BIAS;
  describe(question);
  set(CUBLASLT_MATMUL_DESC_BIAS_DATA_TYPE, CUDA_R_16F);
  expectComplaint(choose(), "bias");
}

TEST_F(BlasltDouble, ChecksAttributes) {
  describe({});
  expectComplaint(set(CUBLASLT_MATMUL_DESC_TRANSA, std::int64_t{0}), "size");
  expectComplaint(set(CUBLASLT_MATMUL_DESC_TRANSB, CUBLAS_OP_C), "transposed");
  expectComplaint(set(CUBLASLT_MATMUL_DESC_EPILOGUE, CUBLASLT_EPILOGUE_GELU), "epilogue");
  expectComplaint(set(CUBLASLT_MATMUL_DESC_FILL_MODE, std::int32_t{0}), "does not know");
  expectComplaint(cublasLtMatmulDescSetAttribute(product_, CUBLASLT_MATMUL_DESC_TRANSA, nullptr, 4),
                  "value");
  const std::uint32_t value = 3;
  const auto name = CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES;
  expectComplaint(cublasLtMatmulPreferenceSetAttribute(preference_, name, &value, sizeof value),
                  "power of two");
}

TEST_F(BlasltDouble, ChecksCalls) {
  const cublasLtMatmulAlgo_t foreign{};
  float* const onDevice = reinterpret_cast<float*>(at_[0]);
  const std::vector<std::pair<std::string, std::function<void()>>> mistakes{
      {"a factor", [&] { alphaAt_ = nullptr; }},
      {"a factor", [&] { betaAt_ = onDevice; }},
      {"not one that was given", [&] { algo_ = nullptr; }},
      {"not one that was given", [&] { algo_ = &foreign; }},
      {"another problem", [&] { set(CUBLASLT_MATMUL_DESC_EPILOGUE, CUBLASLT_EPILOGUE_RELU); }},
      {"smaller than needed", [&] { workspaceBytes_ = kWorkspace - 1; }},
      {"workspace is not in device memory", [&] { at_[5] = nullptr; }},
      {"workspace is not in device memory", [&] { workspaceBytes_ = kArea + 1; }},
      {"workspace is not aligned", [&] { at_[5] -= 128; }},
      {"workspace overlaps D", [&] { at_[5] = at_[3]; }},
      {"A is not in device memory", [&] { at_[0] = reinterpret_cast<unsigned char*>(&alpha_); }},
      {"B is not in device memory", [&] { at_[1] = at_[5] + kArea - 64; }},
      {"B is not aligned", [&] { at_[1] += 128; }},
      {"D is not aligned", [&] { at_[3] += 4; }},
      {"D overlaps A", [&] { at_[3] = at_[0]; }},
      {"the bias is not in", [&] { set(CUBLASLT_MATMUL_DESC_BIAS_POINTER, nullptr); }},
      {"C is not in device memory", [&] { at_[2] = nullptr, beta_ = 1.0F; }},
      {"stream", [&] { stream_ = nullptr; }}};
  Question question;
  question.epilogue = CUBLASLT_EPILOGUE_BIAS;
  const std::vector<unsigned char*> places(at_, at_ + 6);
  cudaStream_t const stream = stream_;
  for (const auto& [text, mistake] : mistakes) {
    prepare(question);
    mistake();
    expectComplaint(run(), text);
    std::copy(places.begin(), places.end(), at_);
    alphaAt_ = &alpha_;
    betaAt_ = &beta_;
    beta_ = 0.0F;
    algo_ = &found_.algo;
    workspaceBytes_ = kWorkspace;
    stream_ = stream;
  }
  EXPECT_EQ(queued(), 0U);
}

TEST_F(BlasltDouble, NoticesWhatIsDestroyed) {
  prepare({});
  const cublasLtMatmulDesc_t old = product_;
  const cublasLtMatrixLayout_t layout = layouts_[1];
  EXPECT_EQ(cublasLtMatmulDescDestroy(old), CUBLAS_STATUS_SUCCESS);
  product_ = nullptr;
  expectComplaint(cublasLtMatmulDescDestroy(old), "destroyed");
  expectComplaint(run(), "the product");
  prepare({});
  EXPECT_NE(product_, old);
  const cublasLtMatrixLayout_t current = std::exchange(layouts_[1], layout);
  expectComplaint(run(), "B's layout");
  layouts_[1] = current;
}

TEST_F(BlasltDouble, FailsAsPlanned) {
  cublasLtHandle_t other = nullptr;
  failCall(1, "cublasLtCreate");
  EXPECT_EQ(cublasLtCreate(&other), CUBLAS_STATUS_ALLOC_FAILED);
  EXPECT_EQ(other, nullptr);
  EXPECT_EQ(cublasLtCreate(&other), CUBLAS_STATUS_SUCCESS);
  const std::size_t objects = held().libraryObjects;
  failCall(1, "cublasLtDestroy");
  EXPECT_EQ(cublasLtDestroy(other), CUBLAS_STATUS_EXECUTION_FAILED);
  EXPECT_EQ(held().libraryObjects, objects - 1);
  prepare({});
  failCall(1, "cublasLtMatmulAlgoGetHeuristic");
  EXPECT_EQ(choose(), CUBLAS_STATUS_EXECUTION_FAILED);
  failCall(1, "cublasLtMatmulDescSetAttribute");
  EXPECT_EQ(set(CUBLASLT_MATMUL_DESC_TRANSA, CUBLAS_OP_T), CUBLAS_STATUS_EXECUTION_FAILED);
  breakDevice();
  EXPECT_EQ(run(), CUBLAS_STATUS_EXECUTION_FAILED);
  EXPECT_TRUE(complaints().empty());
}

TEST_F(BlasltDouble, TellsWhatItIs) {
  EXPECT_EQ(cublasLtGetVersion(), std::size_t{CUBLAS_VERSION});
  EXPECT_STREQ(cublasLtGetStatusString(CUBLAS_STATUS_NOT_SUPPORTED),
               "the functionality requested is not supported");
  EXPECT_EQ(calls("cublasLtGet"), 0);
}

}  // namespace
}  // namespace scalescope::cuda_double
