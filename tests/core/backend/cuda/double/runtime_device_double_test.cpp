#include "core/backend/cuda/double/machine.h"
#include "core/backend/cuda/double/runtime_fixture.h"

// Devices, versions and errors.
namespace scalescope::cuda_double {
namespace {

TEST_F(RuntimeDouble, DescribesItsDevice) {
  setComputeCapability(7, 5);
  setMemory(1 << 20);
  int count = 0;
  EXPECT_EQ(cudaGetDeviceCount(&count), cudaSuccess);
  EXPECT_EQ(count, 1);
  EXPECT_EQ(cudaSetDevice(0), cudaSuccess);
  EXPECT_EQ(cudaSetDevice(1), cudaErrorInvalidDevice);
  cudaDeviceProp properties;
  EXPECT_EQ(cudaGetDeviceProperties(&properties, 0), cudaSuccess);
  EXPECT_EQ(properties.totalGlobalMem, std::size_t{1} << 20);
  int major = 0;
  int minor = 0;
  cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, 0);
  cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, 0);
  EXPECT_EQ(major * 10 + minor, 75);
  EXPECT_EQ(properties.major * 10 + properties.minor, 75);
  int version = 0;
  EXPECT_EQ(cudaRuntimeGetVersion(&version), cudaSuccess);
  EXPECT_EQ(version, CUDART_VERSION);
  EXPECT_STREQ(cudaGetErrorString(cudaErrorMemoryAllocation), "out of memory");
  EXPECT_STREQ(cudaGetErrorName(cudaErrorNoDevice), "cudaErrorNoDevice");
}

TEST_F(RuntimeDouble, MayHaveNoDevice) {
  int count = 1;
  setDevices(0);
  EXPECT_EQ(cudaGetDeviceCount(&count), cudaErrorNoDevice);
  EXPECT_EQ(count, 0);
  setDevices(0, cudaErrorInsufficientDriver);
  EXPECT_EQ(cudaGetDeviceCount(&count), cudaErrorInsufficientDriver);
  void* block = nullptr;
  EXPECT_EQ(cudaMalloc(&block, kBytes), cudaErrorInsufficientDriver);
  int driver = 0;
  EXPECT_EQ(cudaDriverGetVersion(&driver), cudaSuccess);
  EXPECT_LT(driver, CUDART_VERSION);
  EXPECT_FALSE(broken());
}

}  // namespace
}  // namespace scalescope::cuda_double
