#include "core/numerics/format.h"

#include <array>

namespace scalescope {
namespace {

constexpr std::array<FormatInfo, 4> kFormats{{
    {"fp32", "FP32", 4, 23, -126, 127, 0x1.fffffep127F, 0x1p-126F, 0x1p-149F},
    {"fp16", "FP16", 2, 10, -14, 15, 65504.0F, 0x1p-14F, 0x1p-24F},
    {"bf16", "BF16", 2, 7, -126, 127, 0x1.fep127F, 0x1p-126F, 0x1p-133F},
    {"tf32", "TF32", 4, 10, -126, 127, 0x1.ffcp127F, 0x1p-126F, 0x1p-136F},
}};

}  // namespace

const FormatInfo& info(Format format) { return kFormats[static_cast<std::size_t>(format)]; }

bool parseFormat(std::string_view name, Format& out) {
  for (std::size_t i = 0; i < kFormats.size(); ++i) {
    if (kFormats[i].name == name) {
      out = static_cast<Format>(i);
      return true;
    }
  }
  return false;
}

std::vector<std::string> formatNames() {
  std::vector<std::string> names;
  names.reserve(kFormats.size());
  for (const auto& each : kFormats) names.emplace_back(each.name);
  return names;
}

}  // namespace scalescope
