#include "core/numerics/number_text.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/refusal.h"

namespace scalescope {
namespace {

double read(std::string_view text) { return parseNumber(text, "VALUE").value; }

TEST(NumberText, ReadsEveryWayOfWritingANumber) {
  EXPECT_EQ(read("0.1"), 0.1);
  EXPECT_EQ(read(" -6.5E4 "), -65000.0);
  EXPECT_EQ(read("+3"), 3.0);
  EXPECT_EQ(read("0x1.8p-3"), 0x1.8p-3);
  EXPECT_EQ(read("-0X1P4"), -16.0);
  EXPECT_EQ(read("2^-24"), 0x1p-24);
  EXPECT_EQ(read("-2^10"), -1024.0);
  EXPECT_EQ(read("1.5 * 2^-14"), 1.5 * 0x1p-14);
  EXPECT_EQ(read("-3*2^+2"), -12.0);
  EXPECT_EQ(read("2^-1074"), 0x1p-1074);
  EXPECT_EQ(read("Inf"), HUGE_VAL);
  EXPECT_EQ(read("-inf"), -HUGE_VAL);
  EXPECT_TRUE(std::isnan(read("nan")));
  EXPECT_TRUE(std::signbit(read("-0")));
}

TEST(NumberText, ReadsTheBitsOfAFormat) {
  const WrittenNumber number = parseNumber("fp16:0x3c01", "VALUE");
  EXPECT_EQ(number.format, Format::fp16);
  EXPECT_EQ(number.code, 0x3c01U);
  EXPECT_EQ(number.value, 1.0 + 0x1p-10);
  EXPECT_EQ(read("FP8-E4M3:0b0 1111 110"), 448.0);
  EXPECT_EQ(read("e5m2:124"), HUGE_VAL);
  EXPECT_EQ(read("fp32:0xbf800000"), -1.0);
  EXPECT_FALSE(parseNumber("1", "VALUE").format.has_value());
}

TEST(NumberText, RefusesWhatIsNone) {
  for (const char* text : {"", " ", "abc", "1,5", "1 2", "--1", "0x", "0xinf", "2^", "2^x", "^3",
                           "1.5*2", "2^-24x", "1e", "- -1"}) {
    test::expectWords(test::refusalOf([&] { read(text); }),
                      {"VALUE: \"" + std::string(text) + "\"", "expected a number such as 0.1"});
  }
  test::expectWords(test::refusalOf([] { read("3^2"); }), {"is no power of two"});
  test::expectWords(test::refusalOf([] { read("1e400"); }),
                    {"out of the range of double precision"});
  test::expectWords(test::refusalOf([] { read("2^1024"); }),
                    {"out of the range of double precision"});
  test::expectWords(test::refusalOf([] { read("fp17:0x1"); }), {"names no format", "fp8-e4m3"});
  test::expectWords(test::refusalOf([] { read("fp16:"); }), {"has no bits after the colon"});
  test::expectWords(test::refusalOf([] { read("fp16:0x3c01z"); }), {"has no bits after the colon"});
  test::expectWords(test::refusalOf([] { read("fp16:0x10000"); }),
                    {"has more bits than FP16, which has 16"});
  test::expectWords(test::refusalOf([] { read("fp32:0x1ffffffffffffffff"); }),
                    {"has more bits than FP32"});
}

TEST(NumberText, WritesNoMoreDigitsThanItTakes) {
  EXPECT_EQ(shortestText(0.1), "0.1");
  EXPECT_EQ(shortestText(0x1p-24), "5.960464477539063e-08");
  EXPECT_EQ(shortestText(-HUGE_VAL), "-inf");
  EXPECT_EQ(shortestText(std::nan("")), "nan");
}

}  // namespace
}  // namespace scalescope
