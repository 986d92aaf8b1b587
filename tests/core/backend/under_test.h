#pragma once

#include <memory>

#include "core/backend/backend.h"

namespace scalescope::test {

/// The back end that a suite is about: defined by the program that the suite is linked into, so
/// that the same suite runs over every back end.
std::unique_ptr<Backend> makeBackendUnderTest();

}  // namespace scalescope::test
