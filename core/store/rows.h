#pragma once

#include <SQLiteCpp/Statement.h>

#include <string>

#include "core/store/run_info.h"

namespace scalescope {

// Each query goes with the function that reads its rows.

extern const char* const
    selectRuns;  ///< to be followed by WHERE and ORDER BY; tags come from elsewhere
/// Without tags. `store` is the path: an open run whose writer no longer lives is told as
/// interrupted.
RunInfo runFrom(const SQLite::Statement& row, const std::string& store);

extern const char* const selectSteps;  ///< parameters: run, first step, limit (-1: none)
/// `index` becomes the record's run; a real number that is NULL becomes NaN.
StepRecord stepFrom(const SQLite::Statement& row, int index);

extern const char* const selectEvaluations;  ///< parameters: run, first step
EvaluationRecord evaluationFrom(const SQLite::Statement& row, int index);

extern const char* const selectEvents;  ///< parameters: run, first step
EventRecord eventFrom(const SQLite::Statement& row, int index);

}  // namespace scalescope
