#include <gtest/gtest.h>

#include "core/base/json_reader.h"
#include "support/errors.h"
#include "support/scratch.h"

namespace scalescope {
namespace {

TEST(ParseJson, NamesLineAndColumn) {
  EXPECT_REFUSED(parseJson("{\n  \"a\": tru\n}", "c.json"), "c.json: line 2, column", "not valid");
  EXPECT_REFUSED(parseJson("", "c.json"), "c.json: line 1, column 1", "end of input");
}

TEST(ParseJson, RefusesWhatTheLibraryLetsPass) {
  EXPECT_REFUSED(parseJson(R"({"a": {"b": 1, "b": 2}})", "c.json"), "c.json",
                 "\"b\" is given twice");
  EXPECT_EQ(parseJson(R"([{"b": 1}, {"b": {"b": 2}}])", "c.json").size(), 2U);
  EXPECT_REFUSED(parseJson(std::string(1000000, '['), "c.json"), "c.json", "nested deeper");
  EXPECT_REFUSED(parseJson("[1e999]", "c.json"), "c.json: /0: ", "number overflow");
  EXPECT_REFUSED(parseJson(R"({"a": [1, {"b": 2, "c~": [0, 1e999]}]})", "c.json"),
                 "c.json: /a/1/c~0/1: ", "number overflow");
}

TEST(ParseJson, KeepsMessagesShort) {
  const std::string message =
      test::messageOf([] { parseJson('"' + std::string(100000, 'x'), "c.json"); });
  EXPECT_LT(message.size(), 300U);
}

TEST(ReadTextFile, ReadsAnEmptyFileAndRefusesWhatIsNone) {
  const test::ScratchDirectory scratch;
  EXPECT_EQ(readTextFile(scratch.write("empty", "")), "");
  EXPECT_EQ(readTextFile(scratch.write("text", std::string(100000, 'x'))),
            std::string(100000, 'x'));
  EXPECT_REFUSED(readTextFile(scratch.path()), scratch.path().c_str(), "is a directory");
  EXPECT_REFUSED(readTextFile(scratch.path("none")), "none", "No such file");
  EXPECT_REFUSED(readTextFile("/dev/zero"), "/dev/zero", "more than 64 MiB");
}

}  // namespace
}  // namespace scalescope
