#include "core/backend/cpu/statistics.h"

#include "core/backend/cpu/blocks.h"
#include "core/numerics/cell.h"

namespace scalescope::cpu {

TensorStatistics statisticsOf(const CpuTensor& tensor) {
  TensorStatistics statistics = sumOverBlocks<TensorStatistics>(
      tensor.storedElements(), [&](std::size_t first, std::size_t n) {
        TensorStatistics block;
        block.format = tensor.format();
        for (std::size_t i = first; i < first + n; ++i) {
          block.add(readCell(tensor.format(), tensor.at(0), static_cast<std::int64_t>(i)));
        }
        return block;
      });
  statistics.format = tensor.format();
  const auto elements = static_cast<std::uint64_t>(tensor.elements());
  statistics.zeros -= statistics.elements - elements;  // padding is zero
  statistics.elements = elements;
  return statistics;
}

}  // namespace scalescope::cpu
