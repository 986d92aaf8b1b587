#include <sys/mount.h>

#include <mutex>

#include "core/store/check.h"
#include "core/store/store_samples.h"
#include "support/file_size_limit.h"

namespace scalescope::test {
namespace {

/// A disk of a few megabytes, while it lives; `path` is empty where this user may not mount one.
class SmallDisk {
 public:
  explicit SmallDisk(const std::filesystem::path& place) {
    std::filesystem::create_directory(place);
    if (mount("tmpfs", place.c_str(), "tmpfs", 0, "size=8m") == 0) path = place.string();
  }
  ~SmallDisk() {
    if (!path.empty()) umount2(path.c_str(), MNT_DETACH);
  }
  std::string path;
};

class FullDisk : public StoreTest {
 protected:
  StoreWriter::ErrorHandler collect() {
    return [this](const std::string& message) {
      const std::lock_guard lock(mutex_);
      messages_.push_back(message);
    };
  }
  StoreOptions hasty() const {
    StoreOptions options;
    options.commitEvery = std::chrono::milliseconds(5);
    options.retryEvery = std::chrono::milliseconds(5);
    return options;
  }
  void expectWhole(std::int64_t run, std::int64_t steps) {
    const auto read = StoreReader(path_).steps(run);
    ASSERT_EQ(read.size(), static_cast<std::size_t>(steps));
    EXPECT_EQ(read.back().step, steps - 1);
    EXPECT_EQ(checkStore(path_).problems, std::vector<std::string>{});
  }
  std::mutex mutex_;
  std::vector<std::string> messages_;
};

TEST_F(FullDisk, RecordsWaitInMemoryAndAllArriveWhenThereIsRoomAgain) {
  StoreWriter writer(path_, collect(), hasty());
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  std::int64_t step = 0;
  {
    const FileSizeLimit limit(400000);
    for (; step < 20000; ++step) writer.write(sampleStep(0, step));
    writer.write(sampleCheckpoint(0, step));
    const std::string message = errorOf([&] { writer.flush(); }, ErrorKind::failed);
    EXPECT_NE(message.find("not written yet"), std::string::npos) << message;
    for (; step < 21000; ++step) writer.write(sampleStep(0, step));
    errorOf([&] { writer.flush(); }, ErrorKind::failed);
    EXPECT_EQ(checkStore(path_).problems, std::vector<std::string>{});
  }
  writer.flush();
  expectWhole(ids[0], step);
  EXPECT_EQ(StoreReader(path_).lastCheckpoint(ids[0])->data, sampleCheckpoint(0, 20000).data);
  const std::lock_guard lock(mutex_);
  ASSERT_EQ(messages_.size(), 1u);
  EXPECT_NE(messages_[0].find(path_), std::string::npos) << messages_[0];
}

TEST_F(FullDisk, ClosingSaysHowManyRecordsAreLost) {
  StoreWriter writer(path_, collect(), hasty());
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  writer.write(sampleStep(0, 0));
  writer.flush();
  {
    const FileSizeLimit limit(100000);
    for (std::int64_t step = 1; step <= 5000; ++step) writer.write(sampleStep(0, step));
    const std::string message = errorOf([&] { writer.close(); }, ErrorKind::failed);
    EXPECT_NE(message.find("records could not be written"), std::string::npos) << message;
  }
  EXPECT_EQ(StoreReader(path_).run(ids[0]).state, RunState::interrupted);
  EXPECT_EQ(checkStore(path_).problems, std::vector<std::string>{});
}

TEST_F(FullDisk, ThereIsRoomUntilTooMuchWaitsAndAgainOnceItIsWritten) {
  StoreOptions options = hasty();
  options.mostWaiting = 2'000'000;
  StoreWriter writer(path_, collect(), options);
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  std::int64_t step = 0;
  {
    const FileSizeLimit limit(400000);
    while (writer.awaitRoom()) {
      writer.write(sampleStep(0, step++));
      ASSERT_LT(step, 100'000) << "as much as a record's size allows, and no more";
    }
    EXPECT_GT(step, 2000);
    EXPECT_FALSE(writer.awaitRoom());
  }
  writer.flush();
  EXPECT_TRUE(writer.awaitRoom());
  expectWhole(ids[0], step);
}

TEST_F(FullDisk, AStoreThatIsOnlySlowHoldsUpWhoeverWrites) {
  StoreOptions options = hasty();
  options.mostWaiting = 100'000;
  StoreWriter writer(path_, collect(), options);
  const auto ids = writer.begin(sampleConfig(), sampleBackend());
  for (std::int64_t step = 0; step < 20000; ++step) {
    ASSERT_TRUE(writer.awaitRoom());
    writer.write(sampleStep(0, step));
  }
  writer.flush();
  expectWhole(ids[0], 20000);
}

TEST_F(FullDisk, WhatFitsIsWritten) {
  const SmallDisk disk(folder_ / "small");
  if (disk.path.empty()) GTEST_SKIP() << "a small disk cannot be mounted here";
  path_ = disk.path + "/runs.sqlite";
  std::vector<std::int64_t> ids;
  {
    StoreWriter writer(path_, collect(), hasty());
    ids = writer.begin(sampleConfig(), sampleBackend());
    // More than the disk holds, in one go: no transaction of all of it can ever be written.
    for (std::int64_t step = 0; step < 200'000; ++step) writer.write(sampleStep(0, step));
    errorOf([&] { writer.close(); }, ErrorKind::failed);
  }
  const std::size_t written = StoreReader(path_).steps(ids[0]).size();
  EXPECT_GT(written, 20'000U);
  EXPECT_LT(written, 200'000U);
  EXPECT_EQ(checkStore(path_).problems, std::vector<std::string>{});
}

TEST_F(FullDisk, ANewStoreIsNotHalfCreated) {
  for (const rlim_t bytes : {0, 4096, 20000}) {
    const FileSizeLimit limit(bytes);
    const std::string message = errorOf([&] { StoreWriter{path_}; }, ErrorKind::failed);
    EXPECT_NE(message.find(path_), std::string::npos) << message;
    EXPECT_FALSE(std::filesystem::exists(path_)) << bytes;
    EXPECT_TRUE(std::filesystem::is_empty(folder_)) << bytes;
  }
  StoreWriter{path_};
}

TEST_F(FullDisk, ARealOne) {
  const SmallDisk disk(folder_ / "small");
  if (disk.path.empty()) GTEST_SKIP() << "a small disk cannot be mounted here";
  const std::string& place = disk.path;
  path_ = place + "/runs.sqlite";
  {
    StoreWriter writer(path_, collect(), hasty());
    const auto ids = writer.begin(sampleConfig(), sampleBackend());
    const std::string filler = place + "/filler";
    std::ofstream(filler) << std::string(7500000, 'x');
    for (std::int64_t step = 0; step < 20000; ++step) writer.write(sampleStep(0, step));
    const std::string message = errorOf([&] { writer.flush(); }, ErrorKind::failed);
    EXPECT_NE(message.find("the disk is full"), std::string::npos) << message;
    std::filesystem::remove(filler);
    writer.flush();
    EXPECT_EQ(StoreReader(path_).steps(ids[0]).size(), 20000u);
  }
  EXPECT_EQ(checkStore(path_).problems, std::vector<std::string>{});
  std::filesystem::remove(path_);
  std::ofstream(place + "/filler") << std::string(16 << 20, 'x');
  const std::string message = errorOf([&] { StoreWriter{path_}; }, ErrorKind::failed);
  EXPECT_NE(message.find("the disk is full"), std::string::npos) << message;
  EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace scalescope::test
