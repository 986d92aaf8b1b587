#include "core/exchange/event_file.h"

#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/store/store_samples.h"
#include "support/errors.h"

namespace scalescope::test {
namespace {

class EventFiles : public StoreTest {
 protected:
  std::string written(const std::vector<std::string>& records) {
    const std::string path = (folder_ / "events").string();
    NewFile file(path);
    for (const std::string& each : records) writeRecord(file, each);
    file.commit();
    return readFile(path, 1 << 20);
  }
  static std::vector<std::string> read(const std::string& bytes, bool* cut = nullptr) {
    std::vector<std::string> records;
    ByteStream stream(bytes, "events");
    const bool isCut = readRecords(stream, [&](std::string_view record) {
      records.emplace_back(record);
      return true;
    });
    if (cut) *cut = isCut;
    return records;
  }
};

TEST(Crc32c, IsThatOfTheStandardsExamples) {  // RFC 3720, B.4
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43U);
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
}

TEST_F(EventFiles, RecordsComeBack) {
  const std::vector<std::string> records{"", "a", std::string(100000, 'x'), std::string(3, '\0')};
  bool cut = true;
  EXPECT_EQ(read(written(records), &cut), records);
  EXPECT_FALSE(cut);
}

TEST_F(EventFiles, ARecordThatIsCutEndsTheReading) {
  const std::string bytes = written({"first", "second"});
  for (std::size_t missing = 1; missing < 20; ++missing) {
    bool cut = false;
    EXPECT_EQ(read(bytes.substr(0, bytes.size() - missing), &cut).size(), 1U);
    EXPECT_TRUE(cut);
  }
}

TEST_F(EventFiles, DamageIsRefusedWithItsPlace) {
  const std::string bytes = written({"first", "second"});
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 4);
    const std::string place = at < 21 ? "events: byte 0" : "events: byte 21";
    EXPECT_REFUSED(read(damaged), place, "checksum");
  }
}

}  // namespace
}  // namespace scalescope::test
