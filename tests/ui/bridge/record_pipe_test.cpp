#include "ui/bridge/record_pipe.h"

#include <gtest/gtest.h>

#include <thread>

namespace scalescope {
namespace {

Record step(std::int64_t number) {
  StepRecord record;
  record.step = number;
  return record;
}

TEST(RecordPipe, GivesNothingWhenEmpty) {
  RecordPipe queue;
  std::vector<Record> out;
  EXPECT_EQ(queue.drain(out, 10), 0U);
  EXPECT_TRUE(out.empty());
}

TEST(RecordPipe, HandsOutAtMostWhatIsAskedInOrder) {
  RecordPipe queue;
  const std::int64_t count = 2 * RecordPipe::chunkSize + 7;
  for (std::int64_t i = 0; i < count; ++i) queue.push(step(i));
  EXPECT_EQ(queue.waiting(), static_cast<std::size_t>(count));
  std::vector<Record> out;
  EXPECT_EQ(queue.drain(out, 1000), 1000U);
  EXPECT_EQ(queue.drain(out, 1 << 20), static_cast<std::size_t>(count - 1000));
  EXPECT_EQ(queue.waiting(), 0U);
  for (std::int64_t i = 0; i < count; ++i) {
    EXPECT_EQ(std::get<StepRecord>(out[static_cast<std::size_t>(i)]).step, i);
  }
}

TEST(RecordPipe, KeepsItsOrderAtTheEdgeOfAChunk) {
  RecordPipe queue;
  std::vector<Record> out;
  for (std::size_t i = 0; i < RecordPipe::chunkSize; ++i) queue.push(step(1));
  EXPECT_EQ(queue.drain(out, RecordPipe::chunkSize), RecordPipe::chunkSize);
  EXPECT_EQ(queue.drain(out, 1), 0U);
  queue.push(step(2));
  EXPECT_EQ(queue.drain(out, 5), 1U);
  EXPECT_EQ(std::get<StepRecord>(out.back()).step, 2);
}

TEST(RecordPipe, LosesNothingBetweenTwoThreads) {
  RecordPipe queue;
  constexpr std::int64_t count = 300'000;
  std::thread producer([&queue] {
    for (std::int64_t i = 0; i < count; ++i) queue.push(step(i));
  });
  std::vector<Record> out;
  std::int64_t expected = 0;
  while (expected < count) {
    out.clear();
    if (queue.drain(out, 500) == 0) std::this_thread::yield();
    for (const Record& record : out) ASSERT_EQ(std::get<StepRecord>(record).step, expected++);
  }
  producer.join();
}

}  // namespace
}  // namespace scalescope
