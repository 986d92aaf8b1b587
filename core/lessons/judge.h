#pragma once

#include <optional>
#include <vector>

#include "core/lessons/lesson.h"
#include "core/train/records.h"

namespace scalescope {

/// What an experiment left, sorted by run.
class LessonRecords {
 public:
  struct OfRun {
    std::vector<StepRecord> steps;
    std::vector<EvaluationRecord> evaluations;
    std::vector<std::int64_t> collapses;  ///< steps at which the loss scale collapsed
  };

  explicit LessonRecords(std::size_t runs) : runs_(runs) {}
  void take(const Record& record);
  void take(const StepRecord& record) { of(record.run).steps.push_back(record); }
  void take(const EvaluationRecord& record) { of(record.run).evaluations.push_back(record); }
  void take(const EventRecord& record);
  const OfRun& operator[](int run) const { return runs_.at(static_cast<std::size_t>(run)); }

 private:
  OfRun& of(int run) { return runs_.at(static_cast<std::size_t>(run)); }
  std::vector<OfRun> runs_;
};

/// A promise and what came of it.
struct Judgement {
  bool holds = false;
  std::optional<double> measured;  ///< nothing: the run has no such records
  std::optional<double> bound;     ///< nothing: a comparison without one, or no such records
};

/// Nothing if the run has no records to measure.
std::optional<double> measure(const Quantity& quantity, const ExperimentConfig& config,
                              const LessonRecords& records);
Judgement judge(const LessonOutcome& outcome, const ExperimentConfig& config,
                const LessonRecords& records);
/// In the order of the lesson's outcomes.
std::vector<Judgement> judge(const Lesson& lesson, const LessonRecords& records);

}  // namespace scalescope
