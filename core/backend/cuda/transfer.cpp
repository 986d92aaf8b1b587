#include "core/backend/cuda/transfer.h"

#include "core/backend/cuda/kernels.h"
#include "core/numerics/cell.h"

namespace scalescope::cuda {

void write(Context& context, CudaTensor& tensor, std::span<const float> values, CastSite* site) {
  const Layout& layout = tensor.layout();
  std::vector<char> stored(tensor.bytes());
  CastCounts counts;
  for (std::int64_t i = 0; i < layout.count(); ++i) {
    const float before = values[static_cast<std::size_t>(i)];
    const float value = roundTo(tensor.format(), before);
    countCast(counts, before, value);
    writeCell(tensor.format(), stored.data(), layout.at(i), value);
  }
  if (site && tensor.format() != Format::fp32) site->counts += counts;
  context.arena.whenSealed([&context, block = tensor.block(), stored = std::move(stored)] {
    context.upload(block->data(), stored.data(), stored.size());
  });
}

void read(const Context& context, const CudaTensor& tensor, std::span<float> values) {
  std::vector<char> stored(tensor.bytes());
  context.download(stored.data(), tensor.data(), stored.size());
  const Layout& layout = tensor.layout();
  for (std::int64_t i = 0; i < layout.count(); ++i) {
    values[static_cast<std::size_t>(i)] = readCell(tensor.format(), stored.data(), layout.at(i));
  }
}

void copy(Context& context, const CudaTensor& from, CudaTensor& to) {
  check(cudaMemcpyAsync(to.data(), from.data(), from.bytes(), cudaMemcpyDeviceToDevice,
                        context.stream()),
        phrase("copying a tensor"));
}

TensorStatistics statistics(Context& context, const CudaTensor& tensor) {
  StatisticsJob<StoredValues> job;
  job.values = {tensor.data(), tensor.format(), tensor.layout(), nullptr, {}};
  job.format = tensor.format();
  job.total = static_cast<DeviceStatistics*>(context.statistics()->data());
  check(cudaMemsetAsync(job.total, 0, sizeof(DeviceStatistics), context.stream()),
        phrase("clearing a tensor's statistics"));
  start(context.stream(), job);
  DeviceStatistics counted{};
  context.download(&counted, job.total, sizeof counted);
  return tensorStatistics(counted, tensor.format());
}

}  // namespace scalescope::cuda
