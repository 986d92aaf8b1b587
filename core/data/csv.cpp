#include "core/data/csv.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/utf8.h"
#include "core/data/csv_columns.h"
#include "core/data/csv_reader.h"
#include "core/data/places.h"

namespace scalescope {
namespace {

/// What the first row and the configuration say about the columns.
struct Columns {
  std::size_t count = 0;
  std::size_t label = 0;
  bool header = false;
  std::vector<std::string> names;  ///< of all columns; empty without a header
};

struct Table {
  Shape sample;
  CsvValues values;
  CsvLabels labels;
};

bool isIndex(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

std::string listed(std::span<const CsvCell> row) {
  constexpr std::size_t kMost = 20;
  std::vector<std::string> names;
  for (const auto& cell : row.first(std::min(row.size(), kMost))) {
    names.push_back(printable(cell.text));
  }
  if (row.size() > kMost) names.emplace_back("…");
  return joined(names);
}

std::size_t labelByIndex(const CsvReader& reader, const std::string& digits) {
  const std::size_t columns = reader.row().size();
  constexpr std::size_t kMostDigits = 9;
  const std::size_t index = digits.size() > kMostDigits ? columns : std::stoul(digits);
  if (index < columns) return index;
  reader.refuseLine(reader.line(),
                    {phrase("no column of index %1 for the label; columns are 0 to %2"),
                     {digits, std::to_string(columns - 1)}});
}

std::size_t labelByName(const CsvReader& reader, const std::string& name) {
  const auto row = reader.row();
  const auto matches = [&](const CsvCell& cell) { return cell.text == name; };
  const auto found = std::find_if(row.begin(), row.end(), matches);
  if (found == row.end()) {
    reader.refuseLine(reader.line(), {phrase("no column named %1 for the label; found %2"),
                                      {printable(name), listed(row)}});
  }
  if (std::count_if(row.begin(), row.end(), matches) > 1) {
    reader.refuseLine(reader.line(), {phrase("two columns are named %1"), {printable(name)}});
  }
  return static_cast<std::size_t>(found - row.begin());
}

/// Looks at the first row, which the reader stands on.
Columns findColumns(const CsvReader& reader, const DatasetConfig& config) {
  const auto row = reader.row();
  Columns columns{row.size(), row.size() - 1, false, {}};
  if (columns.count < 2) {
    reader.refuseLine(reader.line(),
                      phrase("one column; expected features and a label, parted by commas"));
  }
  if (config.labelColumn && !isIndex(*config.labelColumn)) {
    columns.label = labelByName(reader, *config.labelColumn);
    columns.header = true;
  } else {
    if (config.labelColumn) columns.label = labelByIndex(reader, *config.labelColumn);
    columns.header = true;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i != columns.label && parseNumber(row[i].text)) columns.header = false;
    }
  }
  if (columns.header) {
    for (const auto& cell : row) columns.names.push_back(cell.text);
  }
  return columns;
}

Shape sampleShape(const CsvReader& reader, const Columns& columns, const DatasetConfig& config) {
  const auto features = static_cast<std::int64_t>(columns.count - 1);
  if (!config.image) return {features};
  if (elementCount(*config.image) == features) return *config.image;
  reader.refuseLine(reader.line(), {phrase("%1 feature columns; an image of %2 takes %3"),
                                    {std::to_string(features), toString(*config.image),
                                     std::to_string(elementCount(*config.image))}});
}

double featureOf(const CsvReader& reader, const Columns& columns, std::size_t column) {
  const std::string& text = reader.row()[column].text;
  const auto number = parseNumber(text);
  // The comparison is false for NaN too.
  if (number && std::abs(*number) <= double{std::numeric_limits<float>::max()}) return *number;
  const std::string name =
      columns.names.empty() ? "" : " (" + printable(columns.names[column]) + ")";
  reader.refuseCell(column,
                    {number ? phrase("found %1, expected a finite number that FP32 can hold")
                            : phrase("found %1, expected a number"),
                     {printable(text) + name}});
}

void readLabel(const CsvReader& reader, const Columns& columns, CsvLabels& labels) {
  const std::string& text = reader.row()[columns.label].text;
  if (text.empty()) reader.refuseCell(columns.label, phrase("the label is empty"));
  if (!isUtf8(text)) {
    reader.refuseCell(columns.label, {phrase("the label %1 is not UTF-8 text"), {printable(text)}});
  }
  if (const auto problem = labels.add(text)) reader.refuseCell(columns.label, *problem);
}

Table readTable(ByteStream& stream, const DatasetConfig& config, bool keepValues,
                int mostClasses = 0) {
  CsvReader reader(stream);
  if (!reader.next()) refuse(stream.name(), phrase("holds no rows"));
  const Columns columns = findColumns(reader, config);
  const auto most = static_cast<std::size_t>(mostClasses > 0 ? mostClasses : kMostClasses);
  Table table{sampleShape(reader, columns, config), CsvValues(config.image.has_value()),
              CsvLabels(most)};
  if (columns.header && !reader.next())
    refuse(stream.name(), phrase("holds a header, but no rows of data"));
  do {
    const auto row = reader.row();
    if (row.size() != columns.count) {
      reader.refuseLine(reader.line(),
                        {phrase("%1 fields, expected %2 as in the first row"),
                         {std::to_string(row.size()), std::to_string(columns.count)}});
    }
    readLabel(reader, columns, table.labels);
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i == columns.label) continue;
      const double value = featureOf(reader, columns, i);
      if (keepValues) table.values.add(value);
    }
  } while (reader.next());
  return table;
}

std::int64_t testCount(std::int64_t rows, double share) {
  const auto wanted = static_cast<std::int64_t>(std::llround(share * static_cast<double>(rows)));
  return std::min(wanted, rows - 1);
}

/// Which rows are for the test: the first of a permutation (Fisher–Yates).
std::vector<bool> drawTestRows(std::int64_t rows, std::int64_t tests, std::uint64_t seed) {
  const std::uint64_t key = streamKey(seed, "csv split");
  std::vector<std::int64_t> order(static_cast<std::size_t>(rows));
  std::iota(order.begin(), order.end(), 0);
  std::vector<bool> isTest(order.size(), false);
  for (std::size_t i = 0; i < static_cast<std::size_t>(tests); ++i) {
    std::swap(order[i], order[i + randomBits(key, i) % (order.size() - i)]);
    isTest[static_cast<std::size_t>(order[i])] = true;
  }
  return isTest;
}

/// Moves rows of `width` values to `test`; the others close up.
template <typename T>
void splitRows(std::vector<T>& rows, std::size_t width, const std::vector<bool>& isTest,
               std::vector<T>& test) {
  const auto from = [&](std::size_t row) {
    return rows.begin() + static_cast<std::ptrdiff_t>(row * width);
  };
  auto end = rows.begin();
  for (std::size_t i = 0; i < isTest.size(); ++i) {
    if (isTest[i]) {
      test.insert(test.end(), from(i), from(i + 1));
    } else {
      if (end != from(i)) std::copy(from(i), from(i + 1), end);
      end += static_cast<std::ptrdiff_t>(width);
    }
  }
  rows.erase(end, rows.end());
}

void split(Dataset& dataset, const std::vector<bool>& isTest) {
  const auto width = static_cast<std::size_t>(elementCount(dataset.train.shape));
  splitRows(dataset.train.labels, 1, isTest, dataset.test.labels);
  std::visit(
      [&](auto& values) {
        auto& test = dataset.test.values.emplace<std::decay_t<decltype(values)>>();
        splitRows(values, width, isTest, test);
      },
      dataset.train.values);
}

}  // namespace

Dataset readCsv(ByteStream& stream, const DatasetConfig& config, std::uint64_t seed,
                int mostClasses) {
  Table table = readTable(stream, config, true, mostClasses);
  auto labels = table.labels.take();
  Dataset dataset{stream.name(),
                  static_cast<int>(labels.classNames.size()),
                  std::move(labels.classNames),
                  {table.sample, table.values.take(), std::move(labels.labels)},
                  {table.sample, {}, {}}};
  const std::int64_t rows = dataset.train.count();
  split(dataset, drawTestRows(rows, testCount(rows, config.testShare), seed));
  return dataset;
}

DatasetOutline scanCsv(ByteStream& stream, const DatasetConfig& config) {
  Table table = readTable(stream, config, false);
  const auto rows = static_cast<std::int64_t>(table.labels.count());
  const std::int64_t tests = testCount(rows, config.testShare);
  return {table.sample, static_cast<int>(table.labels.take().classNames.size()), rows - tests,
          tests};
}

Dataset loadCsv(const DatasetConfig& config, std::uint64_t seed, int mostClasses) {
  if (!config.path) refuse("csv", phrase("no \"path\" is given"));
  ByteStream stream(*config.path);
  return readCsv(stream, config, seed, mostClasses);
}

DatasetOutline outlineCsv(const DatasetConfig& config) {
  if (!config.path) refuse("csv", phrase("no \"path\" is given"));
  ByteStream stream(*config.path);
  return scanCsv(stream, config);
}

}  // namespace scalescope
