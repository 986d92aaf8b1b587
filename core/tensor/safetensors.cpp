#include "core/tensor/safetensors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <filesystem>
#include <set>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json_reader.h"
#include "core/numerics/round.h"

static_assert(std::endian::native == std::endian::little,
              "tensors are copied as they lie in files");

namespace scalescope {
namespace {

constexpr std::size_t kPrefix = 8;                     // bytes of the header's length
constexpr std::uint64_t kLongestHeader = 100'000'000;  // as the format limits it
constexpr std::size_t kLargestFile = std::size_t{16} << 30;
constexpr std::int64_t kMostElements = std::int64_t{1} << 40;

/// One tensor of the header: where its bytes lie within the data that follow the header.
struct Entry {
  std::string name;
  Format format = Format::fp32;
  Shape shape;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

Format parseDtype(JsonReader& reader) {
  const std::string dtype = reader.requiredChoice("dtype", {"F32", "F16", "BF16"});
  if (dtype == "F16") return Format::fp16;
  return dtype == "BF16" ? Format::bf16 : Format::fp32;
}

Shape parseShape(JsonReader& reader) {
  Shape shape;
  std::int64_t elements = 1;
  for (const auto& item : reader.items("shape")) {
    shape.push_back(item.asInteger(0));
    // A zero extent makes the tensor empty, however large its other extents are.
    const std::int64_t extent = std::max<std::int64_t>(shape.back(), 1);
    if (extent > kMostElements / elements) {
      reader.child("shape").refuseWith(phrase("the shape has more elements than a file can hold"));
    }
    elements *= extent;
  }
  return shape;
}

Entry parseEntry(const std::string& name, JsonReader reader, std::uint64_t dataBytes) {
  Entry entry;
  entry.name = name;
  entry.format = parseDtype(reader);
  entry.shape = parseShape(reader);
  JsonReader place = reader.child("data_offsets");
  const auto offsets = place.items();
  reader.finish();
  if (offsets.size() != 2)
    place.refuseValue(phrase("the two offsets where the tensor begins and ends"));
  entry.begin = static_cast<std::uint64_t>(offsets[0].asInteger(0));
  entry.end = static_cast<std::uint64_t>(offsets[1].asInteger(0));
  if (entry.begin > entry.end || entry.end > dataBytes) {
    place.refuseValue({phrase("a range within the %1 bytes of data that the file holds"),
                       {std::to_string(dataBytes)}});
  }
  const auto bytes = static_cast<std::uint64_t>(elementCount(entry.shape)) * bytesOf(entry.format);
  if (entry.end - entry.begin != bytes) {
    place.refuseValue({phrase("a range of %1 bytes for shape %2"),
                       {std::to_string(bytes), toString(entry.shape)}});
  }
  return entry;
}

std::vector<Entry> parseHeader(const Json& header, const Sentence& source, std::uint64_t dataBytes,
                               std::map<std::string, std::string>& metadata) {
  JsonReader reader(header, source);
  reader.requireObject();
  std::vector<Entry> entries;
  for (const auto& [name, unused] : header.items()) {
    JsonReader value = reader.child(name);
    if (name != "__metadata__") {
      entries.push_back(parseEntry(name, value, dataBytes));
      continue;
    }
    value.requireObject();
    for (const auto& [key, text] : value.value().items()) metadata[key] = value.child(key).asText();
  }
  return entries;
}

/// Sorts the tensors as they lie in the file. They must follow each other without gap or overlap.
void requireContiguous(std::vector<Entry>& entries, std::uint64_t dataBytes,
                       const Sentence& source) {
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  std::uint64_t expected = 0;
  for (const auto& entry : entries) {
    if (entry.begin != expected) {
      const Phrase fault =
          entry.begin < expected
              ? phrase(
                    "begins at byte %1 of the data and overlaps the tensor before it; expected "
                    "byte %2")
              : phrase("begins at byte %1 of the data and leaves a gap; expected byte %2");
      refuse({phrase("%1: tensor \"%2\""), {source, entry.name}},
             {fault, {std::to_string(entry.begin), std::to_string(expected)}});
    }
    expected = entry.end;
  }
  if (expected != dataBytes) {
    refuse(source, {phrase("the tensors take %1 bytes, but %2 bytes of data follow the header"),
                    {std::to_string(expected), std::to_string(dataBytes)}});
  }
}

HostTensor decode(const Entry& entry, const char* data) {
  HostTensor tensor{entry.name, entry.shape, {}};
  tensor.data.resize(static_cast<std::size_t>(elementCount(entry.shape)));
  if (tensor.data.empty()) return tensor;
  if (entry.format == Format::fp32) {
    std::memcpy(tensor.data.data(), data, tensor.data.size() * sizeof(float));
    return tensor;
  }
  for (std::size_t i = 0; i < tensor.data.size(); ++i) {
    std::uint16_t bits = 0;
    std::memcpy(&bits, data + i * sizeof(bits), sizeof(bits));
    tensor.data[i] = entry.format == Format::fp16 ? fromHalfBits(bits) : fromBfloat16Bits(bits);
  }
  return tensor;
}

std::string serializeHeader(const Safetensors& file) {
  OrderedJson header = OrderedJson::object();
  if (!file.metadata.empty()) header["__metadata__"] = file.metadata;
  std::uint64_t begin = 0;
  for (const auto& tensor : file.tensors) {
    if (header.contains(tensor.name) || tensor.name == "__metadata__") {
      fail({phrase("tensor \"%1\""), {tensor.name}},
           phrase("this name cannot be written (again) to one file"));
    }
    if (elementCount(tensor.shape) != static_cast<std::int64_t>(tensor.data.size())) {
      fail({phrase("tensor \"%1\""), {tensor.name}},
           {phrase("has %1 values, expected those of shape %2"),
            {std::to_string(tensor.data.size()), toString(tensor.shape)}});
    }
    const std::uint64_t end = begin + tensor.data.size() * sizeof(float);
    header[tensor.name] = {
        {"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {begin, end}}};
    begin = end;
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');  // the data start aligned
  return text;
}

}  // namespace

const HostTensor* Safetensors::find(std::string_view name) const {
  for (const auto& tensor : tensors) {
    if (tensor.name == name) return &tensor;
  }
  return nullptr;
}

Safetensors parseSafetensors(std::string_view bytes, const Sentence& source) {
  if (bytes.size() < kPrefix) {
    refuse(source, {phrase("holds %1 bytes; a safetensors file begins with 8 bytes that give its "
                           "header's length"),
                    {std::to_string(bytes.size())}});
  }
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), kPrefix);
  bytes.remove_prefix(kPrefix);
  if (length > bytes.size() || length > kLongestHeader) {
    refuse({phrase("%1: byte %2"), {source, "0"}},
           {phrase("announces a header of %1 bytes, but %2 bytes follow (and 100000000 are the "
                   "most allowed)"),
            {std::to_string(length), std::to_string(bytes.size())}});
  }
  const Sentence place{phrase("%1: header"), {source}};
  const Json header = parseJson(bytes.substr(0, length), place);
  bytes.remove_prefix(length);
  Safetensors file;
  auto entries = parseHeader(header, place, bytes.size(), file.metadata);
  requireContiguous(entries, bytes.size(), source);
  for (const auto& entry : entries) {
    file.tensors.push_back(decode(entry, bytes.data() + entry.begin));
  }
  return file;
}

Safetensors readSafetensors(const std::string& path) {
  return parseSafetensors(readFile(path, kLargestFile), path);
}

bool looksLikeSafetensors(const std::string& path) {
  std::array<char, kPrefix + 1> start{};
  const File file = openFile(path);
  if (std::fread(start.data(), 1, start.size(), file.get()) != start.size()) return false;
  std::uint64_t length = 0;
  std::memcpy(&length, start.data(), kPrefix);
  return start.back() == '{' && length <= std::filesystem::file_size(path) - kPrefix;
}

std::string serializeSafetensors(const Safetensors& file) {
  const std::string header = serializeHeader(file);
  const std::uint64_t length = header.size();
  std::string bytes(kPrefix, '\0');
  std::memcpy(bytes.data(), &length, kPrefix);
  bytes += header;
  std::size_t total = bytes.size();
  for (const auto& tensor : file.tensors) total += tensor.data.size() * sizeof(float);
  bytes.reserve(total);
  for (const auto& tensor : file.tensors) {
    bytes.append(reinterpret_cast<const char*>(tensor.data.data()),
                 tensor.data.size() * sizeof(float));
  }
  return bytes;
}

void writeSafetensors(const Safetensors& file, const std::string& path) {
  replaceFile(path, serializeSafetensors(file));
}

}  // namespace scalescope
