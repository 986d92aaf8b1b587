#include <cstdint>
#include <vector>

#include "core/backend/cuda/double/blaslt_fixture.h"

// The choice of an algorithm for cuBLASLt's products, and its workspace.
namespace scalescope::cuda_double {
namespace {

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

}  // namespace
}  // namespace scalescope::cuda_double
