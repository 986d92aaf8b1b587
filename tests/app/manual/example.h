#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace scalescope {

/// A program with each kind of argument.
struct ExampleProgram {
  CLI::App app{"Trains", "trainer"};
  std::string text;
  std::vector<std::string> texts;
  int number = 0;
  bool flag = false;

  ExampleProgram() {
    app.require_subcommand(1);
    app.footer("\nExit code: 0 done.\n\nExamples:\n  trainer run a.json");
    CLI::App* run = app.add_subcommand("run", "Trains an experiment");
    run->add_option("CONFIG", text, "The experiment, a JSON file")->required();
    run->add_option("--backend", text, "Where")->check(CLI::IsMember({"cpu", "cuda"}));
    run->add_option("--steps", number, "How many")->check(CLI::PositiveNumber);
    run->add_option("--store", text, "The store, an SQLite file");
    run->add_flag("-q,--quiet", flag, "Say little");
    run->footer("Ctrl-C stops.\n\nExample:\n  trainer run 'a b.json'");
    CLI::App* compare = app.add_subcommand("compare", "Compares runs");
    compare->add_option("RUN", texts, "The runs")->required();
    compare->add_option("--store", text, "The store, an SQLite file");
    compare->add_option("--tag", texts, "Of these alone");
    compare->add_option("--hidden", text, "For nobody")->group("");
  }
};

}  // namespace scalescope
