#include "core/numerics/format.h"

#include <array>

namespace scalescope {
namespace {

constexpr std::array<FormatInfo, kFormatCount> kAll{{
    {"fp32", "FP32", 4, 8, 23, -126, 127, 0x1.fffffep127F, 0x1p-126F, 0x1p-149F, true},
    {"fp16", "FP16", 2, 5, 10, -14, 15, 65504.0F, 0x1p-14F, 0x1p-24F, true},
    {"bf16", "BF16", 2, 8, 7, -126, 127, 0x1.fep127F, 0x1p-126F, 0x1p-133F, true},
    {"tf32", "TF32", 4, 8, 10, -126, 127, 0x1.ffcp127F, 0x1p-126F, 0x1p-136F, true},
    {"fp8-e4m3", "FP8 E4M3", 4, 4, 3, -6, 8, 448.0F, 0x1p-6F, 0x1p-9F, false},
    {"fp8-e5m2", "FP8 E5M2", 4, 5, 2, -14, 15, 57344.0F, 0x1p-14F, 0x1p-16F, true},
    {"int8", "INT8", 4, 1, 6, 6, 6, 127.0F, 1.0F, 1.0F, false},
}};

}  // namespace

const FormatInfo& info(Format format) { return kAll[static_cast<std::size_t>(format)]; }

bool parseFormat(std::string_view name, Format& out) {
  for (std::size_t i = 0; i < kAll.size(); ++i) {
    if (kAll[i].name == name) {
      out = static_cast<Format>(i);
      return true;
    }
  }
  return false;
}

std::vector<std::string> formatNames() {
  std::vector<std::string> names;
  names.reserve(kAll.size());
  for (const auto& each : kAll) names.emplace_back(each.name);
  return names;
}

}  // namespace scalescope
