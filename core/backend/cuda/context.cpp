#include "core/backend/cuda/context.h"

#include "core/backend/cuda/kernels/statistics.h"

namespace scalescope::cuda {
namespace {

Stream streamOn(int device) {
  check(cudaSetDevice(device), phrase("choosing the GPU"));
  return makeStream();
}

}  // namespace

Context::Context(int device)
    : device_(device),
      stream_(streamOn(device)),
      dnn(makeDnnHandle(stream_.get())),
      matmul(makeMatmulHandle()),
      arena(stream_.get()),
      telemetry(arena, stream_.get()),
      feed(arena, stream_.get()),
      step_(arena.reserve(sizeof(DeviceStep))),
      statistics_(arena.reserve(sizeof(DeviceStatistics))) {
  for (auto& block : scratch_) block = arena.reserve(1);
}

Context::~Context() { static_cast<void>(cudaStreamSynchronize(stream_.get())); }

void Context::use() const { check(cudaSetDevice(device_), phrase("choosing the GPU")); }

void Context::wait() const {
  check(cudaStreamSynchronize(stream_.get()), phrase("waiting for the GPU"));
}

void Context::reserve(Slot slot, std::size_t bytes) {
  BlockPtr& block = scratch_[static_cast<std::size_t>(slot)];
  if (bytes <= block->bytes()) return;
  if (arena.grow(*block, bytes)) return;
  block = arena.reserve(bytes);
  ++generation_;
}

void Context::setRules(const StepRules& rules) {
  const auto points = static_cast<std::size_t>(rules.scaler.scriptLength);
  if (points > 0) script_ = arena.reserve(points * sizeof(ScalePoint));
  const std::vector<ScalePoint> script(rules.scaler.script, rules.scaler.script + points);
  arena.whenSealed([this, rules, script] {
    StepRules own = rules;
    if (!script.empty()) {
      upload(script_->data(), script.data(), script.size() * sizeof(ScalePoint));
      own.scaler.script = static_cast<const ScalePoint*>(script_->data());
    }
    upload(&step()->rules, &own, sizeof own);
  });
}

StepState Context::state() {
  StepState state;
  download(&state, &step()->state, sizeof state);
  return state;
}

void Context::setState(const StepState& state) {
  arena.whenSealed([this, state] { upload(&step()->state, &state, sizeof state); });
}

void Context::upload(void* target, const void* source, std::size_t bytes) {
  check(cudaMemcpyAsync(target, source, bytes, cudaMemcpyHostToDevice, stream_.get()),
        phrase("copying to the device"));
  wait();
}

void Context::download(void* target, const void* source, std::size_t bytes) const {
  check(cudaMemcpyAsync(target, source, bytes, cudaMemcpyDeviceToHost, stream_.get()),
        phrase("copying from the device"));
  wait();
}

}  // namespace scalescope::cuda
