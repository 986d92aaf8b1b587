#include <cuda_runtime_api.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "core/backend/cuda/cuda_backend.h"
#include "core/base/error.h"
#include "stack.h"

// Samples a second of training steps, one JSON object a line, with the share of the device's peak.
namespace scalescope::gpu {
namespace {

using Clock = std::chrono::steady_clock;

/// Multiply-adds of one training step: forward, and twice that backward, but for the gradient of
/// the first layer's input.
double operationsOf(const NetworkSpec& spec, std::int64_t batch) {
  Shape in = spec.input;
  double total = 0.0;
  bool first = true;
  for (const Layer& layer : spec.layers) {
    double forward = 0.0;
    switch (layer.kind) {
      case Layer::Kind::conv: {
        const std::int64_t h = in[1] + 2 * layer.padding - layer.kernel + 1;
        const std::int64_t w = in[2] + 2 * layer.padding - layer.kernel + 1;
        forward = static_cast<double>(layer.out * h * w * in[0] * layer.kernel * layer.kernel);
        in = {layer.out, h, w};
        break;
      }
      case Layer::Kind::linear:
        forward = static_cast<double>(layer.out * in[0]);
        in = {layer.out};
        break;
      case Layer::Kind::flatten:
        in = {elementCount(in)};
        break;
      default:
        in = {in[0], in[1] / layer.kernel, in[2] / layer.kernel};
    }
    if (forward > 0.0) {
      total += forward * (first ? 2.0 : 3.0);
      first = false;
    }
  }
  return 2.0 * total * static_cast<double>(batch);
}

/// Dense peak in FLOP/s with FP32 sums, from NVIDIA's architecture papers: operations of one
/// multiprocessor a clock. 0: not known.
double peakOf(Format format) {
  cudaDeviceProp properties{};
  int kilohertz = 0;
  if (cudaGetDeviceProperties(&properties, 0) != cudaSuccess ||
      cudaDeviceGetAttribute(&kilohertz, cudaDevAttrClockRate, 0) != cudaSuccess) {
    return 0.0;
  }
  const std::map<int, std::pair<double, double>> perClock{
      {75, {128, 1024}}, {80, {128, 2048}}, {86, {256, 512}}, {89, {256, 512}}, {90, {256, 4096}}};
  const auto found = perClock.find(properties.major * 10 + properties.minor);
  if (found == perClock.end()) return 0.0;
  double operations = format == Format::fp32 ? found->second.first : found->second.second;
  // TF32 runs at half the rate of the halves; Turing has none and computes in FP32.
  if (format == Format::tf32) {
    operations = properties.major < 8 ? found->second.first : operations / 2.0;
  }
  return operations * properties.multiProcessorCount * kilohertz * 1000.0;
}

void measure(const NetworkSpec& spec, const char* policy, Format half, std::int64_t batch) {
  StepRules rules;
  rules.optimizer.lr = 0.01;
  rules.optimizer.momentum = 0.9;
  if (half == Format::fp16) rules.scaler.kind = ScalerKind::dynamic;
  Stack stack(makeCudaBackend(0), spec, batch, half, rules, 1);
  StepState state;
  state.scaler.scale = half == Format::fp16 ? 65536.0F : 1.0F;
  stack.backend().setStepState(state);
  const MadeUpBatch data(spec.input, batch, 5);
  const auto steps = [&](int count) {  // one step is always under way while the next is prepared
    for (int i = 0; i < count; ++i) {
      stack.begin(data.pixels, data.labels);
      if (i > 0) stack.end();
    }
    stack.end();
  };
  steps(20);
  const auto probe = Clock::now();
  steps(20);
  const double one = std::chrono::duration<double>(Clock::now() - probe).count() / 20.0;
  const int count = std::clamp(static_cast<int>(0.4 / one), 20, 2000);
  std::vector<double> seconds;
  for (int round = 0; round < 5; ++round) {
    const auto start = Clock::now();
    steps(count);
    seconds.push_back(std::chrono::duration<double>(Clock::now() - start).count() / count);
  }
  std::sort(seconds.begin(), seconds.end());
  const double median = seconds[seconds.size() / 2];
  const double rate = operationsOf(spec, batch) / median;
  const double peak = peakOf(half);
  std::printf(
      "{\"network\":\"%s\",\"policy\":\"%s\",\"batch\":%lld,\"samples_per_s\":%.1f,"
      "\"step_ms\":%.4f,\"memory_mb\":%.1f,\"tflops\":%.2f,\"peak_share\":%.4f}\n",
      spec.name.c_str(), policy, static_cast<long long>(batch), static_cast<double>(batch) / median,
      median * 1000.0, static_cast<double>(stack.backend().memoryPeak()) / 1e6, rate / 1e12,
      peak > 0.0 ? rate / peak : 0.0);
  std::fflush(stdout);
}

/// Whether `value` is what the program was asked for; without a word, all are.
bool isAsked(int argc, char** argv, int place, const std::string& value) {
  return argc <= place || value == argv[place];
}

struct Policy {
  const char* name;
  Format half;
};
constexpr std::array kPolicies{Policy{"fp32", Format::fp32}, Policy{"tf32", Format::tf32},
                               Policy{"fp16-mixed", Format::fp16},
                               Policy{"bf16-mixed", Format::bf16}};

}  // namespace
}  // namespace scalescope::gpu

/// benchmark [NETWORK [BATCH [POLICY]]]
int main(int argc, char** argv) {
  using namespace scalescope;
  using namespace scalescope::gpu;
  int failures = 0;
  for (const NetworkSpec& spec : {articleNetwork(), deepNetwork()}) {
    for (const std::int64_t batch : {64, 512}) {
      for (const Policy& policy : kPolicies) {
        if (!isAsked(argc, argv, 1, spec.name) || !isAsked(argc, argv, 2, std::to_string(batch)) ||
            !isAsked(argc, argv, 3, policy.name)) {
          continue;
        }
        try {
          measure(spec, policy.name, policy.half, batch);
        } catch (const Error& error) {
          std::fprintf(stderr, "%s, batch %d, %s: %s\n", spec.name.c_str(), static_cast<int>(batch),
                       policy.name, error.what());
          ++failures;
        }
      }
    }
  }
  return failures > 0 ? 1 : 0;
}
