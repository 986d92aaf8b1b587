#include <cstring>
#include <vector>

#include "core/backend/cuda/double/machine.h"
#include "core/backend/cuda/double/runtime_fixture.h"

// Memory, copies and fills.
namespace scalescope::cuda_double {
namespace {

using RuntimeDoubleDeathTest = RuntimeDouble;

TEST_F(RuntimeDoubleDeathTest, HostMustNotTouchDeviceMemory) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  volatile unsigned char* device = device_;
  EXPECT_DEATH(device[0] = 1, "");
  EXPECT_DEATH(
      {
        cudaStreamSynchronize(a_);
        static_cast<void>(device[0]);
      },
      "");
}

TEST_F(RuntimeDoubleDeathTest, KernelsMustNotRunOutOfABlock) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  volatile unsigned char* device = device_;
  EXPECT_DEATH(
      {
        cuda::enqueueOnHost(a_, [device] { device[256] = 1; });
        cudaStreamSynchronize(a_);
      },
      "");
}

TEST_F(RuntimeDouble, KernelsTouchDeviceMemory) {
  EXPECT_EQ(deviceBytes(), std::vector<unsigned char>(kBytes, 0xFF)) << "not initialised";
  EXPECT_EQ(cudaMemsetAsync(device_, 3, kBytes, a_), cudaSuccess);
  cuda::enqueueOnHost(a_, [this] { ++device_[1]; });
  const std::vector<unsigned char> bytes = deviceBytes();
  EXPECT_EQ(bytes[0], 3);
  EXPECT_EQ(bytes[1], 4);
  EXPECT_TRUE(isAligned(device_, 256));
  EXPECT_TRUE(isDeviceMemory(device_ + 1, kBytes - 1));
  EXPECT_FALSE(isDeviceMemory(device_ + 1, kBytes));
  EXPECT_FALSE(isDeviceMemory(pinned_, 1));
}

TEST_F(RuntimeDouble, ReadsPinnedMemoryWhenItsTurnComes) {
  std::memset(pinned_, 1, kBytes);
  EXPECT_EQ(copyToDevice(pinned_), cudaSuccess);
  std::memset(pinned_, 2, kBytes);
  EXPECT_EQ(deviceBytes(), std::vector<unsigned char>(kBytes, 2));
}

TEST_F(RuntimeDouble, ReadsPlainMemoryAtTheCall) {
  std::vector<unsigned char> plain(kBytes, 1);
  EXPECT_EQ(copyToDevice(plain.data()), cudaSuccess);
  EXPECT_EQ(queued(), 1U);
  plain.assign(kBytes, 2);
  EXPECT_EQ(deviceBytes(), std::vector<unsigned char>(kBytes, 1));
}

TEST_F(RuntimeDouble, WritesPinnedMemoryLater) {
  cudaMemsetAsync(device_, 5, kBytes, a_);
  EXPECT_EQ(copyToHost(pinned_), cudaSuccess);
  EXPECT_EQ(pinned_[0], 0xFF);
  cudaStreamSynchronize(a_);
  EXPECT_EQ(pinned_[0], 5);
}

TEST_F(RuntimeDouble, HasAsMuchMemoryAsSaid) {
  setMemory(1000);
  std::size_t free = 0;
  std::size_t total = 0;
  EXPECT_EQ(cudaMemGetInfo(&free, &total), cudaSuccess);
  EXPECT_EQ(total, 1000U);
  EXPECT_EQ(free, 1000U - kBytes);
  void* more = &free;
  EXPECT_EQ(cudaMalloc(&more, free + 1), cudaErrorMemoryAllocation);
  EXPECT_EQ(more, nullptr);
  EXPECT_EQ(cudaGetLastError(), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaMalloc(&more, free), cudaSuccess);
  EXPECT_EQ(held().deviceBytes, 1000U);
  EXPECT_EQ(held().deviceBlocks, 2U);
  EXPECT_EQ(cudaFree(more), cudaSuccess);
  EXPECT_EQ(held().deviceBytes, kBytes);
  EXPECT_TRUE(complaints().empty());
}

TEST_F(RuntimeDouble, WaitsBeforeItFrees) {
  void* block = nullptr;
  cudaMalloc(&block, kBytes);
  say(a_, "1");
  EXPECT_EQ(cudaFree(nullptr), cudaSuccess);
  EXPECT_EQ(said_, "");
  EXPECT_EQ(cudaFree(block), cudaSuccess);
  EXPECT_EQ(said_, "1");
  EXPECT_EQ(cudaFree(block), cudaErrorInvalidValue);
  EXPECT_FALSE(isDeviceMemory(block, 1));
  expectComplaint("cudaFree");
}

TEST_F(RuntimeDouble, NoticesWritesBesideABlock) {
  void* block = nullptr;
  cudaMalloc(&block, kBytes);
  cuda::enqueueOnHost(a_, [block] { static_cast<unsigned char*>(block)[kBytes] = 0; });
  EXPECT_EQ(cudaFree(block), cudaErrorInvalidValue);
  expectComplaint("cudaFree");
}

TEST_F(RuntimeDouble, ComplainsOfWrongKindsAndRanges) {
  const auto copy = [this](void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) {
    return cudaMemcpyAsync(to, from, bytes, kind, a_);
  };
  unsigned char plain[2 * kBytes] = {};
  EXPECT_EQ(copy(plain, pinned_, 1, cudaMemcpyHostToDevice), cudaErrorInvalidValue);
  EXPECT_EQ(copy(device_, pinned_, 1, cudaMemcpyDeviceToDevice), cudaErrorInvalidValue);
  EXPECT_EQ(copy(pinned_, plain, 1, cudaMemcpyDeviceToHost), cudaErrorInvalidValue);
  EXPECT_EQ(copy(device_, plain, kBytes + 1, cudaMemcpyHostToDevice), cudaErrorInvalidValue);
  EXPECT_EQ(copy(plain, pinned_ + 1, kBytes, cudaMemcpyHostToHost), cudaErrorInvalidValue);
  EXPECT_EQ(copy(device_ + 1, device_, 2, cudaMemcpyDeviceToDevice), cudaErrorInvalidValue);
  EXPECT_EQ(copy(nullptr, device_, 1, cudaMemcpyDeviceToHost), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemsetAsync(device_ + kBytes - 1, 0, 2, a_), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemsetAsync(plain, 0, 1, a_), cudaErrorInvalidValue);
  EXPECT_EQ(complaints().size(), 9U);
  EXPECT_EQ(queued(), 0U);
  EXPECT_EQ(copy(device_, device_ + 1, 1, cudaMemcpyDefault), cudaSuccess);
  EXPECT_EQ(copy(nullptr, nullptr, 0, cudaMemcpyDeviceToHost), cudaSuccess);
  EXPECT_EQ(complaints().size(), 9U);
}

}  // namespace
}  // namespace scalescope::cuda_double
