#include <gtest/gtest.h>

#include "core/backend/cuda/double/control.h"

namespace scalescope::cuda_double {
namespace {

/// Whatever a suite did: nothing was done against the libraries' documentation, and nothing that
/// they handed out is left over.
class NoComplaints final : public testing::EmptyTestEventListener {
  void OnTestEnd(const testing::TestInfo&) override {
    for (const std::string& complaint : complaints()) ADD_FAILURE() << complaint;
    const Held left = held();
    EXPECT_EQ(left.deviceBytes, 0U);
    EXPECT_EQ(left.pinnedBlocks, 0U);
    EXPECT_EQ(left.streams + left.events + left.graphs + left.graphExecs + left.libraryObjects, 0U);
    reset();
  }
};

const bool listening = [] {
  testing::UnitTest::GetInstance()->listeners().Append(new NoComplaints);
  return true;
}();

}  // namespace
}  // namespace scalescope::cuda_double
