#pragma once

#include <array>
#include <memory>
#include <span>

#include "core/backend/cpu/onednn.h"
#include "core/backend/operation.h"
#include "core/backend/step_rule.h"
#include "core/tensor/buffer.h"

namespace scalescope::cpu {

/// FP32 scratch areas, each shared by all operations of a run, since only one operation runs at a
/// time.
enum class Slot {
  first,
  firstReordered,
  second,
  secondReordered,
  result,
  resultReordered,
  partial,
  partialBias,
  library,
  count
};

/// What all operations of one back end share. Scratch is reserved while operations are made and
/// allocated at the first use, at its final size.
class Context {
 public:
  Context()
      : engine(dnnl::engine::kind::cpu, 0), stream(engine), pool(std::make_shared<MemoryPool>()) {}

  void reserve(Slot slot, std::size_t bytes) {
    auto& wanted = wanted_[static_cast<std::size_t>(slot)];
    if (bytes > wanted) wanted = bytes;
  }
  void* scratch(Slot slot) {
    const auto index = static_cast<std::size_t>(slot);
    if (buffers_[index].bytes() < wanted_[index]) {
      buffers_[index] = Buffer();
      buffers_[index] = Buffer(wanted_[index], pool);
    }
    return buffers_[index].data();
  }

  dnnl::engine engine;
  dnnl::stream stream;
  StepState step;
  LossResult loss;  ///< of the step under way
  std::span<const float> pixels;
  std::span<const std::int32_t> labels;
  std::shared_ptr<MemoryPool> pool;

 private:
  static constexpr auto kSlots = static_cast<std::size_t>(Slot::count);
  std::array<std::size_t, kSlots> wanted_{};
  std::array<Buffer, kSlots> buffers_;
};

using ContextPtr = std::shared_ptr<Context>;

/// A memory object over a scratch slot. It follows the slot when a later operation made it larger.
class ScratchMemory {
 public:
  ScratchMemory() = default;
  ScratchMemory(Context& context, Slot slot, const MemoryDesc& desc)
      : slot_(slot), memory_(desc, context.engine, nullptr) {
    context.reserve(slot, desc.get_size());
  }
  const dnnl::memory& get(Context& context) {
    void* now = context.scratch(slot_);
    if (now != bound_) {
      memory_.set_data_handle(now);
      bound_ = now;
    }
    return memory_;
  }
  float* data(Context& context) { return static_cast<float*>(get(context).get_data_handle()); }

 private:
  Slot slot_ = Slot::result;
  dnnl::memory memory_;
  void* bound_ = nullptr;
};

/// A primitive with its library scratchpad.
class BoundPrimitive {
 public:
  BoundPrimitive() = default;
  template <typename Primitive>
  BoundPrimitive(Context& context, const Primitive& primitive, const MemoryDesc& scratchpad)
      : primitive_(primitive), scratchpad_(context, Slot::library, scratchpad) {}
  explicit operator bool() const { return static_cast<bool>(primitive_); }

  template <typename... Arguments>
  void run(Context& context, Arguments... arguments) {
    execute(primitive_, context.stream,
            {arguments..., argument(DNNL_ARG_SCRATCHPAD, scratchpad_.get(context))});
  }

 private:
  dnnl::primitive primitive_;
  ScratchMemory scratchpad_;
};

template <typename Primitive>
BoundPrimitive bind(Context& context, const typename Primitive::primitive_desc& desc) {
  return {context, Primitive(desc), desc.scratchpad_desc()};
}

BoundPrimitive makeReorder(Context& context, const MemoryDesc& from, const MemoryDesc& to);

}  // namespace scalescope::cpu
