#pragma once

#include <string>
#include <vector>

#include "app/manual/command.h"

namespace scalescope {

/// A section of its own, between the options and the examples.
struct ManualSection {
  std::string title;  ///< "FILES"
  std::string text;   ///< as a footer is laid out, see manPage
};

/// What a manual page says beyond the program's help.
struct Manual {
  std::string version;
  std::string summary;      ///< half a sentence, as `apropos` shows it
  std::string description;  ///< paragraphs
  std::vector<ManualSection> sections;
  std::string seeAlso;  ///< "scalescope(1)"
};

/// A manual page of section 1, as roff (man macros). In texts and footers an empty line ends a
/// paragraph, indented lines are kept as they are, and a line "Examples:" or "Example:" is the
/// heading of what follows it. A line that ends in ":" before an indented line is its term.
std::string manPage(const Command& program, const Manual& manual);

}  // namespace scalescope
