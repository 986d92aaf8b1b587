#include <gtest/gtest.h>

#include "core/backend/cuda/cuda_backend.h"
#include "core/backend/under_test.h"

std::unique_ptr<scalescope::Backend> scalescope::test::makeBackendUnderTest() {
  return makeCudaBackend(0);
}

/// suite [WORD]: the tests with that word in their names, or all.
int main(int argc, char** argv) {
  if (argc > 1) testing::Program::instance().only = argv[1];
  return RUN_ALL_TESTS();
}
