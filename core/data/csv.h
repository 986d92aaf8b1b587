#pragma once

#include "core/data/byte_stream.h"
#include "core/data/load.h"

namespace scalescope {

// Tables of numeric features and a label. The first row is a header if the label column is given by
// name, or if none of its feature cells is a number.

/// Reads a table and draws its test rows by the seed; both parts keep the order of the file.
/// `mostClasses`: 0, any number up to 10,000.
Dataset readCsv(ByteStream& stream, const DatasetConfig& config, std::uint64_t seed,
                int mostClasses = 0);
/// Reads through the table without keeping its values.
DatasetOutline scanCsv(ByteStream& stream, const DatasetConfig& config);

Dataset loadCsv(const DatasetConfig& config, std::uint64_t seed,
                int mostClasses);  ///< the file config.path
DatasetOutline outlineCsv(const DatasetConfig& config);

}  // namespace scalescope
