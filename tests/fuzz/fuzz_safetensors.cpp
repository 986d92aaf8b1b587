#include <cstring>

#include "core/tensor/safetensors.h"
#include "fuzz.h"

using namespace scalescope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::expectReadOrRefused([&] {
    const Safetensors file = parseSafetensors(fuzz::view(data, size), "file");
    const Safetensors again = parseSafetensors(serializeSafetensors(file), "written again");
    fuzz::require(again.metadata == file.metadata, "metadata survive a round trip");
    fuzz::require(again.tensors.size() == file.tensors.size(), "all tensors survive a round trip");
    for (const auto& tensor : file.tensors) {
      const HostTensor* found = again.find(tensor.name);
      fuzz::require(found && found->shape == tensor.shape, "shapes survive a round trip");
      fuzz::require(tensor.data.empty() || std::memcmp(found->data.data(), tensor.data.data(),
                                                       tensor.data.size() * sizeof(float)) == 0,
                    "every bit survives a round trip");
    }
  });
  return 0;
}
