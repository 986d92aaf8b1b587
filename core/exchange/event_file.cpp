#include "core/exchange/event_file.h"

#include <algorithm>
#include <array>

#include "core/base/error.h"

namespace scalescope {
namespace {

constexpr std::uint64_t kLongestRecord = std::uint64_t{256} << 20;

constexpr std::array<std::uint32_t, 256> makeTable() {
  constexpr std::uint32_t kPolynomial = 0x82f63b78;  // 0x1edc6f41, its bits from low to high
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t rest = i;
    for (int bit = 0; bit < 8; ++bit) rest = (rest >> 1) ^ ((rest & 1) != 0 ? kPolynomial : 0);
    table[i] = rest;
  }
  return table;
}

std::uint32_t masked(std::string_view bytes) {
  const std::uint32_t crc = crc32c(bytes);
  return ((crc >> 15) | (crc << 17)) + 0xa282ead8;
}

template <typename Integer>
std::string littleEndian(Integer value) {
  std::string bytes;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

template <typename Integer>
Integer fromLittleEndian(std::string_view bytes) {
  Integer value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    value |= static_cast<Integer>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return value;
}

/// In pieces: a length that only pretends costs no memory. False: the file ends before.
bool readExactly(ByteStream& stream, std::string& bytes, std::size_t size) {
  constexpr std::size_t kPiece = std::size_t{1} << 20;
  bytes.clear();
  while (bytes.size() < size) {
    const std::size_t before = bytes.size();
    bytes.resize(std::min(size, before + kPiece));
    const std::size_t wanted = bytes.size() - before;
    if (stream.read(bytes.data() + before, wanted) < wanted) return false;
  }
  return true;
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  static constexpr std::array<std::uint32_t, 256> table = makeTable();
  std::uint32_t crc = ~std::uint32_t{0};
  for (const char byte : bytes) {
    crc = (crc >> 8) ^ table[(crc ^ static_cast<unsigned char>(byte)) & 0xff];
  }
  return ~crc;
}

void writeRecord(NewFile& file, std::string_view bytes) {
  const std::string length = littleEndian<std::uint64_t>(bytes.size());
  file.write(length);
  file.write(littleEndian(masked(length)));
  file.write(bytes);
  file.write(littleEndian(masked(bytes)));
}

bool readRecords(ByteStream& stream, const std::function<bool(std::string_view)>& record) {
  constexpr std::size_t kHead = 12, kTail = 4;
  std::string bytes;
  while (true) {
    const auto position = stream.position();
    const auto place = [&] {
      return Sentence(phrase("%1: byte %2"), {stream.name(), std::to_string(position)});
    };
    std::array<char, kHead> head{};
    const std::size_t got = stream.read(head.data(), head.size());
    if (got < head.size()) return got > 0;
    const std::string_view length(head.data(), 8);
    if (fromLittleEndian<std::uint32_t>({head.data() + 8, 4}) != masked(length)) {
      refuse(place(),
             phrase("no record of an event file begins here: the checksum of its length is wrong"));
    }
    const auto size = fromLittleEndian<std::uint64_t>(length);
    if (size > kLongestRecord) {
      refuse(place(),
             {phrase("a record of %1 bytes; at most 256 MiB are read"), {std::to_string(size)}});
    }
    if (!readExactly(stream, bytes, static_cast<std::size_t>(size) + kTail)) return true;
    const std::string_view content(bytes.data(), static_cast<std::size_t>(size));
    const std::string_view sum(bytes.data() + size, kTail);
    if (fromLittleEndian<std::uint32_t>(sum) != masked(content))
      refuse(place(), phrase("a record whose checksum is wrong: the file is damaged"));
    if (!record(content)) return false;
  }
}

}  // namespace scalescope
