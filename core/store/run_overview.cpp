#include "core/store/run_overview.h"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <cmath>
#include <functional>
#include <utility>

#include "core/store/log_details.h"

namespace scalescope {
namespace {

constexpr const char* selectBlocks =
    "SELECT block, skipped, samples, wall_time, loss_min, loss_max, loss_sum / loss_count, "
    "scale_min, scale_max, (scale_min + scale_max) / 2, "
    "grad_norm_min, grad_norm_max, grad_norm_sum / grad_norm_count, "
    "overflow_min, overflow_max, overflow_sum * 1.0 / size, "
    "underflow_min, underflow_max, underflow_sum / size, "
    "step_ms_min, step_ms_max, step_ms_sum / step_ms_count FROM step_blocks WHERE run_id = ?1 AND ";

double real(const SQLite::Column& value) { return value.isNull() ? NAN : value.getDouble(); }

StepBlock blockFrom(const SQLite::Statement& row, std::int64_t size) {
  StepBlock block;
  block.first = row.getColumn(0).getInt64() * size;
  block.last = block.first + size - 1;
  block.skipped = row.getColumn(1).getInt64();
  block.samples = real(row.getColumn(2));
  block.wallTime = real(row.getColumn(3));
  int column = 4;
  for (BlockRange* each : {&block.loss, &block.scale, &block.gradNorm, &block.overflow,
                           &block.underflowShare, &block.stepMs}) {
    each->low = real(row.getColumn(column++));
    each->high = real(row.getColumn(column++));
    each->mean = real(row.getColumn(column++));
  }
  return block;
}

/// Absent bits of what no step of the run has.
int neverMeasured(const RunInfo& run) {
  static constexpr std::pair<const char*, Absent> columns[] = {
      {"loss", absentLoss},           {"scale", absentScale},
      {"grad_norm", absentGradNorm},  {"overflow", absentOverflow},
      {"underflow", absentUnderflow}, {"cast_elements", absentUnderflow},
      {"step_ms", absentStepMs}};
  int never = 0;
  for (const auto& [column, bit] : columns)
    if (!measures(run, column)) never |= bit;
  return never;
}

/// Covers a run's steps with the largest blocks that are there, then with smaller ones.
class Cover {
 public:
  Cover(const StoreReader& reader, std::int64_t run, std::vector<StepBlock>& blocks)
      : reader_(reader), run_(run), blocks_(blocks), never_(neverMeasured(reader.run(run))) {}

  /// Steps from … to−1; `level` of kBlockSizes, or behind them single steps.
  void cover(std::int64_t from, std::int64_t to, std::size_t level) {
    if (from >= to) return;
    if (level == kBlockSizes.size()) return steps(from, to);
    const std::int64_t size = kBlockSizes[level];
    std::vector<StepBlock> found;
    reader_.query(selectBlocks + std::string("size = ") + std::to_string(size) +
                      " AND block >= " + std::to_string((from + size - 1) / size) +
                      " AND block < " + std::to_string(to / size) + " ORDER BY block",
                  run_, [&](const SQLite::Statement& row) {
                    found.push_back(blockFrom(row, size));
                    return true;
                  });
    std::int64_t next = from;
    for (StepBlock& block : found) {
      cover(next, block.first, level + 1);
      findAbsent(block);
      blocks_.push_back(block);
      next = block.last + 1;
    }
    cover(next, to, level + 1);
  }

 private:
  /// A block knows finite values alone. Where it has none, its ends tell whether they were NaN or
  /// not measured; what the run never measures needs no look at them.
  void findAbsent(StepBlock& block) const {
    int without = 0;
    int bit = 1;
    for (const BlockRange* each : {&block.loss, &block.scale, &block.gradNorm, &block.overflow,
                                   &block.underflowShare, &block.stepMs}) {
      if (std::isnan(each->low)) without |= bit;
      bit <<= 1;
    }
    block.absent = static_cast<std::uint16_t>(without & never_);
    if (block.absent == without) return;
    const auto first = reader_.steps(run_, block.first, 1);
    const auto last = reader_.steps(run_, block.last, 1);
    if (!first.empty() && !last.empty())
      block.absent = static_cast<std::uint16_t>(without & first[0].absent & last[0].absent);
  }

  void steps(std::int64_t from, std::int64_t to) {
    constexpr std::int64_t kPiece = 65536;
    while (from < to) {
      const auto rows = reader_.steps(run_, from, std::min(kPiece, to - from));
      for (const StepRecord& row : rows) {
        if (row.step >= to) return;
        blocks_.push_back(blockOf(row));
      }
      if (rows.empty()) return;
      from = rows.back().step + 1;
    }
  }

  const StoreReader& reader_;
  std::int64_t run_;
  std::vector<StepBlock>& blocks_;
  int never_;  ///< Absent bits
};

BlockRange only(double value) { return {value, value, value}; }

}  // namespace

StepBlock blockOf(const StepRecord& step) {
  StepBlock block;
  block.first = block.last = step.step;
  block.wallTime = step.wallTime;
  block.samples = static_cast<double>(step.samples);
  block.skipped = step.applied ? 0 : 1;
  block.absent = step.absent & kAbsentFromPlots;
  block.loss = only(step.loss);
  block.scale = only(step.scale);
  block.gradNorm = only(step.gradNorm);
  block.overflow = only(static_cast<double>(step.overflow));
  block.underflowShare = only(step.underflowShare());
  block.stepMs = only(step.stepMs);
  return block;
}

std::vector<StepBlock> overviewOf(const StoreReader& reader, std::int64_t run, std::int64_t size,
                                  std::int64_t from) {
  std::vector<StepBlock> blocks;
  std::size_t level = 0;
  while (level < kBlockSizes.size() && kBlockSizes[level] > size) ++level;
  reader.readTogether([&] {
    std::int64_t first = -1, last = -1;
    reader.query(  // Each by itself is the end of an index; both at once are a scan of all rows.
        "SELECT (SELECT min(step) FROM steps WHERE run_id = ?1), "
        "(SELECT max(step) FROM steps WHERE run_id = ?1)",
        run, [&](const SQLite::Statement& row) {
          if (row.getColumn(0).isNull()) return false;
          first = row.getColumn(0).getInt64();
          last = row.getColumn(1).getInt64();
          return true;
        });
    if (first >= 0) Cover(reader, run, blocks).cover(std::max(first, from), last + 1, level);
  });
  return blocks;
}

}  // namespace scalescope
