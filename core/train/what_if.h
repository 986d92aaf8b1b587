#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/train/tensor_record.h"

namespace scalescope {

// What the casts of a step would lose at another loss scale, told from the exponents that were
// counted before them. Backward is linear in the gradient that it is given, so a loss scale of 2^k
// times the one used moves every gradient by k binades, whatever the layers are; activations,
// weights and updates stay. Updates are FP32 where there are master weights, and are not cast.

/// The statistics of a step, unpacked, and the loss scale that it was computed with.
struct CountedStep {
  std::shared_ptr<const TensorTable> tensors;
  std::vector<TensorStatistics> statistics;  ///< one a tensor
  std::vector<CastCounts> casts;             ///< likewise: what overflowed and underflowed
  double scale = 1.0;
  /// FP8 operands have scales of their own, from an amax history: they follow the loss scale and
  /// cancel it.
  bool fp8FollowsAmax = true;
  /// Another program counted, after the casts: what overflowed was infinite by then. Of gradients
  /// in half those of the first tensor that has any did, if the forward pass was finite.
  bool afterCast = false;
};

/// Whether values of a tensor may have become zero in its cast without anybody counting them: it is
/// another program's, in half, and has zeros.
bool hidesUnderflow(const CountedStep& step, std::size_t tensor);

/// Refused, with `place`, if a histogram is damaged.
CountedStep countedStep(const StatisticsRecord& record, double scale, const std::string& place);

/// What the casts of one tensor, or of several, lose.
struct CastLoss {
  Format format = Format::fp32;  ///< that is rounded to; of several, not told
  std::uint64_t elements = 0;
  std::uint64_t overflow = 0;   ///< finite before, not after
  std::uint64_t underflow = 0;  ///< non-zero before, zero after
  /// Whether the counts are those that the step would have at this scale, to the last one. They are
  /// not, but close, where the values before the cast would differ by more than the power of two:
  /// where gradients that they come from lost something, at the scale used or at this one, to the
  /// subnormal range, to zero or to infinity; where the scale is no power of two times the one
  /// used; where values were not finite already; where underflow is hidden; in FP8, whose scale per
  /// tensor follows its amax only after a step or more; and where the run did not round to
  /// `format`.
  bool exact = true;

  double overflowShare() const;
  double underflowShare() const;
};

/// What the casts of a step would lose at another loss scale.
struct WhatIf {
  double scale = 1.0;             ///< asked about; answered for the power of two nearest to it
                                  ///< among those times the scale used
  std::vector<CastLoss> tensors;  ///< one a tensor of the step
  CastLoss gradients;             ///< all of them together
  CastLoss all;                   ///< and with the other tensors
};

/// Whether a tensor's values move with the loss scale.
inline bool movesWithScale(const TensorInfo& tensor) { return tensor.role == TensorRole::gradient; }
/// Whether gradients of a step tell anything about another scale: the scale used was finite, not 0.
bool canRescale(const CountedStep& step);
/// The format that a tensor is asked about: its own; FP16 for what a run that knows nothing
/// narrower than FP32 and TF32 left as it was.
Format whatIfFormat(const TensorTable& tensors, const TensorInfo& tensor);

/// `scale` is finite and positive, and the step can be rescaled, or it is the scale used.
WhatIf whatIf(const CountedStep& step, double scale);

/// Powers of two from 2^kLeastScale to 2^kMostScale are offered.
constexpr int kLeastScale = 0;
constexpr int kMostScale = 32;

/// What the gradients of a step say about loss scales of 2^k.
struct ScaleAdvice {
  /// The largest k of those offered at which no gradient overflows; none: all of them overflow.
  std::optional<int> largestSafe;
  /// The k at which fewest gradients overflow or underflow, and how many of them.
  int bestFrom = kLeastScale, bestTo = kMostScale;
  std::uint64_t bestLoss = 0;
  /// Gradients that were not finite before their cast hide how large they would be: all that is
  /// told is of the others, and a scale that is safe for them may not be for these.
  bool hidden = false;
  bool untold = false;  ///< no gradient at all was finite: the rest means nothing
  /// Tensors of gradients that are all zero before their cast, as behind one that vanished: what a
  /// higher scale would make of them is not known.
  int zeroTensors = 0;
  std::vector<CastLoss> gradients;  ///< at 2^k, k = kLeastScale … kMostScale
};
/// Of a step that can be rescaled (canRescale()).
ScaleAdvice adviseScale(const CountedStep& step);

}  // namespace scalescope
