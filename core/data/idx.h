#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/byte_stream.h"
#include "core/data/dataset.h"

namespace scalescope {

// The IDX format (LeCun, Cortes & Burges, "The MNIST database"): two zero bytes, a type code, the
// number of dimensions, each extent as a big-endian 32-bit integer, then the elements, big-endian.

/// The type codes of elements.
enum class IdxType : std::uint8_t {
  unsignedByte = 0x08,
  signedByte = 0x09,
  int16 = 0x0b,
  int32 = 0x0c,
  float32 = 0x0d,
  float64 = 0x0e
};

/// What precedes the elements: their type, and how many there are.
struct IdxHeader {
  IdxType type = IdxType::unsignedByte;
  std::vector<std::int64_t> extents;  ///< outermost (samples) first, none of them 0
};

/// Reads a header. Where the file's size is known, it must be exactly what the header announces.
IdxHeader readIdxHeader(ByteStream& stream);

/// The shape of one sample: [n, features], [n, h, w] (one channel) or [n, c, h, w] without the n.
Shape sampleShape(const IdxHeader& header, const std::string& name);

/// All labels of a file: one dimension of integers from 0 to `classes` − 1 (0: to 9999).
std::vector<std::int32_t> readIdxLabels(ByteStream& stream, int classes);

/// Images and their labels, whose numbers must agree. Unsigned bytes are kept as pixels; elements
/// of another type are kept as the numbers they are.
Samples readIdxPair(ByteStream& images, ByteStream& labels, int classes);

}  // namespace scalescope
