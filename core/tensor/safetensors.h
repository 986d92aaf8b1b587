#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/phrases.h"
#include "core/tensor/shape.h"

namespace scalescope {

/// A named FP32 tensor in host memory, row-major in its logical shape.
struct HostTensor {
  std::string name;
  Shape shape;
  std::vector<float> data;
};

/// The contents of a safetensors file: 8 bytes little-endian header length, a JSON header, raw
/// tensors (format of the safetensors project, version 0.4). FP32, FP16 and BF16 tensors are read
/// (as FP32, exactly); FP32 is written. `metadata` is the header's "__metadata__".
struct Safetensors {
  std::vector<HostTensor> tensors;
  std::map<std::string, std::string> metadata;

  const HostTensor* find(std::string_view name) const;
};

/// Parses bytes; `source` names them in messages. Refuses overlapping, missing or oversized ranges.
Safetensors parseSafetensors(std::string_view bytes, const Sentence& source);
/// A whole file of at most 16 GiB; refused as parseSafetensors() and readFile().
Safetensors readSafetensors(const std::string& path);
/// Error (failed) for two tensors of one name, or values that do not fill their shape.
std::string serializeSafetensors(const Safetensors& file);
/// Whether a file begins as these do: with the length of a header that it can hold, and the header.
bool looksLikeSafetensors(const std::string& path);
/// Writes through a temporary file beside it, so that a failed write leaves the old file whole.
void writeSafetensors(const Safetensors& file, const std::string& path);

}  // namespace scalescope
