#include "core/data/csv.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/data/csv_reader.h"
#include "core/data/numbers.h"
#include "gzip.h"
#include "support/errors.h"
#include "support/scratch.h"

namespace scalescope {
namespace {

using test::numbers;

/// A configuration without a test part, so that rows stay in their order.
DatasetConfig plain() {
  DatasetConfig config;
  config.kind = "csv";
  config.testShare = 0;
  return config;
}

Dataset read(const std::string& text, const DatasetConfig& config = plain(),
             std::uint64_t seed = 1) {
  ByteStream stream(std::string_view(text), "t.csv");
  return readCsv(stream, config, seed);
}

Dataset readWithLabel(const std::string& text, const std::string& label) {
  DatasetConfig config = plain();
  config.labelColumn = label;
  return read(text, config);
}

using Labels = std::vector<std::int32_t>;
using Names = std::vector<std::string>;
using Numbers = std::vector<float>;

std::vector<std::vector<std::string>> cells(const std::string& text) {
  ByteStream stream(std::string_view(text), "t.csv");
  CsvReader reader(stream);
  std::vector<std::vector<std::string>> rows;
  while (reader.next()) {
    rows.emplace_back();
    for (const auto& cell : reader.row()) rows.back().push_back(cell.text);
  }
  return rows;
}

using Rows = std::vector<std::vector<std::string>>;

TEST(CsvReader, FollowsRfc4180) {
  EXPECT_EQ(cells("a,b\nc,d\n"), (Rows{{"a", "b"}, {"c", "d"}}));
  EXPECT_EQ(cells("a,b\r\nc,d"), (Rows{{"a", "b"}, {"c", "d"}}));
  EXPECT_EQ(cells("\"a,1\",\"say \"\"hi\"\"\"\r\n\"two\nlines\",\"\"\n"),
            (Rows{{"a,1", "say \"hi\""}, {"two\nlines", ""}}));
  EXPECT_EQ(cells("\xef\xbb\xbf"
                  "a,b\n\n\r\n c ,\td\n\n"),
            (Rows{{"a", "b"}, {"c", "d"}}));
  EXPECT_EQ(cells("a,\n,b\n,\n"), (Rows{{"a", ""}, {"", "b"}, {"", ""}}));
  EXPECT_EQ(cells(""), Rows{});
  EXPECT_EQ(cells("a,b\r"), (Rows{{"a", "b"}}));
}

TEST(CsvReader, ReadsAcrossItsBuffer) {
  std::string text;
  for (int i = 0; i < 30000; ++i) text += "\"" + std::to_string(i) + "\",x\r\n";
  const auto rows = cells(text);
  ASSERT_EQ(rows.size(), 30000U);
  for (int i = 0; i < 30000; ++i)
    EXPECT_EQ(rows[static_cast<std::size_t>(i)][0], std::to_string(i));
}

TEST(CsvReader, RefusesBrokenQuotes) {
  EXPECT_REFUSED(cells("a,b\nc,\"d\ne\n"), "t.csv: line 2", "never closed");
  EXPECT_REFUSED(cells("a,b\n\"x\ny\"z,d\n"), "t.csv: line 3", "closing quote");
  EXPECT_REFUSED(cells("a,b\nc,d\"e\"\n"), "t.csv: line 2", "a quote within");
  EXPECT_REFUSED(cells("a,b\n" + std::string(2 << 20, 'x')), "t.csv: line 2", "longer than 1 MiB");
}

TEST(Csv, DetectsAHeader) {
  const Dataset with = read("width,height,kind\n1,2,cat\n3.5,-4e1,dog\n");
  EXPECT_EQ(numbers(with.train), (Numbers{1, 2, 3.5F, -40}));
  EXPECT_EQ(with.train.labels, (Labels{0, 1}));
  EXPECT_EQ(with.classNames, (Names{"cat", "dog"}));
  EXPECT_EQ(with.train.shape, (Shape{2}));
  const Dataset without = read("1,2,cat\n3,4,dog\n");
  EXPECT_EQ(without.train.count(), 2);
  EXPECT_EQ(without.train.labels, (Labels{0, 1}));
}

TEST(Csv, FindsTheLabelByNameOrIndex) {
  const std::string text = "kind,a,\"b, c\"\nx,1,2\ny,3,4\n";
  EXPECT_EQ(numbers(readWithLabel(text, "kind").train), (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(numbers(readWithLabel(text, "0").train), (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(numbers(readWithLabel("1,x,2\n3,y,4\n", "1").train), (Numbers{1, 2, 3, 4}));
  const Dataset years = readWithLabel("2020,\"b, c\"\n1,2\n", "b, c");
  EXPECT_EQ(numbers(years.train), (Numbers{1})) << "a name makes the first row a header";
}

TEST(Csv, SortsClasses) {
  EXPECT_EQ(read("0,dog\n0,cat\n0,dog\n0,ant\n").classNames, (Names{"ant", "cat", "dog"}));
  const Dataset integers = read("0,10\n0,9\n0,-1\n0,9.0\n");
  EXPECT_EQ(integers.classNames, (Names{"-1", "9", "10"})) << "as numbers, not as texts";
  EXPECT_EQ(integers.train.labels, (Labels{2, 1, 0, 1}));
  EXPECT_EQ(integers.classes, 3);
}

TEST(Csv, ImagesOfBytesArePixels) {
  DatasetConfig config = plain();
  config.image = Shape{1, 1, 2};
  const auto isBytes = [&](const std::string& text) {
    const Dataset dataset = read(text, config);
    EXPECT_EQ(dataset.train.shape, (Shape{1, 1, 2}));
    return std::holds_alternative<std::vector<std::uint8_t>>(dataset.train.values);
  };
  EXPECT_TRUE(isBytes("0,255,a\n7,8,b\n"));
  EXPECT_FALSE(isBytes("0,256,a\n7,8,b\n"));
  EXPECT_FALSE(isBytes("0,1,a\n1,0,b\n")) << "these lie in 0 … 1 already";
  EXPECT_FALSE(isBytes("0,255,a\n7,-8,b\n"));
  EXPECT_EQ(numbers(read("0,255,a\n7,0.5,b\n", config).train), (Numbers{0, 255, 7, 0.5F}));
  config.image = Shape{1, 2, 2};
  EXPECT_REFUSED(read("0,255,a\n", config), "t.csv: line 1", "2 feature columns", "[1, 2, 2]");
}

TEST(Csv, ReadsPackedFiles) {
  const test::ScratchDirectory scratch;
  DatasetConfig config = plain();
  config.path = scratch.write("t.csv", test::gzip("1,2,a\n3,4,b\n"));
  EXPECT_EQ(loadDataset(config, 1).train.count(), 2);
}

TEST(CsvRefuses, CellsThatAreNoNumbers) {
  EXPECT_REFUSED(read("a,b,kind\n1,2,x\n3,four,x\n"), "t.csv: line 3, column 2", "\"four\"",
                 "\"b\"", "expected a number");
  EXPECT_REFUSED(read("1,2,x\n\n\n3,,x\n"), "t.csv: line 4, column 2", "\"\"");
  for (const char* wrong :
       {"nan", "inf", "-inf", "1e39", "1,5", "0x10", "1 2", "--1", "+-1", "1e", "١"}) {
    EXPECT_REFUSED(read("1,x\n\"" + std::string(wrong) + "\",x\n"), "t.csv: line 2, column 1");
  }
  EXPECT_EQ(numbers(read("+1.5,x\n .5,y\n").train), (Numbers{1.5F, 0.5F}));
}

TEST(CsvRefuses, NamesLinesDespiteQuotedLineEnds) {
  EXPECT_REFUSED(read("1,\"two\nlines\"\nx,b\n"), "t.csv: line 3, column 1");
}

TEST(CsvRefuses, RaggedRows) {
  EXPECT_REFUSED(read("1,2,x\n3,4\n"), "t.csv: line 2", "2 fields", "expected 3");
  EXPECT_REFUSED(read("1,2,x\n3,4,5,x\n"), "t.csv: line 2", "4 fields", "expected 3");
  EXPECT_REFUSED(read("1;2;x\n"), "t.csv: line 1", "one column", "commas");
}

TEST(CsvRefuses, LabelsThatAreNone) {
  EXPECT_REFUSED(read("1,x\n2,\n"), "t.csv: line 2, column 2", "empty");
  EXPECT_REFUSED(read("1,x\n2,\xff\xfe\n"), "t.csv: line 2, column 2", "not UTF-8");
  std::string text;
  for (int i = 0; i <= 10000; ++i) text += "1," + std::to_string(i) + "\n";
  EXPECT_REFUSED(read(text), "t.csv: line 10001, column 2", "at most 10000");
  EXPECT_REFUSED(read("1,7\n2,cat\n"), "t.csv: line 2, column 2", "\"cat\"", "no integer");
  EXPECT_REFUSED(read("1,7\n2,1.5\n"), "t.csv: line 2, column 2", "\"1.5\"", "no integer");
  EXPECT_REFUSED(read("1,cat\n2,7\n"), "t.csv: line 2, column 2", "\"7\"", "words");
  EXPECT_REFUSED(readWithLabel("a,b\n1,x\n", "c"), "t.csv: line 1", "\"c\"", "\"a\", \"b\"");
  EXPECT_REFUSED(readWithLabel("a,a\n1,x\n", "a"), "t.csv: line 1", "two columns");
  EXPECT_REFUSED(readWithLabel("a,b\n1,x\n", "2"), "t.csv: line 1", "index 2", "0 to 1");
  EXPECT_REFUSED(readWithLabel("a,b\n1,x\n", "99999999999999999999"), "index 99999999999999999999");
}

Dataset readFor(const std::string& text, int mostClasses) {
  ByteStream stream(std::string_view(text), "t.csv");
  return readCsv(stream, plain(), 1, mostClasses);
}

TEST(CsvRefuses, MoreClassesThanTheNetworkTellsApart) {
  std::string text;
  for (int i = 0; i < 20; ++i)
    text += "1," + std::to_string(i % 10) + "\n1," + std::to_string(i % 10) + ".0\n";
  EXPECT_EQ(readFor(text, 10).classes, 10);
  EXPECT_REFUSED(readFor(text + "1,99999999\n", 10), "t.csv: line 41, column 2", "99999999",
                 "11 different ones (0, 1, 2, …, 8, 9, 99999999); at most 10 can");
  EXPECT_REFUSED(readFor("1,a\n1,b\n1,c\n", 2), "t.csv: line 3",
                 "3 different ones (a, b, c); at most 2");
}

TEST(CsvRefuses, FilesWithoutRows) {
  EXPECT_REFUSED(read(""), "t.csv", "no rows");
  EXPECT_REFUSED(read("\n\n"), "t.csv", "no rows");
  EXPECT_REFUSED(read("a,b\n"), "t.csv", "no rows of data");
}

TEST(CsvSplit, DependsOnTheSeedAlone) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += std::to_string(i) + "," + std::to_string(i % 3) + "\n";
  DatasetConfig config = plain();
  config.testShare = 0.25;
  const Dataset first = read(text, config, 7);
  EXPECT_EQ(first.train.count(), 75);
  EXPECT_EQ(first.test.count(), 25);
  EXPECT_EQ(numbers(read(text, config, 7).test), numbers(first.test));
  EXPECT_NE(numbers(read(text, config, 8).test), numbers(first.test));

  std::set<float> all;
  for (const auto* part : {&first.train, &first.test}) {
    const auto& values = numbers(*part);
    EXPECT_TRUE(std::is_sorted(values.begin(), values.end())) << "parts keep the file's order";
    for (std::size_t i = 0; i < values.size(); ++i) {
      EXPECT_TRUE(all.insert(values[i]).second);
      EXPECT_EQ(part->labels[i], static_cast<int>(values[i]) % 3) << "labels go with their rows";
    }
  }
  EXPECT_EQ(all.size(), 100U);
}

TEST(CsvSplit, KeepsBytesAndAlwaysSomethingToTrainOn) {
  DatasetConfig config = plain();
  config.image = Shape{1, 1, 1};
  config.testShare = 0.9;
  const Dataset dataset = read("200,a\n100,b\n", config);
  EXPECT_EQ(dataset.train.count(), 1);
  EXPECT_EQ(dataset.test.count(), 1);
  EXPECT_EQ(std::get<std::vector<std::uint8_t>>(dataset.test.values).size(), 1U);
}

TEST(Csv, OutlineAgrees) {
  const test::ScratchDirectory scratch;
  std::string text = "a,b,c\n";
  for (int i = 0; i < 33; ++i) text += std::to_string(i) + ",0," + std::to_string(i % 4) + "\n";
  DatasetConfig config;
  config.kind = "csv";
  config.path = scratch.write("t.csv", text);
  const Dataset dataset = loadDataset(config, 1);
  const DatasetOutline outline = outlineDataset(config);
  EXPECT_EQ(outline.train, dataset.train.count());
  EXPECT_EQ(outline.test, dataset.test.count());
  EXPECT_EQ(outline.classes, 4);
  EXPECT_EQ(outline.sample, dataset.train.shape);
}

}  // namespace
}  // namespace scalescope
