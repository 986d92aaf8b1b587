#include "core/tensor/shape.h"

#include <gtest/gtest.h>

namespace scalescope {
namespace {

TEST(Shape, CountsElements) {
  EXPECT_EQ(elementCount({64, 1, 28, 28}), 50176);
  EXPECT_EQ(elementCount({}), 1);
  EXPECT_EQ(elementCount({3, 0, 2}), 0);
  EXPECT_EQ(elementCount({1 << 20, 1 << 20}), std::int64_t{1} << 40) << "past 32 bits";
}

TEST(Shape, IsWrittenLikeJson) {
  EXPECT_EQ(toString(Shape{64, 1, 28, 28}), "[64, 1, 28, 28]");
  EXPECT_EQ(toString(Shape{7}), "[7]");
  EXPECT_EQ(toString(Shape{}), "[]");
}

}  // namespace
}  // namespace scalescope
