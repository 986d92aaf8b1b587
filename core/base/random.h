#pragma once

#include <cstdint>
#include <string_view>

namespace scalescope {

/// SplitMix64's finaliser (Steele, Lea & Flood 2014): a good 64-bit mix.
constexpr std::uint64_t mix64(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

/// A stream's key from a seed and what it is for; different words give unrelated streams (FNV-1a,
/// then mixed).
constexpr std::uint64_t streamKey(std::uint64_t seed, std::string_view purpose) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : purpose) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3ULL;
  return mix64(hash ^ mix64(seed));
}

/// Draw number `counter` of a stream: the same on every machine, with no state to keep.
constexpr std::uint64_t randomBits(std::uint64_t key, std::uint64_t counter) {
  return mix64(key + mix64(counter));
}

/// Uniform in [0, 1) with 53 bits.
constexpr double randomUniform(std::uint64_t key, std::uint64_t counter) {
  return static_cast<double>(randomBits(key, counter) >> 11) * 0x1p-53;
}

}  // namespace scalescope
