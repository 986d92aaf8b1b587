#include "core/backend/module.h"

namespace scalescope {

const char* backendBuild() { return SCALESCOPE_VERSION; }

}  // namespace scalescope
