#include "core/backend/cuda/cuda_backend.h"
#include "core/backend/under_test.h"

std::unique_ptr<scalescope::Backend> scalescope::test::makeBackendUnderTest() {
  return makeCudaBackend(0);
}
