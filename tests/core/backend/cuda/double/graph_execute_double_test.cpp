#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/backend/cuda/double/graph_fixture.h"
#include "core/numerics/round.h"

// Plans of cuDNN's graph API, executed.
namespace scalescope::cuda_double {
namespace {

Descriptor packOf(const std::vector<void*>& addresses, void* workspace) {
  Descriptor pack(CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR);
  Integers ids;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    ids.push_back(static_cast<std::int64_t>(i) + 1);
  }
  pack.set(CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS, ids);
  pack.set(CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS, CUDNN_TYPE_VOID_PTR, addresses);
  pack.set(CUDNN_ATTR_VARIANT_PACK_WORKSPACE, CUDNN_TYPE_VOID_PTR, std::vector{workspace});
  EXPECT_EQ(pack.finalize(), CUDNN_STATUS_SUCCESS);
  return pack;
}

/// One pixel of ones in a 4×4 image: each result is a tap of w, or none.
TEST_F(CudnnDouble, ConvolvesOnTheHandlesStream) {
  const TensorSpec x{1, {1, 1, 4, 4}};
  const TensorSpec w{2, {1, 1, 3, 3}};
  const TensorSpec y{3, {1, 1, 4, 4}};
  const std::vector<float> taps{1, 2, 3, 4, 5, 6, 7, 8, 9};
  std::vector<float> image(16);
  image[5] = 1.0F + 0x1p-12F;  // not a value of TF32
  const Descriptor graph = graphOf(x, w, y, false);
  Descriptor plan = planOf(engineConfig(graph, 4));
  ASSERT_EQ(plan.finalize(), CUDNN_STATUS_SUCCESS);
  const std::int64_t bytes = plan.integer(CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE);
  EXPECT_GE(bytes, 1024);
  void* result = allocate(16 * sizeof(float));
  void* workspace = upload(std::vector<float>(static_cast<std::size_t>(bytes), 1.0F));
  const Descriptor pack = packOf({upload(image), upload(taps), result}, workspace);
  ASSERT_EQ(cudnnBackendExecute(handle_, plan.get(), pack.get()), CUDNN_STATUS_SUCCESS);
  EXPECT_EQ(queued(), 1U);
  const float v = image[5];
  const std::vector<float> expected{9 * v, 8 * v, 7 * v, 0, 6 * v, 5 * v, 4 * v, 0,
                                    3 * v, 2 * v, 1 * v, 0, 0,     0,     0,     0};
  EXPECT_EQ(download(result, 16), expected);
  EXPECT_EQ(floatBits(download(workspace, 1)[0]), 0xa5a5a5a5U);

  Descriptor tf32 = planOf(engineConfig(graph, 0));
  ASSERT_EQ(tf32.finalize(), CUDNN_STATUS_SUCCESS);
  ASSERT_EQ(cudnnBackendExecute(handle_, tf32.get(), pack.get()), CUDNN_STATUS_SUCCESS);
  EXPECT_EQ(download(result, 1)[0], 9.0F);
  Descriptor winograd = planOf(engineConfig(graph, 2));
  ASSERT_EQ(winograd.finalize(), CUDNN_STATUS_SUCCESS);
  ASSERT_EQ(cudnnBackendExecute(handle_, winograd.get(), pack.get()), CUDNN_STATUS_SUCCESS);
  EXPECT_NEAR(download(result, 1)[0], 9 * v * 1.0001F, 1e-5F);
  EXPECT_TRUE(complaints().empty());
}

TEST_F(CudnnDouble, ChecksWhatIsExecuted) {
  Descriptor plan = planOf(engineConfig(graphOf({}), 4));
  ASSERT_EQ(plan.finalize(), CUDNN_STATUS_SUCCESS);
  const std::size_t image = 2 * 8 * 16 * sizeof(float);
  void* x = allocate(image);
  void* w = allocate(8 * 8 * 9 * sizeof(float));
  void* y = allocate(image);
  void* workspace = allocate(std::size_t{1} << 16U);
  const auto run = [&](const std::vector<void*>& addresses, void* area) {
    return cudnnBackendExecute(handle_, plan.get(), packOf(addresses, area).get());
  };
  EXPECT_EQ(run({x, w, y}, workspace), CUDNN_STATUS_SUCCESS);
  std::vector<float> onHost(2 * 8 * 16);
  expectComplaint(run({onHost.data(), w, y}, workspace));
  expectComplaint(run({static_cast<char*>(x) + 16, w, y}, workspace));  // too few bytes are left
  expectComplaint(run({x, w}, workspace));
  expectComplaint(run({x, w, y}, nullptr));
  expectComplaint(run({x, w, y}, static_cast<char*>(workspace) + 8));
  expectComplaint(run({x, w, x}, workspace));
  expectComplaint(cudnnBackendExecute(handle_, plan.get(), plan.get()));
}

}  // namespace
}  // namespace scalescope::cuda_double
