#include "core/backend/cpu/cpu_backend.h"
#include "core/backend/under_test.h"

std::unique_ptr<scalescope::Backend> scalescope::test::makeBackendUnderTest() {
  return makeCpuBackend();
}
