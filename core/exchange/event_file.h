#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/base/new_file.h"
#include "core/data/byte_stream.h"

namespace scalescope {

// The framing of TensorBoard's event files (TFRecord): for each record its length (64 bits), a
// checksum of those eight bytes, the bytes, and a checksum of them; little-endian. The checksum is
// CRC-32C (RFC 3720, appendix B.4), rotated and shifted as TensorFlow's record_writer documents.

/// The plain checksum, not yet rotated and shifted.
std::uint32_t crc32c(std::string_view bytes);

/// Appends a record with its frame. Errors as NewFile::write.
void writeRecord(NewFile& file, std::string_view bytes);

/// Hands over one record after the other; false from `record` ends it. Returns whether the last one
/// is cut at the end of the file, as a writer that is still at it, or was killed, leaves it.
/// Refused with the byte at which it begins: a record whose checksum is wrong, or longer than 256
/// MiB.
bool readRecords(ByteStream& stream, const std::function<bool(std::string_view)>& record);

}  // namespace scalescope
