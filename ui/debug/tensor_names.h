#pragma once

#include <QStringList>

#include "core/nn/network_config.h"

namespace scalescope {

/// Tensors of a step that a fault can be planted in, in order of computation. A ReLU's own are left
/// out: they are part of the layer before it where the two are fused.
QStringList tensorNames(const NetworkConfig& network);

}  // namespace scalescope
