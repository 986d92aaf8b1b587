#include "core/tensor/safetensors.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "support/errors.h"
#include "support/scratch.h"

namespace scalescope {
namespace {

/// A file from its header text and data, with the right length in front.
std::string fileOf(const std::string& header, const std::string& data = "") {
  const std::uint64_t length = header.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes + header + data;
}

template <typename T>
std::string bytesOf(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

Safetensors parse(const std::string& header, const std::string& data = "") {
  return parseSafetensors(fileOf(header, data), "w.safetensors");
}

Safetensors sample() {
  constexpr float kInf = std::numeric_limits<float>::infinity();
  return {{{"layers.0.weight", {2, 1, 3}, {1, -2.5F, 3e-45F, kInf, -0.0F, 0x1.fffffep127F}},
           {"empty", {0, 4}, {}},
           {"scalar", {}, {42}},
           {"name with / and \"quotes\" é", {1}, {7}}},
          {{"format", "pt"}, {"step", "12"}}};
}

void expectSame(const Safetensors& actual, const Safetensors& expected) {
  EXPECT_EQ(actual.metadata, expected.metadata);
  ASSERT_EQ(actual.tensors.size(), expected.tensors.size());
  for (const auto& tensor : expected.tensors) {
    const HostTensor* found = actual.find(tensor.name);
    ASSERT_NE(found, nullptr) << tensor.name;
    EXPECT_EQ(found->shape, tensor.shape);
    EXPECT_EQ(bytesOf(found->data), bytesOf(tensor.data)) << tensor.name;
  }
}

TEST(Safetensors, RoundTripKeepsEveryBit) {
  Safetensors file = sample();
  file.tensors[2].data[0] = std::bit_cast<float>(0x7fa00001U);  // a NaN with a payload
  expectSame(parseSafetensors(serializeSafetensors(file), "memory"), file);
}

TEST(Safetensors, HeaderIsLaidOutAsTheFormatSays) {
  const std::string bytes = serializeSafetensors({{{"a", {2}, {1, 2}}}, {}});
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  EXPECT_EQ(length % 8, 0U);
  EXPECT_EQ(bytes.size(), 8 + length + 8);
  const std::string header = bytes.substr(8, length);
  EXPECT_EQ(header.substr(0, header.find_last_not_of(' ') + 1),
            R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})");
  EXPECT_EQ(bytes.substr(8 + length), bytesOf<float>({1, 2}));
}

TEST(Safetensors, ReadsHalvesExactly) {
  const auto file = parse(R"({"h":{"dtype":"F16","shape":[4],"data_offsets":[0,8]},
                              "b":{"dtype":"BF16","shape":[2,1],"data_offsets":[8,12]}})",
                          bytesOf<std::uint16_t>({0x3c00, 0x7bff, 0x0001, 0xfc00, 0x3f80, 0xff7f}));
  EXPECT_EQ(file.find("h")->data, (std::vector<float>{1, 65504, 0x1p-24F, -INFINITY}));
  EXPECT_EQ(file.find("b")->data, (std::vector<float>{1, -0x1.fep127F}));
  EXPECT_EQ(file.find("b")->shape, (Shape{2, 1}));
}

TEST(Safetensors, TensorsMayLieInAnyOrder) {
  const auto file = parse(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},
                              "z":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
                          bytesOf<float>({1, 2}));
  EXPECT_EQ(file.find("z")->data[0], 1);
  EXPECT_EQ(file.find("a")->data[0], 2);
  EXPECT_EQ(file.find("b"), nullptr);
}

TEST(Safetensors, WritesAndReadsFiles) {
  const test::ScratchDirectory scratch;
  const std::string path = scratch.write("w.safetensors", "what was there before");
  writeSafetensors(sample(), path);
  expectSame(readSafetensors(path), sample());
  const std::filesystem::directory_iterator files(scratch.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1) << "no temporary file is left";
}

TEST(Safetensors, WritesThroughALinkAndReplacesNoDevice) {
  const test::ScratchDirectory scratch;
  std::filesystem::create_symlink("real", scratch.path("link"));
  writeSafetensors(sample(), scratch.path("link"));
  EXPECT_TRUE(std::filesystem::is_symlink(scratch.path("link")));
  EXPECT_TRUE(std::filesystem::is_regular_file(scratch.path("real")));
  ASSERT_EQ(mkfifo(scratch.path("pipe").c_str(), 0600), 0);
  EXPECT_REFUSED(writeSafetensors(sample(), scratch.path("pipe")), "pipe", "is no regular file");
  EXPECT_TRUE(std::filesystem::is_fifo(scratch.path("pipe")));
}

TEST(Safetensors, FailedWriteLeavesTheOldFile) {
  const test::ScratchDirectory scratch;
  std::filesystem::create_directory(scratch.path("taken"));
  EXPECT_REFUSED(writeSafetensors(sample(), scratch.path("taken")), "taken", "is a directory");
  EXPECT_REFUSED(writeSafetensors(sample(), scratch.path("none/w.safetensors")), "none",
                 "cannot be written");
  const std::filesystem::directory_iterator files(scratch.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1) << "no temporary file is left";
}

TEST(Safetensors, RefusesToWriteWhatCouldNotBeRead) {
  const auto write = [](Safetensors file) {
    return test::messageOf([&] { serializeSafetensors(file); }, ErrorKind::failed);
  };
  EXPECT_NE(write({{{"a", {1}, {1}}, {"a", {1}, {1}}}, {}}).find("\"a\""), std::string::npos);
  EXPECT_NE(write({{{"a", {3}, {1}}}, {}}).find("[3]"), std::string::npos);
}

TEST(SafetensorsRefuses, FilesThatCannotBeRead) {
  const test::ScratchDirectory scratch;
  EXPECT_REFUSED(readSafetensors(scratch.path("none")), "none", "No such file");
  EXPECT_REFUSED(readSafetensors(scratch.path()), scratch.path().c_str(), "is a directory");
  ASSERT_EQ(mkfifo(scratch.path("pipe").c_str(), 0600), 0);
  EXPECT_REFUSED(readSafetensors(scratch.path("pipe")), "pipe", "is a pipe");
}

TEST(SafetensorsRefuses, HeadersThatAreCutOrTooLong) {
  EXPECT_REFUSED(parseSafetensors("", "w"), "w: ", "0 bytes");
  EXPECT_REFUSED(parseSafetensors("1234567", "w"), "7 bytes");
  std::string cut = fileOf("{}");
  cut.pop_back();
  EXPECT_REFUSED(parseSafetensors(cut, "w"), "w: byte 0", "2 bytes, but 1 bytes follow");
  EXPECT_REFUSED(parseSafetensors(std::string(8, '\xff') + "{}", "w"), "18446744073709551615");
}

TEST(SafetensorsRefuses, InvalidJson) {
  EXPECT_REFUSED(parse("{\"a\":"), "w.safetensors: header", "line 1, column 6", "not valid JSON");
  EXPECT_REFUSED(parse("[]"), "an object");
  EXPECT_REFUSED(parse(R"({"a":1e999})"), "w.safetensors: header", "number overflow");
  EXPECT_REFUSED(parse(std::string(100000, '[')), "w.safetensors: header", "nested deeper");
  EXPECT_REFUSED(parse("{\"\xff\":1}"), "not valid JSON", "UTF-8");
}

TEST(SafetensorsRefuses, NamesGivenTwice) {
  EXPECT_REFUSED(parse(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},
                           "a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
                       "1234"),
                 "w.safetensors: header", "\"a\" is given twice");
}

TEST(SafetensorsRefuses, EntriesOfTheWrongForm) {
  EXPECT_REFUSED(parse(R"({"a":1})"), "/a", "an object");
  EXPECT_REFUSED(parse(R"({"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}})", "12345678"),
                 "/a/dtype", "\"I64\"", "\"F32\", \"F16\", \"BF16\"");
  EXPECT_REFUSED(parse(R"({"a":{"shape":[1],"data_offsets":[0,4]}})", "1234"), "/a", "\"dtype\"");
  EXPECT_REFUSED(parse(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", "1234"),
                 "/a/shape/0", "-1");
  EXPECT_REFUSED(parse(R"({"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}})", "1234"),
                 "/a/shape/0", "1.5");
  EXPECT_REFUSED(parse(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}})", "1234"),
                 "/a/data_offsets", "[0]");
  EXPECT_REFUSED(parse(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}})", "1234"),
                 "/a/x", "unknown key");
  EXPECT_REFUSED(parse(R"({"__metadata__":{"step":1}})"), "/__metadata__/step", "a text");
}

TEST(SafetensorsRefuses, RangesThatDoNotFit) {
  const auto two = [](const char* first, const char* second) {
    return std::string(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":)") + first +
           R"(},"b":{"dtype":"F32","shape":[1],"data_offsets":)" + second + "}}";
  };
  EXPECT_REFUSED(parse(two("[0,4]", "[4,8]"), "1234567"), "/b/data_offsets", "7 bytes of data");
  EXPECT_REFUSED(parse(two("[4,0]", "[4,8]"), "12345678"), "/a/data_offsets", "[4,0]");
  EXPECT_REFUSED(parse(two("[0,4]", "[0,4]"), "1234"), "tensor \"b\"", "overlaps");
  EXPECT_REFUSED(parse(two("[0,4]", "[2,6]"), "123456"), "tensor \"b\"", "overlaps");
  EXPECT_REFUSED(parse(two("[0,4]", "[6,10]"), "1234567890"), "tensor \"b\"", "leaves a gap");
  EXPECT_REFUSED(parse(two("[0,4]", "[4,8]"), "123456789"), "take 8 bytes", "9 bytes of data");
  EXPECT_REFUSED(parse(two("[0,4]", "[4,12]"), "123456789012"), "/b/data_offsets", "4 bytes",
                 "[1]");
}

TEST(SafetensorsRefuses, ShapesWhoseProductOverflows) {
  for (const char* shape : {"[4294967296,4294967296]", "[9223372036854775807,3]",
                            "[0,9223372036854775807,9223372036854775807]", "[1099511627777]"}) {
    EXPECT_REFUSED(parse(std::string(R"({"a":{"dtype":"F32","shape":)") + shape +
                         R"(,"data_offsets":[0,0]}})"),
                   "/a/shape", "more elements");
  }
}

}  // namespace
}  // namespace scalescope
