#pragma once

namespace scalescope {

/// resources/icons/scalescope.svg, as it was when this was built.
const char* applicationIconSvg();

}  // namespace scalescope
