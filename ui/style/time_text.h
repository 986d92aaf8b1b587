#pragma once

#include <QString>

namespace scalescope {

QString timeText(double seconds);  ///< "0:41", "1:02:03"; rounded up

}  // namespace scalescope
