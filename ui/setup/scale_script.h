#pragma once

#include <QString>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/precision/loss_scaler.h"

namespace scalescope {

/// "0: 65536, 100: 1" for a scripted scale and back; nothing if the text is no such list.
QString scriptText(const ScalerConfig& scaler);
std::optional<std::vector<std::pair<std::int64_t, double>>> readScript(const QString& text);

}  // namespace scalescope
