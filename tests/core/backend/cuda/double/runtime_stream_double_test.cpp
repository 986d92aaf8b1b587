#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "core/backend/cuda/double/machine.h"
#include "core/backend/cuda/double/runtime_fixture.h"

// Streams and events.
namespace scalescope::cuda_double {
namespace {

TEST_F(RuntimeDouble, DefersWorkUntilSomebodyWaits) {
  EXPECT_EQ(say(a_, "1"), cudaSuccess);
  EXPECT_EQ(say(a_, "2"), cudaSuccess);
  EXPECT_EQ(said_, "");
  EXPECT_EQ(queued(), 2U);
  EXPECT_EQ(cudaStreamSynchronize(b_), cudaSuccess);
  EXPECT_EQ(said_, "");
  EXPECT_EQ(cudaStreamSynchronize(a_), cudaSuccess);
  EXPECT_EQ(said_, "12");
  EXPECT_EQ(queued(), 0U);
}

TEST_F(RuntimeDouble, OrdersStreamsByEvents) {
  say(a_, "1");
  cudaEventRecord(event_, a_);
  say(a_, "3");
  EXPECT_EQ(cudaStreamWaitEvent(b_, event_, 0), cudaSuccess);
  say(b_, "2");
  EXPECT_EQ(cudaStreamSynchronize(b_), cudaSuccess);
  EXPECT_EQ(said_, "12");
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  EXPECT_EQ(said_, "123");
}

TEST_F(RuntimeDouble, WaitsForTheLatestRecordAtTheTimeOfTheCall) {
  say(a_, "1");
  cudaEventRecord(event_, a_);
  cudaStreamWaitEvent(b_, event_, 0);
  say(a_, "later");
  cudaEventRecord(event_, a_);
  say(b_, "2");
  cudaStreamSynchronize(b_);
  EXPECT_EQ(said_, "12");
  EXPECT_EQ(cudaEventSynchronize(event_), cudaSuccess);
  EXPECT_EQ(said_, "12later");
}

TEST_F(RuntimeDouble, StreamsThatWaitForEachOtherInTurn) {
  cudaEvent_t back = nullptr;
  cudaEventCreateWithFlags(&back, cudaEventDisableTiming);
  for (int round = 0; round < 3; ++round) {
    say(a_, "a");
    cudaEventRecord(event_, a_);
    cudaStreamWaitEvent(b_, event_, 0);
    say(b_, "b");
    cudaEventRecord(back, b_);
    cudaStreamWaitEvent(a_, back, 0);
  }
  cudaEventDestroy(back);
  cudaStreamSynchronize(a_);
  EXPECT_EQ(said_, "ababab");
  EXPECT_EQ(queued(), 0U);
}

TEST_F(RuntimeDouble, IsNotReadyOnceThenMakesProgress) {
  EXPECT_EQ(cudaEventQuery(event_), cudaSuccess) << "never recorded";
  EXPECT_EQ(cudaStreamQuery(a_), cudaSuccess);
  say(a_, "1");
  cudaEventRecord(event_, a_);
  say(a_, "2");
  EXPECT_EQ(cudaEventQuery(event_), cudaErrorNotReady);
  EXPECT_EQ(said_, "1");
  EXPECT_EQ(cudaEventQuery(event_), cudaSuccess);
  EXPECT_EQ(cudaStreamQuery(a_), cudaErrorNotReady);
  EXPECT_EQ(said_, "12");
  EXPECT_EQ(cudaStreamQuery(a_), cudaSuccess);
}

TEST_F(RuntimeDouble, MeasuresTimeBetweenEvents) {
  cudaEvent_t first = nullptr;
  cudaEvent_t last = nullptr;
  cudaEventCreateWithFlags(&first, cudaEventDefault);
  cudaEventCreateWithFlags(&last, cudaEventDefault);
  float time = -1;
  cudaEventRecord(first, a_);
  cuda::enqueueOnHost(a_, [] { std::this_thread::sleep_for(std::chrono::milliseconds(2)); });
  cudaEventRecord(last, a_);
  EXPECT_EQ(cudaEventElapsedTime(&time, first, last), cudaErrorNotReady);
  cudaStreamSynchronize(a_);
  EXPECT_EQ(cudaEventElapsedTime(&time, first, last), cudaSuccess);
  EXPECT_GE(time, 2);
  EXPECT_TRUE(complaints().empty());
  EXPECT_EQ(cudaEventElapsedTime(&time, first, event_), cudaErrorInvalidResourceHandle);
  expectComplaint("cudaEventElapsedTime");
  cudaEventDestroy(first);
  cudaEventDestroy(last);
}

TEST_F(RuntimeDouble, ComplainsOfHandlesThatAreNone) {
  EXPECT_EQ(say(nullptr, "x"), cudaErrorInvalidResourceHandle);
  EXPECT_EQ(cudaStreamSynchronize(cudaStreamPerThread), cudaErrorInvalidResourceHandle);
  cudaStream_t stream = nullptr;
  cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking);
  EXPECT_TRUE(isStream(stream));
  cudaStreamDestroy(stream);
  EXPECT_FALSE(isStream(stream));
  cudaStream_t next = nullptr;
  cudaStreamCreateWithFlags(&next, cudaStreamNonBlocking);
  EXPECT_EQ(cudaEventRecord(event_, stream), cudaErrorInvalidResourceHandle);
  cudaStreamDestroy(next);
  EXPECT_EQ(cudaEventRecord(nullptr, a_), cudaErrorInvalidResourceHandle);
  EXPECT_EQ(complaints().size(), 4U);
}

TEST_F(RuntimeDouble, FinishesWorkOfDestroyedStreams) {
  cudaStream_t stream = nullptr;
  cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking);
  say(stream, "1");
  EXPECT_EQ(cudaStreamDestroy(stream), cudaSuccess);
  EXPECT_EQ(said_, "1");
}

TEST_F(RuntimeDouble, RunsQueuesThatGetTooLong) {
  int done = 0;
  for (int i = 0; i < 200001; ++i) cuda::enqueueOnHost(a_, [&done] { ++done; });
  EXPECT_EQ(done, 200001);
}

TEST_F(RuntimeDouble, IsUsedFromManyThreads) {
  std::vector<std::thread> threads;
  std::vector<int> done(4);
  for (int& count : done) {
    threads.emplace_back([&count] {
      cudaStream_t stream = nullptr;
      cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking);
      for (int i = 0; i < 1000; ++i) cuda::enqueueOnHost(stream, [&count] { ++count; });
      cudaStreamSynchronize(stream);
      cudaStreamDestroy(stream);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(done, std::vector<int>(4, 1000));
}

}  // namespace
}  // namespace scalescope::cuda_double
