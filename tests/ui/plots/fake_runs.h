#pragma once

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "core/train/records.h"
#include "ui/plots/plot_model.h"

namespace scalescope::testing_plots {

inline const RunLook fp32Look{"fp32", QColor(0x1f, 0x5f, 0xa8), QColor(0x6f, 0xb1, 0xf0)};
inline const RunLook fp16Look{"fp16-mixed", QColor(0xe5, 0x8a, 0x00), QColor(0xff, 0xb8, 0x4d)};
inline const RunLook pureLook{"fp16-pure", QColor(0xc8, 0x40, 0x2f), QColor(0xff, 0x83, 0x70)};

enum class Fake { fp32, fp16Mixed, fp16Pure };

/// Records shaped as training gives them: a loss that falls and rustles, a scale that overflows and
/// grows again; fp16-pure turns NaN after 60% of its steps.
inline std::vector<StepRecord> fakeSteps(Fake kind, std::int64_t count) {
  std::mt19937 random(7);  // the same batches, so the same noise
  std::normal_distribution<double> noise(0.0, 1.0);
  std::mt19937 own(static_cast<unsigned>(kind) + 1);
  std::vector<StepRecord> steps;
  double scale = kind == Fake::fp16Mixed ? 65536.0 * 16 : 1.0;
  int clean = 0;
  double wall = 0.0;
  for (std::int64_t i = 0; i < count; ++i) {
    StepRecord r;
    r.run = static_cast<int>(kind);
    r.step = i;
    const double t = static_cast<double>(i) / static_cast<double>(count);
    r.loss = (0.28 + 2.0 * std::exp(-12.0 * t)) * std::exp(0.16 * noise(random));
    r.gradNorm = (0.7 + 3.0 * std::exp(-9.0 * t)) * std::exp(0.3 * noise(random));
    r.stepMs = (kind == Fake::fp32 ? 38.0 : 44.0) + 1.2 * noise(own);
    if (i == 0 || own() % 211 == 0) r.stepMs *= 3.5;
    wall += 0.1;
    r.wallTime = wall;
    r.samples = (i + 1) * 64;
    r.scale = scale;
    if (kind != Fake::fp32) {
      r.castElements = 5'000'000;
      r.underflow = static_cast<std::int64_t>((kind == Fake::fp16Pure ? 6e5 : 4e4) * (1.0 + t) *
                                              std::exp(0.1 * noise(own)));
      r.loss *= 1.0 + 0.01 * noise(own);
    }
    if (kind == Fake::fp16Mixed) {
      const bool overflows = scale > 30000.0 * std::exp(2.0 * noise(own));
      if (overflows && own() % 4 == 0) {
        r.foundInf = true;
        r.applied = false;
        r.overflow = 1 + static_cast<std::int64_t>(std::exp(2.0 + 2.0 * noise(own)));
        r.gradNorm = std::numeric_limits<double>::infinity();
        scale /= 2.0;
        clean = 0;
      } else if (++clean == std::max<int>(static_cast<int>(count / 25), 5)) {
        scale *= 2.0;
        clean = 0;
      }
    }
    if (kind == Fake::fp16Pure && t > 0.6) {
      r.loss = std::numeric_limits<double>::quiet_NaN();
      r.gradNorm = std::numeric_limits<double>::quiet_NaN();
      r.overflow = 420'000;
    } else if (kind == Fake::fp16Pure && t > 0.52) {
      r.loss *= std::exp(70.0 * (t - 0.52));
      r.gradNorm *= std::exp(110.0 * (t - 0.52));
    }
    steps.push_back(r);
  }
  return steps;
}

inline std::vector<EvaluationRecord> fakeEvaluations(const std::vector<StepRecord>& steps,
                                                     std::size_t every) {
  std::vector<EvaluationRecord> evaluations;
  for (std::size_t i = every; i <= steps.size(); i += every) {
    const StepRecord& step = steps[i - 1];
    evaluations.push_back(
        {step.run, step.step + 1, step.loss * 1.15, 0.85, step.samples, step.wallTime});
  }
  return evaluations;
}

}  // namespace scalescope::testing_plots
