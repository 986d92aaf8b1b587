#include "core/tensor/buffer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "core/base/memory.h"
#include "support/errors.h"

namespace scalescope {
namespace {

TEST(Buffer, IsZeroedAndAligned) {
  const Buffer buffer(1000, nullptr);
  const auto* bytes = buffer.as<std::uint8_t>();
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(bytes) % 64, 0U);
  EXPECT_EQ(buffer.bytes(), 1024U);
  EXPECT_TRUE(std::all_of(bytes, bytes + buffer.bytes(), [](auto byte) { return byte == 0; }));
}

TEST(Buffer, CountsInItsPool) {
  const auto pool = std::make_shared<MemoryPool>();
  {
    const Buffer first(64, pool);
    const Buffer second(65, pool);
    EXPECT_EQ(pool->current(), 64U + 128U);
  }
  EXPECT_EQ(pool->current(), 0U);
  EXPECT_EQ(pool->peak(), 192U);
  const Buffer third(64, pool);
  EXPECT_EQ(pool->current(), 64U);
  EXPECT_EQ(pool->peak(), 192U) << "a peak does not fall";
}

TEST(Buffer, MovesTheCountWithTheMemory) {
  const auto pool = std::make_shared<MemoryPool>();
  Buffer first(64, pool);
  first.as<float>()[3] = 2.5F;
  Buffer second(std::move(first));
  EXPECT_EQ(second.as<float>()[3], 2.5F);
  EXPECT_EQ(pool->current(), 64U);
  Buffer third(128, pool);
  third = std::move(second);
  EXPECT_EQ(third.as<float>()[3], 2.5F);
  EXPECT_EQ(pool->current(), 64U) << "the memory that was replaced must be given back";
  third = Buffer();
  EXPECT_EQ(pool->current(), 0U);
}

TEST(Buffer, LargerThanTheMemoryIsRefusedBeforeTheSystemEndsTheProcess) {
  const std::size_t available = availableMemory();
  if (available > std::size_t{1} << 60) GTEST_SKIP() << "this system does not say what is free";
  const std::string message =
      test::messageOf([&] { const Buffer buffer(available * 2, nullptr); }, ErrorKind::failed);
  EXPECT_NE(message.find("could not be allocated"), std::string::npos) << message;
}

TEST(Buffer, OutlivesEveryOtherOwnerOfItsPool) {
  auto pool = std::make_shared<MemoryPool>();
  const std::weak_ptr<MemoryPool> watched = pool;
  {
    const Buffer buffer(64, std::move(pool));
    EXPECT_EQ(watched.lock()->current(), 64U);
  }
  EXPECT_TRUE(watched.expired());
}

TEST(Buffer, EmptyHoldsNothing) {
  const auto pool = std::make_shared<MemoryPool>();
  const Buffer buffer(0, pool);
  EXPECT_EQ(buffer.data(), nullptr);
  EXPECT_EQ(pool->peak(), 0U);
}

TEST(Buffer, NamesTheSizeThatCannotBeHad) {
  const auto pool = std::make_shared<MemoryPool>();
  for (const std::size_t size : {std::numeric_limits<std::size_t>::max() / 2 + 1,
                                 std::numeric_limits<std::size_t>::max() - 3}) {
    const std::string message = test::messageOf([&] { Buffer(size, pool); }, ErrorKind::failed);
    EXPECT_NE(message.find(memoryText(size)), std::string::npos) << message;
    EXPECT_EQ(pool->current(), 0U);
  }
}

}  // namespace
}  // namespace scalescope
