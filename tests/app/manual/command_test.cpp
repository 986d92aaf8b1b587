#include "app/manual/command.h"

#include <gtest/gtest.h>

#include "example.h"

namespace scalescope {
namespace {

const Argument& argument(const Command& command, const std::string& name) {
  for (const Argument& each : command.arguments) {
    if (each.names.empty() ? each.value == name : each.names.back() == name) return each;
  }
  throw std::out_of_range(name);
}

TEST(Command, HasEachSubcommandAndArgumentOfHelp) {
  const ExampleProgram program;
  const Command command = describe(program.app);
  EXPECT_EQ(command.name, "trainer");
  ASSERT_EQ(command.subcommands.size(), 2U);
  const Command& run = command.subcommands[0];
  EXPECT_EQ(run.name, "run");
  EXPECT_EQ(run.text, "Trains an experiment");
  std::vector<std::string> names;
  for (const Argument& each : run.arguments)
    names.push_back(each.names.empty() ? each.value : each.names.back());
  EXPECT_EQ(names, (std::vector<std::string>{"CONFIG", "--help", "--backend", "--steps", "--store",
                                             "--quiet"}));
}

TEST(Command, TellsWhatAnArgumentStandsFor) {
  const ExampleProgram program;
  const Command command = describe(program.app);
  const Command& run = command.subcommands[0];
  EXPECT_EQ(argument(run, "CONFIG").kind, ArgumentKind::file);
  EXPECT_TRUE(argument(run, "CONFIG").required);
  EXPECT_EQ(argument(run, "--backend").kind, ArgumentKind::choice);
  EXPECT_EQ(argument(run, "--backend").choices, (std::vector<std::string>{"cpu", "cuda"}));
  EXPECT_EQ(argument(run, "--steps").kind, ArgumentKind::number);
  EXPECT_EQ(argument(run, "--steps").value, "INT");
  EXPECT_EQ(argument(run, "--store").kind, ArgumentKind::file);
  EXPECT_EQ(argument(run, "--quiet").kind, ArgumentKind::flag);
  EXPECT_EQ(argument(run, "--quiet").names, (std::vector<std::string>{"-q", "--quiet"}));
  const Command& compare = command.subcommands[1];
  EXPECT_EQ(argument(compare, "RUN").kind, ArgumentKind::run);
  EXPECT_TRUE(argument(compare, "RUN").repeated);
  EXPECT_EQ(argument(compare, "--tag").kind, ArgumentKind::text);
  EXPECT_THROW(argument(compare, "--hidden"), std::out_of_range);
}

TEST(Command, ASubcommandHasNotItsProgramsFooter) {
  const ExampleProgram program;
  const Command command = describe(program.app);
  EXPECT_NE(command.footer, "");
  EXPECT_NE(command.subcommands[0].footer, "");
  EXPECT_EQ(command.subcommands[1].footer, "");
}

}  // namespace
}  // namespace scalescope
