#pragma once

#include <string>
#include <string_view>

namespace scalescope::test {

/// A gzip file of these bytes.
std::string gzip(std::string_view bytes);

}  // namespace scalescope::test
