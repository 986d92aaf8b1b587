#include "core/data/byte_stream.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gzip.h"
#include "support/errors.h"
#include "support/scratch.h"

namespace scalescope {
namespace {

/// All that a stream holds, read in pieces of an odd size.
std::string drain(ByteStream stream) {
  std::string all;
  std::string piece(777, '\0');
  while (const std::size_t count = stream.read(piece.data(), piece.size())) {
    all.append(piece, 0, count);
    EXPECT_EQ(stream.position(), all.size());
  }
  return all;
}

std::string longText() {
  std::string text;
  for (int i = 0; text.size() < 300'000; ++i) text += std::to_string(i * i) + "\n";
  return text;
}

TEST(ByteStream, ContentDecidesNotTheName) {
  const test::ScratchDirectory scratch;
  const std::string text = longText();
  EXPECT_EQ(drain(ByteStream(scratch.write("plain", text))), text);
  EXPECT_EQ(drain(ByteStream(scratch.write("plain.gz", text))), text);
  EXPECT_EQ(drain(ByteStream(scratch.write("packed", test::gzip(text)))), text);
  EXPECT_EQ(drain(ByteStream(scratch.write("packed.gz", test::gzip(text)))), text);
  EXPECT_EQ(drain(ByteStream(std::string_view(text), "memory")), text);
  EXPECT_EQ(drain(ByteStream(scratch.write("empty", ""))), "");
}

TEST(ByteStream, ReadsSeveralMembers) {
  const std::string packed = test::gzip("first ") + test::gzip("") + test::gzip("second");
  EXPECT_EQ(drain(ByteStream(std::string_view(packed), "memory")), "first second");
}

TEST(ByteStream, KnowsTheSizeOfPlainFilesOnly) {
  const test::ScratchDirectory scratch;
  EXPECT_EQ(ByteStream(scratch.write("plain", "12345")).size(), 5U);
  EXPECT_FALSE(ByteStream(scratch.write("packed", test::gzip("12345"))).size());
}

TEST(ByteStream, RefusesDamagedGzip) {
  const std::string packed = test::gzip(longText());
  for (const std::size_t kept :
       {std::size_t{2}, std::size_t{10}, packed.size() / 2, packed.size() - 1}) {
    EXPECT_REFUSED(drain(ByteStream(std::string_view(packed).substr(0, kept), "f.gz")), "f.gz",
                   "cut off");
  }
  std::string wrong = packed;
  wrong[packed.size() - 6] ^= 1;  // within the checksum
  EXPECT_REFUSED(drain(ByteStream(std::string_view(wrong), "f.gz")), "f.gz", "damaged");
  const std::string followed = packed + "what is this?";
  EXPECT_REFUSED(drain(ByteStream(std::string_view(followed), "f.gz")), "f.gz", "damaged");
}

TEST(ByteStream, RefusesWhatIsNoReadableFile) {
  const test::ScratchDirectory scratch;
  EXPECT_REFUSED(ByteStream(scratch.path("none")), scratch.path("none"), "No such file");
  EXPECT_REFUSED(ByteStream(scratch.path()), scratch.path(), "is a directory");
  EXPECT_REFUSED(ByteStream(scratch.write("file", "text") + "/in"), "file/in", "Not a directory");
  EXPECT_REFUSED(ByteStream("/dev/null"), "/dev/null", "is a device");
  ASSERT_EQ(mkfifo(scratch.path("pipe").c_str(), 0600), 0);
  EXPECT_REFUSED(ByteStream(scratch.path("pipe")), scratch.path("pipe"), "is a pipe");
}

TEST(ByteStream, RefusesWhatMayNotBeRead) {
  if (geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const test::ScratchDirectory scratch;
  const std::string path = scratch.write("secret", "text");
  ASSERT_EQ(chmod(path.c_str(), 0), 0);
  EXPECT_REFUSED(ByteStream(path), path, "Permission denied");
}

}  // namespace
}  // namespace scalescope
