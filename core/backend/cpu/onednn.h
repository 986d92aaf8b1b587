#pragma once

#include <array>
#include <dnnl.hpp>
#include <initializer_list>

// What oneDNN 2 (Debian 12) and 3 (Ubuntu 24.04) do differently is settled here where several need
// it: how a primitive descriptor is made, how pooling is called, how a descriptor's extents are
// read.
namespace scalescope::cpu {

using MemoryDesc = dnnl::memory::desc;
using Dims = dnnl::memory::dims;
using Tag = dnnl::memory::format_tag;
inline constexpr auto kF32 = dnnl::memory::data_type::f32;

/// Scratch memory comes from the engine's own allocator, so that it is counted.
inline dnnl::primitive_attr userScratchpad() {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attributes;
}

#if DNNL_VERSION_MAJOR >= 3
template <typename Primitive, typename... Arguments>
typename Primitive::primitive_desc forwardDesc(const dnnl::engine& engine,
                                               const Arguments&... arguments) {
  return {engine, arguments..., userScratchpad()};
}
template <typename Primitive, typename Hint, typename... Arguments>
typename Primitive::primitive_desc backwardDesc(const dnnl::engine& engine, const Hint& hint,
                                                const Arguments&... arguments) {
  return {engine, arguments..., hint, userScratchpad()};
}
inline Dims extents(const MemoryDesc& desc) { return desc.get_dims(); }
using DescPointer = const_dnnl_memory_desc_t;
using PoolForward = dnnl::pooling_forward;
using PoolBackward = dnnl::pooling_backward;
inline constexpr auto kAverage = dnnl::algorithm::pooling_avg_include_padding;
#else
template <typename Primitive, typename... Arguments>
typename Primitive::primitive_desc forwardDesc(const dnnl::engine& engine,
                                               const Arguments&... arguments) {
  return {typename Primitive::desc(arguments...), userScratchpad(), engine};
}
template <typename Primitive, typename Hint, typename... Arguments>
typename Primitive::primitive_desc backwardDesc(const dnnl::engine& engine, const Hint& hint,
                                                const Arguments&... arguments) {
  return {typename Primitive::desc(arguments...), userScratchpad(), engine, hint};
}
inline Dims extents(const MemoryDesc& desc) { return desc.dims(); }
using DescPointer = const dnnl_memory_desc_t*;
using PoolForward = dnnl::pooling_v2_forward;
using PoolBackward = dnnl::pooling_v2_backward;
inline constexpr auto kAverage = dnnl::algorithm::pooling_avg_include_padding;
#endif

/// Runs a primitive through the C interface: the C++ one builds a map and a vector at every call.
inline void execute(const dnnl::primitive& primitive, const dnnl::stream& stream,
                    std::initializer_list<dnnl_exec_arg_t> arguments) {
  dnnl::error::wrap_c_api(
      dnnl_primitive_execute(primitive.get(), stream.get(), static_cast<int>(arguments.size()),
                             arguments.begin()),
      "a primitive could not be run");
}

/// FP32 values that `memory` holds, padding of blocked layouts included. Through the C interface as
/// well: the C++ one copies the descriptor.
inline std::size_t storedElements(const dnnl::memory& memory) {
  DescPointer desc = nullptr;
  dnnl::error::wrap_c_api(dnnl_memory_get_memory_desc(memory.get(), &desc),
                          "a memory has no descriptor");
  return dnnl_memory_desc_get_size(desc) / sizeof(float);
}

inline dnnl_exec_arg_t argument(int index, const dnnl::memory& memory) {
  return {index, memory.get()};
}

/// FP32 in row-major order.
inline MemoryDesc plainDesc(const Dims& dims) {
  static constexpr std::array<Tag, 6> kTags{Tag::undef, Tag::a,    Tag::ab,
                                            Tag::abc,   Tag::abcd, Tag::abcde};
  return {dims, kF32, kTags[dims.size()]};
}
inline MemoryDesc anyDesc(const Dims& dims) { return {dims, kF32, Tag::any}; }

}  // namespace scalescope::cpu
