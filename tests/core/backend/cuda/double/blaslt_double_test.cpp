#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/backend/cuda/double/blaslt_problem.h"
#include "core/backend/cuda/double/machine.h"
#include "core/numerics/round.h"

namespace scalescope::cuda_double {
namespace {

constexpr std::size_t kWorkspace = 4096;
constexpr std::size_t kArea = 4096;  // of device memory, for each matrix
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

std::size_t bytesOf(cudaDataType_t type) { return type == CUDA_R_32F ? 4 : 2; }

void store(cudaDataType_t type, float value, unsigned char* to) {
  const std::uint16_t half = type == CUDA_R_16F ? toHalfBits(value) : toBfloat16Bits(value);
  std::memcpy(to, type == CUDA_R_32F ? static_cast<const void*>(&value) : &half, bytesOf(type));
}

float load(cudaDataType_t type, const unsigned char* from) {
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
float elementOf(std::uint64_t row, std::uint64_t column, std::uint64_t salt) {
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
  put(2, CUDA_R_32F, 0, 0, kNan);
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
  put(0, CUDA_R_32F, 2, 0, kNan);
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
  beta_ = kNan;
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

TEST_F(BlasltDouble, UsesItsWorkspace) {
  prepare({});
  fill();
  EXPECT_EQ(found_.workspaceSize, kWorkspace);
  ASSERT_EQ(run(), CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(bytesAt(5), std::vector<unsigned char>(kArea, 0xA5));
}

TEST_F(BlasltDouble, NeedsNoWorkspaceWhereNoneIsAllowed) {
  prefer(CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, std::uint64_t{kWorkspace - 1});
  prepare({});
  fill();
  EXPECT_EQ(found_.workspaceSize, 0U);
  at_[5] = nullptr;
  workspaceBytes_ = 0;
  ASSERT_EQ(run(), CUBLAS_STATUS_SUCCESS);
  expectProduct();
}

TEST_F(BlasltDouble, WantsPaddedHalfOperands) {
  Question question{CUDA_R_16F, CUDA_R_32F};
  question.pitch = 12;
  describe(question);
  count_ = 5;
  EXPECT_EQ(choose(), CUBLAS_STATUS_NOT_SUPPORTED);
  EXPECT_EQ(count_, 0);
  EXPECT_TRUE(complaints().empty());
  question.operands = CUDA_R_32F;
  prepare(question);
}

TEST_F(BlasltDouble, KnowsWhatAlignmentIsPromised) {
  prepare({});
  fill();
  at_[0] += 16;
  expectComplaint(run(), "A is not aligned");
  prefer(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, std::uint32_t{16});
  prepare({});
  EXPECT_EQ(run(), CUBLAS_STATUS_SUCCESS);
  prefer(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES, std::uint32_t{8});
  EXPECT_EQ(choose(), CUBLAS_STATUS_NOT_SUPPORTED);
}

TEST_F(BlasltDouble, ForbidsRoundedPartialSums) {
  describe({});
  for (const std::uint32_t mask : {1U, 4U, 7U, 8U}) {
    prefer(CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK, mask);
    expectComplaint(choose(), mask == 8U ? "there is not" : "partial sums");
    EXPECT_EQ(count_, 0);
  }
  prefer(CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK, std::uint32_t{CUBLASLT_REDUCTION_SCHEME_NONE});
  EXPECT_EQ(choose(), CUBLAS_STATUS_SUCCESS);
}

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
