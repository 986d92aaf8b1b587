#include "core/data/idx.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>

#include "core/base/error.h"

namespace scalescope {
namespace {

constexpr std::int64_t kMostElements = std::int64_t{1} << 40;
constexpr std::size_t kPiece = std::size_t{1} << 20;

Sentence place(const std::string& name, std::uint64_t byte) {
  return {phrase("%1: byte %2"), {name, std::to_string(byte)}};
}

std::uint64_t bigEndian(const std::uint8_t* bytes, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8 | bytes[i];
  return value;
}

std::optional<std::size_t> elementBytes(std::uint8_t code) {
  switch (static_cast<IdxType>(code)) {
    case IdxType::unsignedByte:
    case IdxType::signedByte:
      return 1;
    case IdxType::int16:
      return 2;
    case IdxType::int32:
    case IdxType::float32:
      return 4;
    case IdxType::float64:
      return 8;
  }
  return std::nullopt;
}

std::size_t elementBytes(IdxType type) { return *elementBytes(static_cast<std::uint8_t>(type)); }

double decode(IdxType type, const std::uint8_t* bytes) {
  switch (type) {
    case IdxType::unsignedByte:
      return *bytes;
    case IdxType::signedByte:
      return static_cast<std::int8_t>(*bytes);
    case IdxType::int16:
      return static_cast<std::int16_t>(bigEndian(bytes, 2));
    case IdxType::int32:
      return static_cast<std::int32_t>(bigEndian(bytes, 4));
    case IdxType::float32:
      return std::bit_cast<float>(static_cast<std::uint32_t>(bigEndian(bytes, 4)));
    case IdxType::float64:
      return std::bit_cast<double>(bigEndian(bytes, 8));
  }
  return 0;
}

template <std::size_t N>
void readExactly(ByteStream& stream, std::array<std::uint8_t, N>& out, Phrase message) {
  if (stream.read(out.data(), N) != N) {
    refuse(place(stream.name(), stream.position()), message);
  }
}

std::int64_t elementCountOf(const IdxHeader& header, std::size_t from = 0) {
  std::int64_t count = 1;
  for (std::size_t i = from; i < header.extents.size(); ++i) count *= header.extents[i];
  return count;
}

void requireSize(const ByteStream& stream, std::uint64_t announced) {
  const auto size = stream.size();
  if (!size || *size == announced) return;
  const Phrase message =
      *size < announced
          ? phrase("the file is cut off: it holds %1 bytes, its header announces %2")
          : phrase("bytes follow the data: it holds %1 bytes, its header announces %2");
  refuse(stream.name(), {message, {std::to_string(*size), std::to_string(announced)}});
}

/// Hands the elements of a file to `take` in pieces (bytes, how many elements). Memory grows with
/// the bytes that were really there, never with what a header promises.
template <typename Take>
void readElements(ByteStream& stream, const IdxHeader& header, Take&& take) {
  const std::size_t each = elementBytes(header.type);
  auto left = static_cast<std::uint64_t>(elementCountOf(header));
  std::vector<std::uint8_t> piece(std::min<std::uint64_t>(left * each, kPiece));
  while (left > 0) {
    const std::size_t wanted = std::min<std::uint64_t>(left * each, piece.size());
    const std::size_t found = stream.read(piece.data(), wanted);
    if (found != wanted) {
      refuse(place(stream.name(), stream.position()),
             {phrase("the data end here; the header announces %1 bytes more"),
              {std::to_string(left * each - found)}});
    }
    take(piece.data(), wanted / each);
    left -= wanted / each;
  }
  std::uint8_t extra = 0;
  const std::uint64_t end = stream.position();
  if (stream.read(&extra, 1) != 0) {
    refuse(place(stream.name(), end), phrase("bytes follow the data that the header announces"));
  }
}

/// Room for `total` values before they are read: all of them at once if the file is known to hold
/// them, else what appending makes of it.
template <typename T>
void reserve(std::vector<T>& values, const ByteStream& stream, std::int64_t total) {
  if (stream.size()) values.reserve(static_cast<std::size_t>(total));
}

std::vector<std::uint8_t> readPixels(ByteStream& stream, const IdxHeader& header) {
  std::vector<std::uint8_t> pixels;
  reserve(pixels, stream, elementCountOf(header));
  readElements(stream, header, [&](const std::uint8_t* bytes, std::size_t count) {
    pixels.insert(pixels.end(), bytes, bytes + count);
  });
  return pixels;
}

std::vector<float> readNumbers(ByteStream& stream, const IdxHeader& header) {
  std::vector<float> numbers;
  reserve(numbers, stream, elementCountOf(header));
  const std::size_t each = elementBytes(header.type);
  const std::uint64_t start = stream.position();
  readElements(stream, header, [&](const std::uint8_t* bytes, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const double value = decode(header.type, bytes + i * each);
      // The comparison is false for NaN too.
      if (!(std::abs(value) <= double{std::numeric_limits<float>::max()})) {
        refuse(place(stream.name(), start + numbers.size() * each),
               {phrase("found %1, expected a finite number that FP32 can hold"),
                {std::to_string(value)}});
      }
      numbers.push_back(static_cast<float>(value));
    }
  });
  return numbers;
}

std::vector<std::int32_t> readLabels(ByteStream& stream, const IdxHeader& header, int classes) {
  const int limit = classes > 0 ? classes : kMostClasses;
  std::vector<std::int32_t> labels;
  reserve(labels, stream, elementCountOf(header));
  const std::size_t each = elementBytes(header.type);
  const std::uint64_t start = stream.position();
  readElements(stream, header, [&](const std::uint8_t* bytes, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const auto label = static_cast<std::int64_t>(decode(header.type, bytes + i * each));
      if (label < 0 || label >= limit) {
        refuse(place(stream.name(), start + labels.size() * each),
               {phrase("label %1 of sample %2, expected 0 to %3"),
                {std::to_string(label), std::to_string(labels.size()), std::to_string(limit - 1)}});
      }
      labels.push_back(static_cast<std::int32_t>(label));
    }
  });
  return labels;
}

IdxHeader readLabelHeader(ByteStream& stream) {
  IdxHeader header = readIdxHeader(stream);
  if (header.extents.size() != 1) {
    refuse(place(stream.name(), 3),
           {phrase("%1 dimensions; labels have one (are these the images?)"),
            {std::to_string(header.extents.size())}});
  }
  if (header.type == IdxType::float32 || header.type == IdxType::float64) {
    refuse(place(stream.name(), 2), phrase("floating-point elements; labels are integers"));
  }
  return header;
}

}  // namespace

IdxHeader readIdxHeader(ByteStream& stream) {
  std::array<std::uint8_t, 4> magic{};
  readExactly(stream, magic, phrase("the file ends within the first four bytes of an IDX file"));
  if (magic[0] != 0 || magic[1] != 0) {
    refuse(place(stream.name(), 0), {phrase("not an IDX file: it begins with %1 %2, expected 0 0"),
                                     {std::to_string(magic[0]), std::to_string(magic[1])}});
  }
  const auto each = elementBytes(magic[2]);
  if (!each) {
    refuse(place(stream.name(), 2),
           {phrase("unknown element type %1, expected 8, 9, 11, 12, 13 or 14"),
            {std::to_string(magic[2])}});
  }
  if (magic[3] < 1 || magic[3] > 4) {
    refuse(place(stream.name(), 3),
           {phrase("%1 dimensions, expected 1 (labels) or 2 to 4 (samples)"),
            {std::to_string(magic[3])}});
  }
  IdxHeader header{static_cast<IdxType>(magic[2]), {}};
  std::int64_t elements = 1;
  for (int i = 0; i < magic[3]; ++i) {
    const std::uint64_t at = stream.position();
    std::array<std::uint8_t, 4> bytes{};
    readExactly(stream, bytes, phrase("the file ends within the header"));
    const auto extent = static_cast<std::int64_t>(bigEndian(bytes.data(), bytes.size()));
    if (extent == 0 || extent > kMostElements / elements) {
      refuse(place(stream.name(), at),
             {extent == 0
                  ? phrase("extent %1 of dimension %2, expected at least 1")
                  : phrase("extent %1 of dimension %2 makes the file larger than any that is read"),
              {std::to_string(extent), std::to_string(i)}});
    }
    elements *= extent;
    header.extents.push_back(extent);
  }
  requireSize(stream, stream.position() + static_cast<std::uint64_t>(elements) * *each);
  return header;
}

Shape sampleShape(const IdxHeader& header, const std::string& name) {
  if (header.extents.size() < 2) {
    refuse(place(name, 3), phrase("one dimension; samples have 2 to 4 (are these the labels?)"));
  }
  Shape shape(header.extents.begin() + 1, header.extents.end());
  if (shape.size() == 2) shape.insert(shape.begin(), 1);
  return shape;
}

std::vector<std::int32_t> readIdxLabels(ByteStream& stream, int classes) {
  return readLabels(stream, readLabelHeader(stream), classes);
}

Samples readIdxPair(ByteStream& images, ByteStream& labels, int classes) {
  const IdxHeader imageHeader = readIdxHeader(images);
  const IdxHeader labelHeader = readLabelHeader(labels);
  Samples samples;
  samples.shape = sampleShape(imageHeader, images.name());
  if (imageHeader.extents[0] != labelHeader.extents[0]) {
    refuse(labels.name(), {phrase("holds %1 labels, but %2 holds %3 samples"),
                           {std::to_string(labelHeader.extents[0]), images.name(),
                            std::to_string(imageHeader.extents[0])}});
  }
  samples.labels = readLabels(labels, labelHeader, classes);
  if (imageHeader.type == IdxType::unsignedByte) {
    samples.values = readPixels(images, imageHeader);
  } else {
    samples.values = readNumbers(images, imageHeader);
  }
  return samples;
}

}  // namespace scalescope
