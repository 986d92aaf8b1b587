#pragma once

#include <optional>
#include <string>

#include "core/diagnosis/cause.h"
#include "core/diagnosis/evidence.h"
#include "core/diagnosis/tensor_place.h"

namespace scalescope {

/// The first tensor, in order of computation, that went non-finite, and why.
struct Culprit {
  std::int64_t step = 0;  ///< in which it did; the weights of a step may have come from the one
                          ///< before
  std::int64_t overflowStep = 0;  ///< that was asked about
  std::string tensor;             ///< empty: no tensor did, only their unscaling
  TensorRole role = TensorRole::activation;
  Format format = Format::fp32;
  TensorPlace place;
  bool overflowed = false;      ///< finite values that left the format; else not finite before
  std::uint64_t nonFinite = 0;  ///< values of it, after the cast
  double scale = 1.0;           ///< of the overflowed step
  Magnitudes largest;
  Cause cause = Cause::unknown;
  bool scaleWasPlanted = false;  ///< injected: what was planted is a loss scale, nothing else
  bool expected = false;         ///< part of how dynamic loss scaling finds its scale
  std::string sentence;
};

/// Whether its cause is known, and is not the loss scale.
bool isNotTheScale(const Culprit& culprit);

/// Why `run` of this experiment overflowed in a step. The record `evidence.at` must have a summary
/// for every tensor of its table.
Culprit firstCulprit(const ExperimentConfig& config, int run, const OverflowEvidence& evidence,
                     const Phrases& say = Phrases());

}  // namespace scalescope
