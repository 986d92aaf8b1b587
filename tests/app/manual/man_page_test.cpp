#include "app/manual/man_page.h"

#include <gtest/gtest.h>

#include "example.h"

namespace scalescope {
namespace {

std::string page() {
  const ExampleProgram program;
  Manual manual;
  manual.version = "1.2";
  manual.summary = "train";
  manual.description = "First line.\n.hidden command\n\n'quoted' and C:\\path, 2^16, half-way";
  manual.sections = {{"FILES", "a: b"}};
  manual.seeAlso = "other(1)";
  return manPage(describe(program.app), manual);
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(ManPage, SectionsComeInTheirUsualOrder) {
  const std::string text = page();
  std::size_t at = 0;
  for (const char* title : {"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "SUBCOMMANDS", "FILES",
                            "EXAMPLES", "SEE ALSO"}) {
    const std::size_t next = text.find(std::string("\n.SH ") + title + "\n");
    ASSERT_NE(next, std::string::npos) << title;
    EXPECT_GT(next, at) << title;
    at = next;
  }
}

TEST(ManPage, NothingIsTakenForACommandOfRoff) {
  const std::string text = page();
  EXPECT_TRUE(holds(text, "\n\\&.hidden command\n"));
  EXPECT_TRUE(holds(text, "\\(aqquoted\\(aq and C:\\(rspath, 2\\(ha16, half-way"));
}

TEST(ManPage, HasTheArgumentsOfSubcommands) {
  const std::string text = page();
  EXPECT_TRUE(holds(text, ".SS \\fBrun\\fR\n"));
  EXPECT_TRUE(holds(text, "\\fBtrainer\\fR \\fBrun\\fR \\fICONFIG"));
  EXPECT_TRUE(holds(text, ".TP\n\\fB\\-q\\fR, \\fB\\-\\-quiet\\fR\nSay little.\n"));
  EXPECT_TRUE(holds(text, "\\fB\\-\\-backend\\fR \\fIcpu|\\:cuda\\fR"));
  EXPECT_TRUE(holds(text, "\\fIRUN\\fR..."));
}

TEST(ManPage, ExamplesAreKeptAsTheyAre) {
  const std::string text = page();
  EXPECT_TRUE(holds(text, ".nf\n.RS\ntrainer run \\(aqa b.json\\(aq\n.RE\n.fi\n"));
  EXPECT_FALSE(holds(text, "Exit code"));  // the page has a section for it
}

}  // namespace
}  // namespace scalescope
