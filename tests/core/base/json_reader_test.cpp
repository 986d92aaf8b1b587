#include <gtest/gtest.h>

#include <functional>

#include "core/base/error.h"
#include "core/base/json_reader.h"
#include "core/base/random.h"

namespace scalescope {
namespace {

std::string refusal(const std::string& text, const std::function<void(JsonReader&)>& read) {
  const Json json = Json::parse(text);
  JsonReader reader(json, "a.json");
  try {
    read(reader);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    return error.what();
  }
  return "";
}

TEST(JsonReader, ReadsWhatIsThereAndDefaultsTheRest) {
  const Json json =
      Json::parse(R"({"n": 1.5, "i": 7, "b": true, "t": "x", "list": [1, 2], "none": null})");
  JsonReader reader(json, "a.json");
  EXPECT_EQ(reader.number("n", 0.0), 1.5);
  EXPECT_EQ(reader.number("none", 3.0), 3.0);
  EXPECT_EQ(reader.integer("i", 0, 0, 10), 7);
  EXPECT_EQ(reader.integer("absent", 4, 0), 4);
  EXPECT_TRUE(reader.boolean("b", false));
  EXPECT_EQ(reader.text("t", ""), "x");
  EXPECT_EQ(reader.items("list").size(), 2U);
  EXPECT_NO_THROW(reader.finish());
}

TEST(JsonReader, NamesFilePlaceFindingAndWhatIsAllowed) {
  EXPECT_EQ(refusal(R"({"n": "x"})", [](JsonReader& r) { r.number("n", 0.0); }),
            "a.json: /n: expected a number, found \"x\"");
  EXPECT_EQ(refusal(R"({"i": 11})", [](JsonReader& r) { r.integer("i", 0, 1, 10); }),
            "a.json: /i: expected an integer from 1 to 10, found 11");
  EXPECT_EQ(refusal(R"({"i": 1.5})", [](JsonReader& r) { r.integer("i", 0, 1); }),
            "a.json: /i: expected an integer of at least 1, found 1.5");
  EXPECT_EQ(
      refusal(R"({"i": 18446744073709551615})", [](JsonReader& r) { r.integer("i", 0, 1); }),
      "a.json: /i: expected an integer of at most 9223372036854775807, found 18446744073709551615");
  EXPECT_EQ(refusal(R"({"k": "z"})",
                    [](JsonReader& r) {
                      r.requiredChoice("k", {"a", "b"});
                    }),
            "a.json: /k: expected one of \"a\", \"b\", found \"z\"");
  EXPECT_EQ(refusal("{}", [](JsonReader& r) { r.requiredNumber("lr"); }),
            "a.json: /: the key \"lr\" is missing");
  EXPECT_EQ(refusal("[1]", [](JsonReader& r) { r.number("n", 0.0); }),
            "a.json: /: expected an object, found [1]");
  const std::string unknown = refusal(R"({"n": 1, "q/~": 2})", [](JsonReader& r) {
    r.number("n", 0.0);
    r.finish();
  });
  EXPECT_EQ(unknown, "a.json: /q~1~0: unknown key; allowed here: \"n\"");
}

TEST(JsonReader, PointersLeadThroughArrays) {
  EXPECT_EQ(refusal(R"({"layers": [{"out": 1}, {"out": -1}]})",
                    [](JsonReader& r) {
                      for (JsonReader& item : r.items("layers")) item.integer("out", 1, 1);
                    }),
            "a.json: /layers/1/out: expected an integer of at least 1, found -1");
}

TEST(Random, StreamsAreReproducibleAndUnrelated) {
  EXPECT_EQ(streamKey(1, "layers.0.weight"), streamKey(1, "layers.0.weight"));
  EXPECT_NE(streamKey(1, "layers.0.weight"), streamKey(1, "layers.1.weight"));
  EXPECT_NE(streamKey(1, "a"), streamKey(2, "a"));
  double sum = 0.0;
  double squares = 0.0;
  constexpr int kDraws = 100000;
  for (int i = 0; i < kDraws; ++i) {
    const double u = randomUniform(streamKey(3, "test"), static_cast<std::uint64_t>(i));
    ASSERT_GE(u, 0.0);
    ASSERT_LT(u, 1.0);
    sum += u;
    squares += u * u;
  }
  EXPECT_NEAR(sum / kDraws, 0.5, 0.005);
  EXPECT_NEAR(squares / kDraws, 1.0 / 3.0, 0.005);
}

}  // namespace
}  // namespace scalescope
