#include "core/store/upgrade_functions.h"

#include <sqlite3.h>

#include <cstring>

#include "core/numerics/packed_histogram.h"

namespace scalescope {
namespace {

std::uint32_t littleEndian(const unsigned char* bytes) {
  return bytes[0] | bytes[1] << 8U | bytes[2] << 16U | static_cast<std::uint32_t>(bytes[3]) << 24U;
}

/// Version 1: the smallest exponent, then a count for it and for each that follows.
TensorStatistics fromVersion1(const unsigned char* bytes, std::size_t size) {
  TensorStatistics statistics;
  if (size < 4 || size % 4 != 0) return statistics;
  const std::int64_t least = static_cast<std::int32_t>(littleEndian(bytes));
  for (std::size_t i = 4; i < size; i += 4) {
    const std::int64_t bin = least + static_cast<std::int64_t>(i / 4) - 1 - kLeastExponent;
    if (bin < 0 || bin >= kExponentBins) continue;
    statistics.exponents[static_cast<std::size_t>(bin)] = littleEndian(bytes + i);
  }
  return statistics;
}

void packedHistogram(sqlite3_context* context, int, sqlite3_value** values) {
  const auto* bytes = static_cast<const unsigned char*>(sqlite3_value_blob(values[0]));
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(values[0]));
  const std::string packed = packHistogram(fromVersion1(bytes, bytes ? size : 0));
  sqlite3_result_blob(context, packed.data(), static_cast<int>(packed.size()), SQLITE_TRANSIENT);
}

}  // namespace

void addUpgradeFunctions(SQLite::Database& db) {
  db.createFunction("packed_histogram", 1, true, nullptr, packedHistogram);
}

}  // namespace scalescope
