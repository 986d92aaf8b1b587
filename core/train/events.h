#pragma once

#include <string>

#include "core/precision/loss_scaler.h"
#include "core/train/records.h"

namespace scalescope {

/// "65536", or "2^-24" where digits would be hard to read.
std::string scaleText(float scale);

/// Whether a value left its format, or a gradient was not finite: what an overflow event tells of.
bool overflowed(const StepRecord& record);

// Messages of events: one plain sentence each. `tensor` names a cast site or tensor; "" if unknown.
std::string overflowMessage(const StepRecord& record, const std::string& tensor);
std::string scaleMessage(ScaleChange change, float before, float after);
std::string collapseMessage(const std::string& tensor);
std::string floorMessage(const StepRecord& record);
std::string evaluationMessage(double accuracy, double loss);

}  // namespace scalescope
